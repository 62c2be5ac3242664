"""``licensing report``: where the days go, what blocks, and whose time it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from licensing.cli.common import NO_OPTIONS, Common, opened, print_csv, print_json
from licensing.domain.errors import ProvenanceNeeded, UsageError
from licensing.domain.vocabulary import Provenance

if TYPE_CHECKING:
    from licensing.analysis.scope import Scope
    from licensing.service.reports import Kind, Report

app = App(name="report", help="Reports: where the days go, what blocks, whose time.")
app.command(
    "licensing.cli.report_map:draw_map", name="map", help="Draw where the days go, as SVG; --json gives its data."
)

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
    as_known_on: Annotated[str | None, Parameter(help="Only what was recorded by the end of this day (UTC).")] = None
    provenance: Annotated[Provenance | None, Parameter(help="Only cases of this origin.")] = None
    ids: Annotated[bool, Parameter(help="Print the identity of every figure.", negative="")] = False

    def scope(self, process: str) -> Scope:
        """Give what a report on a process is about; days end where the process is at home.

        Raises ``UnknownProcess``, and :class:`UsageError` for a day that is none.
        """
        from licensing.analysis.ruler import Measure
        from licensing.analysis.scope import Scope
        from licensing.service.days import day_of, end_at_home

        since = None if self.since is None else day_of(self.since, "--since")
        until = None if self.until is None else day_of(self.until, "--until", last=True)
        if since is not None and until is not None and since > until:
            raise UsageError(f"--since {since} lies after --until {until}.", next_step="Exchange the two.")
        return Scope(
            as_of=end_at_home(self.as_of, "--as-of", process),
            measure=Measure(self.clock),
            clock=self.clock_id,
            since=since,
            until=until,
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
    from licensing.service.days import end_of_us
    from licensing.service.reports import reports

    scope, known_us = asked.scope(process), end_of_us(asked.as_known_on, "--as-known-on")
    with opened(common, read_only=True) as database:
        made = list(
            reports(
                database,
                kind,
                process,
                scope,
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
