"""``licensing db``: bring the store up to date, check, rebuild, verify and describe it; refresh its snapshot."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Annotated

from cyclopts import App, Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from licensing.cli.common import NO_OPTIONS, Common, opened, print_json, print_rows
from licensing.cli.main import EXIT_FINDING
from licensing.cli.table import Column

app = App(name="db", help="The store: upgrade, check, rebuild, verify, snapshot, info.")


@app.command
def upgrade(*, common: Common = NO_OPTIONS) -> None:
    """Make the store, or bring its schema to this program's."""
    from licensing.store.database import Database
    from licensing.store.integrity import upgrade as upgrade_store

    with (
        Database.open(common.settings.store, create=True, outdated=True) as database,
        Progress(console=common.progress(), transient=True) as progress,
    ):
        task = progress.add_task("Rebuilding")
        address = database.address
        schema = upgrade_store(database, lambda done, total: progress.update(task, completed=done, total=total))
    if common.json:
        print_json({"address": address, "schema": schema})
    else:
        common.line(f"{address} has schema {schema}")


@app.command
def check(*, common: Common = NO_OPTIONS) -> int:
    """Compare the projections with the events, and look for the triggers and the schema."""
    from licensing.store.integrity import check as check_store

    with opened(common, read_only=True) as database:
        found = check_store(database)
    if common.json:
        print_json({"cases": found.cases, "findings": list(found.findings)})
    else:
        for finding in found.findings:
            common.line(finding)
        common.line(f"{_cases(found.cases)} checked, {len(found.findings)} findings")
    return EXIT_FINDING if found.findings else 0


@app.command
def rebuild(*, common: Common = NO_OPTIONS) -> None:
    """Derive every projection anew from the events."""
    from licensing.store.integrity import rebuild as rebuild_store

    with opened(common) as database, Progress(console=common.progress()) as progress:
        task = progress.add_task("Rebuilding")
        count = rebuild_store(database, lambda done, total: progress.update(task, completed=done, total=total))
    if common.json:
        print_json({"cases": count})
    else:
        common.line(f"{_cases(count)} rebuilt")


@app.command
def verify(
    *,
    expect: Annotated[str | None, Parameter(help="The root printed earlier: catches a removed tail or case.")] = None,
    common: Common = NO_OPTIONS,
) -> int:
    """Recompute every digest, name the first event that was changed, and print the root of the store."""
    from licensing.store.integrity import verify as verify_store

    with opened(common, read_only=True) as database:
        found = verify_store(database)
    faults = [{"subject": fault.subject, "seq": fault.seq, "says": fault.says} for fault in found.faults]
    if expect is not None and expect != found.root:
        faults.append({"subject": "store", "seq": None, "says": f"the root is {found.root}, expected {expect}"})
    if common.json:
        print_json({"cases": found.cases, "events": found.events, "root": found.root, "faults": faults})
    else:
        for fault in faults:
            event = "" if fault["seq"] is None else f" event {fault['seq']}"
            common.line(f"{fault['subject']}{event}: {fault['says']}")
        common.line(f"{_cases(found.cases)}, {found.events} events, {len(faults)} faults, root {found.root}")
    return EXIT_FINDING if faults else 0


@app.command
def snapshot(
    *,
    full: Annotated[bool, Parameter(help="Count every case anew.", negative="")] = False,
    common: Common = NO_OPTIONS,
) -> None:
    """Bring the snapshot beside the store up to date: reports on many cases are answered from it.

    Each imported log gets a snapshot of its own, once: a log does not change.
    """
    from licensing.service.log_snapshots import refresh_logs
    from licensing.service.snapshots import refresh

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with opened(common, read_only=True) as database, Progress(*columns, console=common.progress()) as progress:
        task = progress.add_task("Counting cases", rate="")

        def tell(done: int, total: int) -> None:
            speed = progress.tasks[task].speed
            rate = "" if speed is None else f"{speed:.0f} a second"
            progress.update(task, completed=done, total=total, rate=rate)

        found = refresh(database, tell, full=full)
        logs = list(refresh_logs(database, tell, full=full))
    if common.json:
        print_json(asdict(found) | {"logs": [asdict(log) for log in logs]})
        return
    for each in (found, *logs):
        gone = f", {each.forgotten} forgotten" if each.forgotten else ""
        common.line(f"{each.path}: {_cases(each.cases)}, {each.counted} counted{gone}")


@app.command
def info(*, common: Common = NO_OPTIONS) -> None:
    """Say what the store is and holds."""
    from licensing.store.integrity import info as describe

    with opened(common, read_only=True) as database:
        found = describe(database)
    rows: list[dict[str, object]] = [
        {"what": "address", "value": found.address},
        {"what": "database", "value": found.backend},
        {"what": "durability", "value": found.durability},
        {"what": "schema", "value": found.schema},
        {"what": "size", "value": f"{found.size_bytes} bytes"},
        *[dict[str, object](what="cases", value=f"{name} {origin}: {count}") for name, origin, count in found.cases],
        {"what": "events", "value": found.events},
        {"what": "definitions", "value": found.definitions},
        {"what": "root", "value": found.root},
    ]
    data = {
        **{field.name: getattr(found, field.name) for field in fields(found)},
        "cases": [{"process": name, "provenance": origin, "cases": count} for name, origin, count in found.cases],
    }
    print_rows(common, rows, [Column("what", "What"), Column("value", "Value")], data)


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"
