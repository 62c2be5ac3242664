"""What each body asked was worth: what it answered, how often that can have changed the outcome, and what it cost.

A referral *can have changed the outcome* when its last answer asked for something (a condition, a refusal, more facts)
and the case was not simply granted. That is an upper bound of its effect: nobody knows what would have been decided
without it. Its cost are the days on which the critical path ran over it, not the days it was open.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from licensing.analysis.casefile import SeenCase
from licensing.analysis.lasts import keyed_segments
from licensing.analysis.proportion import Proportion
from licensing.analysis.report import Table
from licensing.analysis.scope import Cohort
from licensing.definitions.glossary import glossary
from licensing.domain.case import Referral
from licensing.domain.text import Json
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import DAY_US
from licensing.engine.clocks import ClockState, readings_of, silence_clock
from licensing.engine.conditions import View

REPORT = "referrals"


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One body that was asked."""

    figure: str
    referral: str
    cases: int
    sent: int
    open: int
    positions: tuple[tuple[str, int], ...]
    silent: int
    """Answers that silence gave."""
    late: int
    """Referrals answered after the end of a clock of their own, or open beyond it."""
    changed: Proportion
    """Answered referrals whose answer can have changed the outcome, among those of decided cases."""
    open_days: float
    critical_days: float

    @property
    def days_a_change(self) -> float | None:
        """Give the critical days for each referral that can have changed an outcome; ``None`` where none did."""
        return self.critical_days / self.changed.count if self.changed.count else None

    def as_json(self) -> dict[str, Json]:
        """Give the row."""
        return {
            "figure": self.figure,
            "referral": self.referral,
            "cases": self.cases,
            "sent": self.sent,
            "open": self.open,
            "positions": dict(self.positions),
            "silent": self.silent,
            "late": self.late,
            **self.changed.as_json("changed"),
            "open_days": self.open_days,
            "critical_days": self.critical_days,
            "days_a_change": self.days_a_change,
        }


@dataclass
class _Tally:
    refs: set[str] = field(default_factory=set)
    sent: int = 0
    open: int = 0
    positions: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    late: int = 0
    judged: int = 0
    changed: int = 0
    open_us: int = 0
    critical_us: int = 0


def referrals(cohort: Cohort) -> Table[ReferralRow]:
    """Say of every body asked what it answered and what it cost, what costs most first."""
    tallies: dict[str, _Tally] = {}
    for seen in cohort.seen:
        for referral in seen.case.referrals:
            _add(tallies.setdefault(referral.path, _Tally()), seen, referral)
        for (what, path), segment in keyed_segments(seen):
            if what == "referral":
                tallies[path].critical_us += segment.end_us - segment.start_us
    rows = [
        ReferralRow(
            figure=cohort.figure(REPORT, path, "critical_days"),
            referral=path,
            cases=len(tally.refs),
            sent=tally.sent,
            open=tally.open,
            positions=tuple(sorted(tally.positions.items(), key=lambda item: (-item[1], item[0]))),
            silent=tally.silent,
            late=tally.late,
            changed=Proportion(tally.changed, tally.judged),
            open_days=tally.open_us / DAY_US,
            critical_days=tally.critical_us / DAY_US,
        )
        for path, tally in tallies.items()
    ]
    rows.sort(key=lambda row: (-row.critical_days, row.referral))
    return Table(cohort.head(REPORT), tuple(rows))


def _add(tally: _Tally, seen: SeenCase, referral: Referral) -> None:
    tally.refs.add(seen.case.ref)
    tally.sent += 1
    tally.open += referral.open
    tally.silent += bool(referral.by_silence)
    tally.late += _late(seen, referral)
    tally.open_us += seen.place_end(referral.ended) - seen.place(referral.sent)
    if referral.answered:
        tally.positions[referral.position] += 1
        if seen.decided is not None:
            tally.judged += 1
            asked = referral.position not in glossary().consents
            tally.changed += asked and seen.case.outcome is not Outcome.GRANTED


def _late(seen: SeenCase, referral: Referral) -> bool:
    view = View(seen.definition, seen.case, seen.until(None, seen.case.opened), seen.file.linked)
    clocks = {name for name, clock in seen.definition.clocks.items() if referral.path in clock.of}
    clocks |= {silence_clock(view, referral)} - {""}
    ends = (ClockState.BREACHED, ClockState.DUE, ClockState.LAPSED)
    return any(
        item.on == f"referral:{referral.id}" and item.state in ends
        for name in clocks
        for item in readings_of(view, name)
    )
