"""What each body asked was worth: what it answered, how often that can have changed the outcome, and what it cost.

A referral *can have changed the outcome* when its last answer asked for something (a condition, a refusal, more facts)
and the case was not simply granted. That is an upper bound of its effect: nobody knows what would have been decided
without it. Its cost are the days on which the critical path ran over it, not the days it was open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import Spread, side_by_side
from licensing.analysis.heading import Heading
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
class BodySum:
    """What cases come to at one body that was asked; ``judged`` are the answered referrals of decided cases."""

    cases: int = 0
    sent: int = 0
    open: int = 0
    silent: int = 0
    late: int = 0
    judged: int = 0
    changed: int = 0
    open_us: int = 0
    critical_us: int = 0
    positions: Counter[str] = field(default_factory=Counter)

    def add(self, other: BodySum) -> None:
        """Add what another case comes to."""
        self.cases += other.cases
        self.sent += other.sent
        self.open += other.open
        self.silent += other.silent
        self.late += other.late
        self.judged += other.judged
        self.changed += other.changed
        self.open_us += other.open_us
        self.critical_us += other.critical_us
        self.positions += other.positions


def referrals(cohort: Cohort) -> Table[ReferralRow]:
    """Say of every body asked what it answered and what it cost, what costs most first."""
    sums: dict[str, BodySum] = {}
    for seen in cohort.seen:
        for path, own in bodies_asked(seen).items():
            sums.setdefault(path, BodySum()).add(own)
    return drawn_up(cohort.heading, sums, side_by_side(cohort))


def drawn_up(heading: Heading, sums: Mapping[str, BodySum], durations: tuple[Spread, ...]) -> Table[ReferralRow]:
    """Draw up the report from what cases come to at each body."""
    rows = [
        ReferralRow(
            figure=heading.figure(REPORT, path, "critical_days"),
            referral=path,
            cases=item.cases,
            sent=item.sent,
            open=item.open,
            positions=tuple(sorted(item.positions.items(), key=lambda answer: (-answer[1], answer[0]))),
            silent=item.silent,
            late=item.late,
            changed=Proportion(item.changed, item.judged),
            open_days=item.open_us / DAY_US,
            critical_days=item.critical_us / DAY_US,
        )
        for path, item in sums.items()
    ]
    rows.sort(key=lambda row: (-row.critical_days, row.referral))
    return Table(heading.head(REPORT), tuple(rows), durations)


def bodies_asked(seen: SeenCase) -> dict[str, BodySum]:
    """Give what one case comes to at every body that it asked."""
    found: dict[str, BodySum] = {}
    for referral in seen.case.referrals:
        found.setdefault(referral.path, BodySum(cases=1)).add(_asked(seen, referral))
    for (what, path), segment in keyed_segments(seen):
        if what == "referral":
            found[path].critical_us += segment.end_us - segment.start_us
    return found


def _asked(seen: SeenCase, referral: Referral) -> BodySum:
    judged = referral.answered and seen.decided is not None
    asked_for_more = referral.position not in glossary().consents
    return BodySum(
        sent=1,
        open=int(referral.open),
        silent=int(bool(referral.by_silence)),
        late=int(_late(seen, referral)),
        judged=int(judged),
        changed=int(judged and asked_for_more and seen.case.outcome is not Outcome.GRANTED),
        open_us=seen.place_end(referral.ended) - seen.place(referral.sent),
        positions=Counter([referral.position] if referral.answered else []),
    )


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
