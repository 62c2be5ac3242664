"""``licensing programme``: submit, list and show programmes, the matters of several countries tied together by role."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from licensing.cli.common import NO_OPTIONS, Common, opened, opened_cases, print_csv, print_json, print_rows
from licensing.cli.table import Column
from licensing.definitions.programme_file import Programme, is_programme, read_programme
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import UsageError

app = App(name="programme", help="Programmes: matters of several countries, tied together by role.")


def read_file(path: Path) -> Programme:
    """Read a programme file. Raises :class:`UsageError` for the file of a single case."""
    document = Document.read(path)
    if not is_programme(document):
        raise UsageError(f"{path} is no programme file.", next_step=f"Is it a case? licensing case submit {path}.")
    return read_programme(document, path.parent)


@app.command
def submit(*files: Path, common: Common = NO_OPTIONS) -> None:
    """Submit programme files: every case of them is opened, or none; the same file again changes nothing."""
    from licensing.service.programmes import submit as submit_programmes

    if not files:
        raise UsageError("no programme file was named.", next_step="Give one: licensing programme submit FILE.")
    read = [read_file(path) for path in files]
    with opened_cases(common, create=True) as cases:
        submitted = submit_programmes(cases, read)
    rows = [
        {
            "programme": item.ref,
            "ref": done.case.ref,
            "process": done.case.process,
            "state": done.case.state,
            "new": "submitted" if done.new else "known already",
        }
        for item in submitted
        for done in item.cases
    ]
    print_rows(
        common,
        rows,
        [
            Column("ref", "Case", wrap=False),
            Column("process", "Process"),
            Column("state", "State"),
            Column("new", ""),
        ],
    )
    if not (common.json or common.csv):
        common.hint("Next:", *(f"licensing programme show {item.ref}" for item in submitted))


@app.command(name="list")
def list_programmes(*, common: Common = NO_OPTIONS) -> None:
    """List the programmes of the store: where each is, and how many of its members have been decided."""
    from licensing.service.listing import day_text
    from licensing.service.programmes import listed

    with opened(common, read_only=True) as database:
        found = listed(database)
    japanese = common.settings.lang == "ja"
    rows = [
        {
            "programme": item.summary.ref,
            "process": item.summary.process,
            "provenance": item.summary.provenance.value,
            "title": item.header.title_ja if japanese else item.header.title_en,
            "state": item.summary.state,
            "outcome": item.summary.outcome.value if item.summary.outcome else None,
            "opened": day_text(item.summary.opened),
            "decided": day_text(item.summary.decided),
            "members": item.members,
            "members_decided": item.decided,
        }
        for item in found
    ]
    if common.json or common.csv:
        print_rows(common, rows, [Column("programme", "Programme")])
        return
    if not rows:
        common.line("No programme in this store.")
        common.hint("Next:", "licensing programme submit FILE")
        return
    print_rows(
        common,
        [{**row, "members": f"{row['members_decided']} of {row['members']}"} for row in rows],
        [
            Column("programme", "Programme", wrap=False),
            Column("provenance", "Origin"),
            Column("state", "State"),
            Column("opened", "Opened", wrap=False),
            Column("members", "Members decided", right=True),
        ],
    )
    common.hint("Next:", f"licensing programme show {rows[0]['programme']}")


@app.command
def show(
    ref: Annotated[str, Parameter(help="Reference of the programme.")],
    *,
    as_of: Annotated[
        str | None, Parameter(help="As things were at the end of this day (default: the newest event).")
    ] = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Show the timeline of the members, the gates, who came last, whose time it was, and the critical path."""
    from licensing.cli.programme_view import print_programme
    from licensing.service.programme_view import ProgrammeView
    from licensing.service.programmes import read

    with opened(common, read_only=True) as database:
        view = ProgrammeView(read(database, ref, as_of))
    if common.json:
        print_json(view.as_json())
    elif common.csv:
        rows = [row.as_json() for row in view.timeline]
        print_csv(rows, list(rows[0]))
    else:
        print_programme(common, view)
