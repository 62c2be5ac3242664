"""What was done again: rounds through a state or a referral beyond the first, questions, and returns of whole cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import Spread, chains, owner_of, side_by_side
from licensing.analysis.heading import Heading
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.domain.text import Json
from licensing.domain.when import DAY_US

REPORT = "rework"
FILED_AGAIN = "filed-again"
MATTER = ("matter", FILED_AGAIN)


@dataclass(frozen=True, slots=True)
class ReworkRow:
    """A state entered again, a referral sent again, a question, or a matter filed again.

    ``rounds`` are those beyond the first; of a question every one is. ``days`` is what they took.
    """

    figure: str
    what: str
    """``state``, ``referral``, ``question`` or ``matter``."""
    name: str
    cases: int
    """Cases (of a matter: matters) with a further round."""
    of: int
    """Cases that were there at all."""
    rounds: int
    days: float

    @property
    def days_a_round(self) -> float:
        """Give the days of one further round in the mean."""
        return self.days / self.rounds

    def as_json(self) -> dict[str, Json]:
        """Give the row."""
        return {
            "figure": self.figure,
            "what": self.what,
            "name": self.name,
            "cases": self.cases,
            "of": self.of,
            "rounds": self.rounds,
            "days": self.days,
            "days_a_round": self.days_a_round,
        }


@dataclass(frozen=True, slots=True)
class Rework:
    """The rework report; ``first_time_right`` counts decided cases in which nothing was done again."""

    head: dict[str, Json]
    rows: tuple[ReworkRow, ...]
    first_time_right: int
    decided: int
    durations: tuple[Spread, ...]

    def as_json(self) -> dict[str, Json]:
        """Give head, rows, the first-time-right rate with its counts, and durations side by side."""
        return {
            **self.head,
            "rows": [row.as_json() for row in self.rows],
            "first_time_right": self.first_time_right,
            "first_time_right_of": self.decided,
            "first_time_right_rate": self.first_time_right / self.decided if self.decided else None,
            "durations": [item.as_json() for item in self.durations],
        }


@dataclass
class RoundSum:
    """What cases (or matters) come to at one state, referral or question."""

    there: int = 0
    again: int = 0
    rounds: int = 0
    length_us: int = 0

    def add(self, rounds: int, length_us: int) -> None:
        """Add a case that was there, with the rounds it made beyond the first and what they took."""
        self.there += 1
        self.again += rounds > 0
        self.rounds += rounds
        self.length_us += length_us


Again = tuple[str, str]
"""``state``, ``referral``, ``question`` or ``matter``, and its name."""


def rework(cohort: Cohort) -> Rework:
    """Say what the cases of a cohort did again, what costs most first."""
    sums: dict[Again, RoundSum] = {}
    right, decided = 0, 0
    sent_back = _sent_back(cohort.seen)
    for ruler in cohort.rulers:
        again = [
            (what, name, len(spans), sum(ruler.span_us(*span) for span in spans))
            for what, name, spans in further_rounds(ruler.seen)
        ]
        for what, name, rounds, length_us in again:
            sums.setdefault((what, name), RoundSum()).add(rounds, length_us)
        if ruler.seen.decided is not None:
            decided += 1
            right += not any(rounds for _, _, rounds, _ in again) and ruler.seen.case.ref not in sent_back
    for rounds, length_us in _matters(cohort):
        sums.setdefault(MATTER, RoundSum()).add(rounds, length_us)
    return drawn_up(cohort.heading, sums, right, decided, side_by_side(cohort))


def drawn_up(
    heading: Heading, sums: Mapping[Again, RoundSum], right: int, decided: int, durations: tuple[Spread, ...]
) -> Rework:
    """Draw up the report from what was done again, and how many of the decided cases did nothing again."""
    rows = [
        ReworkRow(
            figure=heading.figure(REPORT, f"{what}/{name}", "days"),
            what=what,
            name=name,
            cases=item.again,
            of=item.there,
            rounds=item.rounds,
            days=item.length_us / DAY_US,
        )
        for (what, name), item in sums.items()
        if item.rounds
    ]
    rows.sort(key=lambda row: (-row.days, row.what, row.name))
    return Rework(heading.head(REPORT), tuple(rows), right, decided, durations)


def further_rounds(seen: SeenCase) -> Iterator[tuple[str, str, list[tuple[int, int, str]]]]:
    """Give, for every state and referral of a case, its rounds beyond the first: begin, end and owner of each."""
    for state in dict.fromkeys(visit.state for visit in seen.waiting_visits):
        further = [visit for visit in seen.waiting_visits if visit.state == state][1:]
        stays = [(seen.place(item.entered), seen.place_end(item.left), owner_of(seen, item)) for item in further]
        yield "state", state, stays
    for path in dict.fromkeys(item.path for item in seen.case.referrals):
        own = [item for item in seen.case.referrals if item.path == path]
        yield "referral", path, [(seen.place(item.sent), seen.place_end(item.ended), "") for item in own[1:]]
        asked = (question for item in own for question in item.questions)
        yield "question", path, [(seen.place(item.asked), seen.place_end(item.replied), "") for item in asked]


def _sent_back(cases: tuple[SeenCase, ...]) -> frozenset[str]:
    """Give the cases of matters that took more than one."""
    counted = Counter(seen.case.matter for seen in cases)
    return frozenset(seen.case.ref for seen in cases if counted[seen.case.matter] > 1)


def _matters(cohort: Cohort) -> Iterator[tuple[int, int]]:
    """Give, for every matter, its cases beyond the first and the time from the first case's end to its own."""
    for chain in chains(cohort.seen):
        first, last = chain[0], chain[-1]
        begin, end = first.place_end(first.over), last.place_end(last.over)
        ruler = Ruler(last, cohort.scope.measure, cohort.clock)
        yield len(chain) - 1, ruler.span_us(begin, end, "") if len(chain) > 1 and begin < end else 0
