"""``licensing import``: take event logs of others in, or look at one before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from licensing.cli.common import NO_OPTIONS, Common, now, opened, print_json, print_rows
from licensing.cli.table import Column
from licensing.domain.errors import UsageError

if TYPE_CHECKING:
    from licensing.exchange.log import Progress as Told
    from licensing.exchange.record import Imported
    from licensing.service.imports import Preview


def import_logs(
    *files: Annotated[Path, Parameter(help="Event logs: XES, CSV or OCEL 2.0 (JSON), plain or gzip; Parquet.")],
    mapping: Annotated[Path | None, Parameter(help="What the log does not say: columns, zone, owners, ends.")] = None,
    as_: Annotated[
        str | None, Parameter(name="--as", help="Name of the process, log/NAME (default: the file's name).")
    ] = None,
    preview: Annotated[bool, Parameter(help="Show what would be read, and keep nothing.", negative="")] = False,
    common: Common = NO_OPTIONS,
) -> None:
    """Import event logs beside the store, each as a process of its own, whose cases were observed.

    Reports read them like any other cases: licensing report bottlenecks log/NAME. A fault names file and line, and
    nothing is kept then.
    """
    from licensing.exchange.xes_own import is_own
    from licensing.service.exports import restore
    from licensing.service.imports import look_at, mapping_at, named, take_in

    if not files:
        raise UsageError("no log is named.", next_step="licensing import FILE…")
    if as_ is not None and len(files) > 1:
        raise UsageError("--as names one process, and there are several logs.", next_step="Import them one by one.")
    told = mapping_at(mapping)
    if preview:
        _print_preview(common, [look_at(path, process=named(path, as_), mapping=told) for path in files])
        return
    rows = []
    with opened(common, create=True) as database:
        for path in files:
            if is_own(path):
                _say_restored(common, path, *restore(database, path))
                continue
            process = named(path, as_)
            with _progress(common, path) as progress:
                imported, new = take_in(database, path, now(), process=process, mapping=told, progress=progress)
            rows.append(_row(imported, new=new))
    if not rows:
        return
    print_rows(common, rows, COLUMNS)
    if not (common.json or common.csv):
        for row in rows:
            _say_what_was_left(common, row)
        common.hint("Next:", f"licensing report bottlenecks {rows[0]['process']}")


COLUMNS = [
    Column("process", "Process"),
    Column("cases", "Cases", right=True),
    Column("open", "Open", right=True),
    Column("events", "Events", right=True),
    Column("activities", "Activities", right=True),
    Column("since", "From", wrap=False),
    Column("until", "To", wrap=False),
    Column("result", "Result"),
]


def _say_restored(common: Common, path: Path, new: int, known: int) -> None:
    if common.json or common.csv:
        print_json({"file": str(path), "restored": new, "there_already": known})
    else:
        common.line(f"{path}: {new} cases restored, {known} there already.")


def _row(imported: Imported, *, new: bool) -> dict[str, Any]:
    from licensing.service.imports import period

    since, until = period(imported)
    return {
        "process": imported.process,
        "cases": imported.cases,
        "open": imported.open,
        "without_events": imported.empty,
        "passed_over": imported.passed_over,
        "events": imported.events,
        "activities": len(imported.outline.activities),
        "since": since,
        "until": until,
        "origin": imported.origin,
        "origin_digest": imported.origin_digest,
        "columns_digest": imported.columns_digest,
        "result": "imported" if new else "there already",
    }


def _say_what_was_left(common: Common, row: dict[str, Any]) -> None:
    """Say what of a log no report will see."""
    if row["without_events"]:
        common.line(f"{row['process']}: {row['without_events']} cases without an event were left out.")
    if row["passed_over"]:
        common.line(f"{row['process']}: {row['passed_over']} events neither begin nor end an activity.")


def _print_preview(common: Common, found: list[Preview]) -> None:
    from licensing.domain.when import from_us

    rows = [
        {
            "process": item.process,
            "format": item.format,
            "case": case.ref,
            "line": event.line,
            "activity": event.activity,
            "event": event.phase.value,
            "when": from_us(event.us).isoformat(timespec="seconds"),
            "resource": event.resource,
        }
        for item in found
        for case in item.cases
        for event in case.events
    ]
    data = [
        {
            "process": item.process,
            "format": item.format,
            "cases": [
                {"case": case.ref, "line": case.line, "attributes": dict(case.attributes), "dates": dict(case.days)}
                for case in item.cases
            ],
            "events": [row for row in rows if row["process"] == item.process],
        }
        for item in found
    ]
    for item in found:
        if not (common.json or common.csv):
            dates = dict.fromkeys(name for case in item.cases for name, _ in case.days)
            common.line(f"{item.process} · {item.format} · the first {len(item.cases)} cases; nothing was kept")
            common.line(f"Dates of a case: {', '.join(dates) or 'none'}")
    print_rows(
        common,
        rows,
        [
            Column("case", "Case"),
            Column("line", "Line", right=True),
            Column("activity", "Activity"),
            Column("event", "Event"),
            Column("when", "When (UTC)", wrap=False),
            Column("resource", "By"),
        ],
        data,
    )


@contextmanager
def _progress(common: Common, path: Path) -> Iterator[Told]:
    """Show on a terminal how far a file has been read, how fast, and how long it will take."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=common.progress(), transient=True) as shown:
        task = shown.add_task(path.name, total=path.stat().st_size if path.exists() else None)
        yield lambda read: shown.update(task, completed=read)
