"""What was done again: rounds through a state or a referral beyond the first, questions, and returns of whole cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import chains, owner_of
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.domain.text import Json
from licensing.domain.when import DAY_US

REPORT = "rework"
FILED_AGAIN = "filed-again"


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

    def as_json(self) -> dict[str, Json]:
        """Give head, rows and the first-time-right rate with its counts."""
        return {
            **self.head,
            "rows": [row.as_json() for row in self.rows],
            "first_time_right": self.first_time_right,
            "first_time_right_of": self.decided,
            "first_time_right_rate": self.first_time_right / self.decided if self.decided else None,
        }


@dataclass
class _Tally:
    there: int = 0
    again: int = 0
    rounds: int = 0
    length_us: int = 0


@dataclass
class _Tallies:
    found: dict[tuple[str, str], _Tally] = field(default_factory=dict)

    def add(self, what: str, name: str, rounds: int, length_us: int) -> None:
        tally = self.found.setdefault((what, name), _Tally())
        tally.there += 1
        tally.again += rounds > 0
        tally.rounds += rounds
        tally.length_us += length_us


def rework(cohort: Cohort) -> Rework:
    """Say what the cases of a cohort did again, what costs most first."""
    tallies, right, decided = _Tallies(), 0, 0
    sent_back = _sent_back(cohort.seen)
    for ruler in cohort.rulers:
        again = [
            (what, name, len(spans), sum(ruler.span_us(*span) for span in spans))
            for what, name, spans in further_rounds(ruler.seen)
        ]
        for what, name, rounds, length_us in again:
            tallies.add(what, name, rounds, length_us)
        if ruler.seen.decided is not None:
            decided += 1
            right += not any(rounds for _, _, rounds, _ in again) and ruler.seen.case.ref not in sent_back
    for rounds, length_us in _matters(cohort):
        tallies.add("matter", FILED_AGAIN, rounds, length_us)
    rows = [
        ReworkRow(
            figure=cohort.figure(REPORT, f"{what}/{name}", "days"),
            what=what,
            name=name,
            cases=tally.again,
            of=tally.there,
            rounds=tally.rounds,
            days=tally.length_us / DAY_US,
        )
        for (what, name), tally in tallies.found.items()
        if tally.rounds
    ]
    rows.sort(key=lambda row: (-row.days, row.what, row.name))
    return Rework(cohort.head(REPORT), tuple(rows), right, decided)


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
