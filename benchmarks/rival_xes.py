"""Reading one XES log of 74 MB by PM4Py's importers and by ours: ``python -m benchmarks.rival_xes``.

Each importer reads the same file in a process of its own, in turns; what counts are medians of processor seconds and of
peaks of memory. The sides do not make the same thing. Theirs keeps the whole log: as objects of traces and events, or
as a table with a column for every attribute. Ours gives one case after the other, with typed events, checks every
element on the way, names file and line of a fault, and keeps no case; a full import writes columns besides.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from benchmarks.event_logs import ROADS, SIZE_BYTES, generated, measured_road
from benchmarks.rival import EXTRAS, environment

RUNS = 3
LINES = "PM4Py line_by_line"
_QUIET = "import os\nos.environ['PM4PY_SHOW_PROGRESS_BAR'] = 'False'\nimport pm4py"
_OTHERS = ("iterparse", "chunk_regex", "r4pm")
"""The default of a plain installation (over lxml), what is left without lxml, and the default where r4pm is there."""
THEIRS = {
    f"{LINES}, objects": (_QUIET, "pm4py.read_xes(str(path), variant='line_by_line', return_legacy_log_object=True)"),
    f"{LINES}, table": (_QUIET, "pm4py.read_xes(str(path), variant='line_by_line')"),
    **{f"PM4Py {name}, table": (_QUIET, f"pm4py.read_xes(str(path), variant='{name}')") for name in _OTHERS},
}


def main() -> None:
    """Measure every importer, and put ours beside the others."""
    with tempfile.TemporaryDirectory(prefix="licensing-rival-") as name:
        folder = Path(name)
        path = folder / "log.xes"
        events = generated(path)
        python = environment(folder / "environment", *EXTRAS)
        taken: dict[str, list[tuple[float, float]]] = {}
        for _ in range(RUNS):
            for road in ("bare parser", "two calls", "read"):
                taken.setdefault(road, []).append(measured_road(path, *ROADS[road]))
            for road, (before, asked) in THEIRS.items():
                taken.setdefault(road, []).append(measured_road(path, before, asked, python))
    found = {road: (median(s for s, _ in runs), median(m for _, m in runs)) for road, runs in taken.items()}
    ours_seconds, ours_megabytes = found["read"]
    print(f"XES log, {SIZE_BYTES / 1e6:.0f} MB, {events} events; medians of {RUNS} turns, processor seconds")
    for road, (seconds, megabytes) in found.items():
        print(
            f"  {road:27} {seconds / ours_seconds:5.2f} times our seconds, {megabytes / ours_megabytes:5.1f} times our"
            f" memory; {seconds:5.2f} s, {megabytes:4.0f} MB"
        )


if __name__ == "__main__":
    main()
