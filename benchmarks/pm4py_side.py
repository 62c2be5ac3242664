"""Five answers by PM4Py, in an environment of its own: run by ``benchmarks.rival`` and never imported.

PM4Py stands under the AGPL: it is measured, and no part of this project.
"""

from __future__ import annotations

import json
import sys
import time
from statistics import median

import pandas as pd
import pm4py

started = time.perf_counter()
log = pd.read_csv(sys.argv[1], parse_dates=["begun", "time:timestamp"])
log = pm4py.format_dataframe(
    log, case_id="case:concept:name", activity_key="concept:name", timestamp_key="time:timestamp"
)
loaded = time.perf_counter()
frequency, _, _ = pm4py.discover_dfg(log)
performance, _, _ = pm4py.discover_performance_dfg(log)
stays = pm4py.get_service_time(
    log, start_timestamp_key="begun", timestamp_key="time:timestamp", aggregation_measure="median"
)
variants = pm4py.get_variants(log)
rework = pm4py.get_rework_cases_per_activity(log)
cases = median(pm4py.get_all_case_durations(log))
ended = time.perf_counter()
told = {
    "load": loaded - started,
    "answers": ended - loaded,
    "ways": sorted(frequency.values()),
    "variants": sorted(count if isinstance(count, int) else len(count) for count in variants.values()),
    "rework": rework,
    "edges": len(performance),
    "stays": len(stays),
    "median_days": cases / 86_400,
    "version": pm4py.__version__,
}
print(json.dumps(told))
