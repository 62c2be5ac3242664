"""Five answers by PM4Py, in an environment of its own: run by ``benchmarks.rival`` and never imported.

PM4Py stands under the AGPL: it is measured, and no part of this project.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
import pm4py

spent: dict[str, float] = {}


def timed(name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever PM4Py gives
    """Answer, and keep how long it took."""
    began = time.perf_counter()
    answer = work()
    spent[name] = time.perf_counter() - began
    return answer


def read() -> pd.DataFrame:
    """Read the log into memory."""
    table = pd.read_csv(sys.argv[1], parse_dates=["begun", "time:timestamp"])
    return pm4py.format_dataframe(
        table, case_id="case:concept:name", activity_key="concept:name", timestamp_key="time:timestamp"
    )


def stays(measure: str) -> dict[str, float]:
    """Give one measure of the stays in each state, in seconds."""
    return dict(
        pm4py.get_service_time(
            log, start_timestamp_key="begun", timestamp_key="time:timestamp", aggregation_measure=measure
        )
    )


log = timed("load", read)
frequency, _, _ = timed("ways", lambda: pm4py.discover_dfg(log))
performance, _, _ = timed("times of ways", lambda: pm4py.discover_performance_dfg(log))
medians = timed("stays", lambda: stays("median"))
variants = timed("variants", lambda: pm4py.get_variants(log))
rework = timed("rework", lambda: pm4py.get_rework_cases_per_activity(log))
cases = timed("durations", lambda: median(pm4py.get_all_case_durations(log)))
answers = sum(seconds for name, seconds in spent.items() if name != "load")
# Not among the five answers, and counted apart: the bottleneck report has totals beside its medians.
sums = timed("sums of stays", lambda: stays("sum"))
told = {
    "load": spent["load"],
    "answers": answers,
    "spent": spent,
    "ways": sorted(frequency.values()),
    "variants": sorted(count if isinstance(count, int) else len(count) for count in variants.values()),
    "rework": rework,
    "edges": len(performance),
    "stays": medians,
    "sums": sums,
    "median_days": cases / 86_400,
    "peak_mb": int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024,
    "version": pm4py.__version__,
}
print(json.dumps(told))
