"""Small logs of which PM4Py and this library say different things: shown by ``benchmarks.rival_figures``."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.our_figures import Bounds, Ours, ours_of
from benchmarks.rival import told_by
from licensing.domain.errors import LicensingError
from licensing.exchange.mapping import NO_MAPPING, LogMapping

SIDE = Path(__file__).with_name("pm4py_figures_side.py")
BACK_ENDS = ("pandas", "classic", "polars")
HOUR_US = 3_600_000_000
_HEAD = "case:concept:name,concept:name,start_timestamp,time:timestamp"
PARALLEL = (
    "P-1,Receive,2026-01-05T09:00Z,2026-01-05T10:00Z",
    "P-1,Ask army,2026-01-06T09:00Z,2026-01-20T17:00Z",
    "P-1,Ask navy,2026-01-06T12:00Z,2026-01-12T12:00Z",
    "P-1,Decide,2026-01-22T10:00Z,2026-01-22T11:00Z",
)
GOLDEN_WEEK = (
    "P-1,Ask,2026-04-30T09:00,2026-05-01T17:00",
    "P-1,Decide,2026-05-07T09:00,2026-05-07T10:00",
)
"""Without an offset, so that PM4Py has the hours of the clock on the wall. 3 to 6 May are closed days."""
CLOSED = "--closed=2026-05-03,2026-05-04,2026-05-05,2026-05-06"
OFFICE_DAY = (
    "P-1,Ask,2026-04-01T08:00+09:00,2026-04-01T09:00+09:00",
    "P-1,Decide,2026-04-01T17:00+09:00,2026-04-01T18:00+09:00",
)
SPRING = (
    "P-1,Ask,2026-03-07T11:00,2026-03-07T12:00",
    "P-1,Decide,2026-03-09T12:00,2026-03-09T13:00",
)
MIXED = (
    "P-1,Ask,2026-03-10T11:00-04:00,2026-03-10T12:00-04:00",
    "P-1,Decide,2026-03-10T17:00,2026-03-10T18:00",
)
IMPORTERS = ("line_by_line", "chunk_regex", "iterparse", "r4pm")
_READ = """
import json, os, sys, warnings
os.environ["PM4PY_SHOW_PROGRESS_BAR"] = "False"
warnings.simplefilter("ignore")
import pm4py
said = {}
for variant in sys.argv[2:]:
    try:
        table = pm4py.read_xes(sys.argv[1], variant=variant)
        rows = zip(table["case:concept:name"], table["concept:name"], table["time:timestamp"])
        said[variant] = [f"{case} {activity} {moment}" for case, activity, moment in rows]
    except Exception as error:
        said[variant] = f"{type(error).__name__}: {error}"
print(json.dumps(said))
"""
_EVENT = """<event>
<string key="concept:name" value="{}"/>
<date key="time:timestamp" value="{}"/>
{}</event>
"""
_GOOD = _EVENT.format("Ask", "2026-01-05T09:00:00+01:00", "") + _EVENT.format("Decide", "2026-01-06T09:00:00+01:00", "")
_TRACE = '<trace>\n<string key="concept:name" value="{}"/>\n{}</trace>\n'
_LOG = '<?xml version="1.0" encoding="UTF-8"?>\n<log>\n{}</log>\n'
_BEGUN = '<string key="lifecycle:transition" value="start"/>\n'
XES = {
    "an event on one line": _LOG.format(_TRACE.format("P-1", _GOOD.replace("\n", ""))),
    "an ampersand": _LOG.format(_TRACE.format("P-1", _GOOD.replace("Ask", "Ask army &amp; navy"))),
    "a file cut off": _LOG.format(_TRACE.format("P-1", _GOOD) + _TRACE.format("P-2", _GOOD))[:-80],
    "a case twice": _LOG.format(_TRACE.format("P-1", _GOOD) * 2),
    "an event without time": _LOG.format(_TRACE.format("P-1", _GOOD.replace("time:timestamp", "noted", 1))),
    "a month 13": _LOG.format(_TRACE.format("P-1", _GOOD.replace("01-06T", "13-06T"))),
    "a time without offset": _LOG.format(_TRACE.format("P-1", _GOOD.replace("06T09:00:00+01:00", "06T09:00:00"))),
}


def show(folder: Path, python: str) -> None:
    """Show every difference."""
    print("\nActivities that overlap (hours from end to beginning)")
    path = _table(folder, "parallel", PARALLEL)
    told = told_by(python, SIDE, path)
    _ways(told, ours_of(path))
    print(f"  PM4Py, variants: { {name: told[name]['first'] for name in BACK_ENDS if name in told} }")
    print("\nThe same, and only the ends are known (hours)")
    path = _table(folder, "ends", tuple(_without_start(row) for row in PARALLEL), _without_start(_HEAD))
    told, ours = told_by(python, SIDE, path), ours_of(path)
    print(f"  PM4Py, stays: { {name: row['sum'] / 3600 for name, row in told['pandas']['stays'].items()} }")
    print(f"  here, stays:  { {name: _hours(rows) for name, rows in ours.stays.items()} }")
    _ways(told, ours)
    print("\nHolidays: from Friday 17:00 over the Golden Week to Thursday 09:00 in Tokyo")
    tokyo = LogMapping(zone="Asia/Tokyo", calendar="japan-administration")
    path = _table(folder, "holidays", GOLDEN_WEEK)
    _working(told_by(python, SIDE, path, "--business"), ours_of(path, tokyo))
    print("  and with a calendar made by hand and handed over:")
    _working(told_by(python, SIDE, path, "--business", CLOSED), None)
    print("\nOffice hours: from 09:00 to 17:00 of one day in Tokyo")
    path = _table(folder, "office-day", OFFICE_DAY)
    _working(told_by(python, SIDE, path, "--business"), ours_of(path, tokyo))
    print("\nSummer time: from noon to noon two days later in New York, times without an offset (hours)")
    path = _table(folder, "spring", SPRING)
    _ways(told_by(python, SIDE, path), ours_of(path, LogMapping(zone="America/New_York")))
    print("\nTimes with and without an offset in one log (hours)")
    path = _table(folder, "mixed", MIXED)
    _ways(told_by(python, SIDE, path), _ours_or_why(path))
    _unfinished(folder, python)
    for what, text in XES.items():
        _read(folder, python, what, text)


def _unfinished(folder: Path, python: str) -> None:
    print("\nXES, an activity begun and never ended")
    events = _EVENT.format("Ask", "2026-01-05T09:00:00+01:00", _BEGUN)
    events += _EVENT.format("Ask", "2026-01-05T17:00:00+01:00", _BEGUN.replace("start", "complete"))
    events += _EVENT.format("Decide", "2026-01-06T09:00:00+01:00", _BEGUN)
    path = folder / "unfinished.xes"
    path.write_text(_LOG.format(_TRACE.format("P-1", events)))
    told, ours = told_by(python, SIDE, path), ours_of(path)
    print(f"  PM4Py: activities {list(told['pandas']['stays'])}")
    print(f"  here:  activities {[*ours.report]}, open {[row.state for row in ours.report.values() if row.open]}")


def _table(folder: Path, name: str, rows: tuple[str, ...], head: str = _HEAD) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join((head, *rows, "")))
    return path


def _without_start(row: str) -> str:
    case, activity, _, end = row.split(",")
    return f"{case},{activity},{end}"


def _ours_or_why(path: Path, mapping: LogMapping = NO_MAPPING) -> Ours | str:
    try:
        return ours_of(path, mapping)
    except LicensingError as error:
        return str(error).replace(str(path), path.name)


def _hours(rows: list[Bounds]) -> str:
    low = sum(item for item, _ in rows) / HOUR_US
    if any(high is None for _, high in rows):
        return f"{low:g} or more"
    high = sum(item for _, item in rows if item is not None) / HOUR_US
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _ways(told: Mapping[str, Any], ours: Ours | str) -> None:
    for back_end in BACK_ENDS:
        if back_end in told:
            found = told[back_end]["ways"]
            said = {f"{giver} → {taker}": row["sum"] / 3600 for giver, taker, row in found}
            print(f"  PM4Py, {back_end}: {said}")
    if isinstance(ours, str):
        print(f"  here: refused. {ours}")
        return
    print(f"  here: { {' → '.join(way): _hours(rows) for way, rows in ours.ways.items()} }")
    if ours.overlapping:
        together = {name: _hours(rows) for name, rows in ours.stays.items()}
        waits = {row.state: (row.total.high_days or 0) * 24 for row in ours.report.values() if row.total}
        print(f"  here: stays {together}; report {waits}")


def _working(told: Mapping[str, Any], ours: Ours | None) -> None:
    for back_end in BACK_ENDS:
        if back_end in told:
            [(_, _, row)] = told[back_end]["business"]
            print(f"  PM4Py, {back_end}: {row['sum'] / 3600:g} business hours")
    for kind, rows in () if ours is None else (("elapsed", ours.report), ("working", ours.working)):
        total = rows["before Decide"].total
        print(f"  here: {'?' if total is None else f'{total.high_days:.3g}'} {kind} days before Decide")


def _read(folder: Path, python: str, what: str, text: str) -> None:
    path = folder / "fault.xes"
    path.write_text(text)
    asked = [python, "-c", _READ, str(path), *IMPORTERS]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    print(f"\nXES, {what}")
    for importer, said in json.loads(done.stdout.splitlines()[-1]).items():
        print(f"  PM4Py, {importer}: {said}")
    ours = _ours_or_why(path)
    print(f"  here: {ours if isinstance(ours, str) else 'read, with ' + ', '.join(ours.report)}")
