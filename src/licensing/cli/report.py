"""``licensing report``: where the days go, what blocks, and whose time it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from licensing.cli.common import NO_OPTIONS, Common, opened, print_csv, print_json
from licensing.domain.errors import ProvenanceNeeded, UsageError
from licensing.domain.vocabulary import Provenance

if TYPE_CHECKING:
    from licensing.analysis.scope import Scope
    from licensing.service.reports import Kind, Report

app = App(name="report", help="Reports: where the days go, what blocks, whose time.")

Process = Annotated[str, Parameter(help="The process, e.g. us/munitions-license.")]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options that every report shares."""

    clock: Annotated[
        Literal["elapsed", "on-clock", "working"],
        Parameter(help="Which days count: all, those the clock counted, or working days."),
    ] = "elapsed"
    clock_id: Annotated[str | None, Parameter(help="Another clock than the headline clock, for on-clock days.")] = None
    since: Annotated[str | None, Parameter(help="Only cases filed on or after this day.")] = None
    until: Annotated[str | None, Parameter(help="Only cases filed on or before this day.")] = None
    as_of: Annotated[
        str | None, Parameter(help="As things were at the end of this day (default: the newest event).")
    ] = None
    as_known_on: Annotated[str | None, Parameter(help="Only what had been recorded by the end of this day.")] = None
    provenance: Annotated[Provenance | None, Parameter(help="Only cases of this origin.")] = None
    ids: Annotated[bool, Parameter(help="Print the identity of every figure.", negative="")] = False

    def scope(self) -> Scope:
        """Give what the report is about. Raises :class:`UsageError` for a day that is none."""
        from licensing.analysis.ruler import Measure
        from licensing.analysis.scope import Scope

        as_of = _day(self.as_of, "--as-of")
        return Scope(
            as_of=None if as_of is None else datetime.combine(as_of, time.max, tzinfo=UTC),
            measure=Measure(self.clock),
            clock=self.clock_id,
            since=_day(self.since, "--since"),
            until=_day(self.until, "--until"),
        )


DEFAULTS = Asked()


@app.command
def bottlenecks(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Say where the days go: every state with its cases, median, total, share, and how much of it is waiting."""
    _report(common, asked, "bottlenecks", process)


@app.command
def blockers(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Say what blocks: days each blocker and referral was open, and the days its absence would have saved."""
    _report(common, asked, "blockers", process)


@app.command
def ledger(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Say whose time it was: every instant from opening to decision goes to exactly one party."""
    _report(common, asked, "ledger", process)


def _report(common: Common, asked: Asked, kind: Kind, process: str) -> None:
    from licensing.cli.report_tables import print_report
    from licensing.service.reports import reports
    from licensing.service.views import end_of

    known_us = None if asked.as_known_on is None else end_of(asked.as_known_on)
    with opened(common, read_only=True) as database:
        made = list(
            reports(
                database,
                kind,
                process,
                asked.scope(),
                provenance=asked.provenance,
                recorded_until_us=known_us,
            )
        )
    if common.json or common.csv:
        _print_data(common, made)
        return
    for place, report in enumerate(made):
        if place:
            common.line("")
        print_report(common, report, ids=asked.ids)


def _print_data(common: Common, made: Sequence[Report]) -> None:
    if len(made) > 1:
        present = " and ".join(str(report.head["provenance"]) for report in made)
        raise ProvenanceNeeded(
            f"this process has {present} cases, and no figure mixes them.",
            next_step=f"Choose one: --provenance {made[0].head['provenance']}.",
        )
    data = made[0].as_json()
    if common.json:
        print_json(data)
        return
    rows = data["rows"]
    listed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    print_csv(listed, list(listed[0]) if listed else ["figure"])


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == len("2025-01") else text)
    except ValueError as error:
        raise UsageError(f"{option}: '{text}' is no day.", next_step="Write YYYY-MM-DD.") from error
