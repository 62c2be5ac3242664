"""``licensing report``: where the days go, what blocks, whose time it was, and what else figures can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from licensing.cli.common import NO_OPTIONS, Common, opened, print_csv, print_json
from licensing.domain.errors import ProvenanceNeeded, UsageError
from licensing.domain.vocabulary import Provenance

if TYPE_CHECKING:
    from licensing.analysis.catalog import Report
    from licensing.analysis.scope import Scope

app = App(name="report", help="Reports: where the days go, what blocks, whose time.")
app.command(
    "licensing.cli.report_map:draw_map", name="map", help="Draw where the days go, as SVG; --json gives its data."
)
app.command(
    "licensing.cli.report_build:build_report",
    name="build",
    help="Build a report to hand on: one HTML file with figures, tables, method and citations.",
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
    by: Annotated[
        str | None, Parameter(help="One table for each value of this attribute of the cases, e.g. destination.")
    ] = None
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


@app.command
def survival(
    process: Process,
    *,
    state: Annotated[str | None, Parameter(help="The days in this state (default: opening to decision).")] = None,
    stock_on: Annotated[
        str | None, Parameter(help="Only cases that waited at the end of this day, from the age they had then.")
    ] = None,
    still_after: Annotated[int, Parameter(help="Only cases that lasted so many days, from then on.")] = 0,
    asked: Asked = DEFAULTS,
    common: Common = NO_OPTIONS,
) -> None:
    """Say how long cases like these take: by when what share has left, and by which way; open cases count."""
    from licensing.service.days import end_at_home

    stock = end_at_home(stock_on, "--stock-on", process)
    if still_after < 0:
        raise UsageError(f"--still-after {still_after} is no number of days.", next_step="Give 0 or more.")
    _report(common, asked, "survival", process, {"state": state or "", "stock_on": stock, "still_after": still_after})


@app.command(name="critical-path")
def critical_path(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Say what decided when cases moved on: which need was complete last, and how much later the others could be."""
    _report(common, asked, "critical-path", process)


@app.command
def referrals(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Say of every body asked what it answered, how often that can have changed the outcome, and what it cost."""
    _report(common, asked, "referrals", process)


@app.command
def variants(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Give the ways cases went, state by state, the most frequent first."""
    _report(common, asked, "variants", process)


@app.command
def rework(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Say what was done again: further rounds, questions, cases filed again; and how many went right the first time."""
    _report(common, asked, "rework", process)


@app.command
def handoffs(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Say who hands cases to whom, how often they come straight back, and how long they queue behind it."""
    _report(common, asked, "handoffs", process)


@app.command
def conformance(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Say which rules were kept: limits of time met, missed and extended, and moves that no rule has."""
    _report(common, asked, "conformance", process)


@app.command
def matters(process: Process, *, asked: Asked = DEFAULTS, common: Common = NO_OPTIONS) -> None:
    """Count matters three ways: on the official clock, held by agencies, and from the first day to the last."""
    _report(common, asked, "matters", process)


@app.command
def trend(
    process: Process,
    *,
    every: Annotated[Literal["month", "quarter", "year"], Parameter(help="How long a period is.")] = "year",
    asked: Asked = DEFAULTS,
    common: Common = NO_OPTIONS,
) -> None:
    """Give durations period by period, by date filed and by date decided: in a backlog the two disagree."""
    from licensing.analysis.trend import Every

    _report(common, asked, "trend", process, {"every": Every(every)})


def _report(common: Common, asked: Asked, name: str, process: str, options: Mapping[str, object] | None = None) -> None:
    from licensing.cli.report_print import print_report
    from licensing.service.answers import report_on
    from licensing.service.days import end_of_us

    scope, known_us = asked.scope(process), end_of_us(asked.as_known_on, "--as-known-on")
    with opened(common, read_only=True) as database:
        made = report_on(
            database,
            name,
            process,
            scope,
            by=asked.by or "",
            provenance=asked.provenance,
            recorded_until_us=known_us,
            options=options,
        )
    if common.json or common.csv:
        _print_data(common, made)
        return
    for place, report in enumerate(made):
        if place:
            common.line("")
        print_report(common, report, ids=asked.ids)


def _print_data(common: Common, made: Sequence[Report]) -> None:
    """Print reports as data: one object, or a list of them where cases were split by an attribute."""
    present = list(dict.fromkeys(str(report.head["provenance"]) for report in made))
    if len(present) > 1:
        raise ProvenanceNeeded(
            f"this process has {' and '.join(present)} cases, and no figure mixes them.",
            next_step=f"Choose one: --provenance {present[0]}.",
        )
    split = "class" in made[0].head
    data = [report.as_json() for report in made]
    if common.json:
        print_json(data if split else data[0])
        return
    listed = [
        ({"class": report["class"]} if split else {}) | row
        for report in data
        for row in (report["rows"] if isinstance(report["rows"], list) else ())
        if isinstance(row, dict)
    ]
    print_csv(listed, list(listed[0]) if listed else ["figure"])
