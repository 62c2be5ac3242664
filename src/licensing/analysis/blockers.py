"""What blocks: for every kind of blocker, referral and step how long it was open, and what removing it would save."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from random import Random

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import Spread, side_by_side
from licensing.analysis.holders import of_blocker, referral_owner
from licensing.analysis.marginal import Saving, saving, savings
from licensing.analysis.removal import Target, spans, targets
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.definitions.glossary import glossary, party_of
from licensing.domain.case import Referral
from licensing.domain.text import Json
from licensing.domain.vocabulary import Party
from licensing.domain.when import DAY_US, ZERO, Duration, When

REPORT = "blockers"
_RESAMPLES = 999
_MOST_EFFECTS = 10_000
_PAIRED = 10
_TAIL = 25
"""Of 999 resampled sums, the 25th from either end bounds 95 %."""


@dataclass(frozen=True, slots=True)
class BlockerRow:
    """One kind of blocker (or a referral, or a step of one): time open, and marginal days beside it.

    Days are ``None`` where the law has no clock to count by. The limits are of the sum over cases; rows whose limits
    overlap are in no order.
    """

    figure: str
    kind: str
    what: str
    party: Party
    cases: int
    open: int
    total: Duration | None
    marginal_us: int | None
    marginal_limits_us: tuple[int, int] | None

    def as_json(self) -> dict[str, Json]:
        """Give the row; ``marginal_limits_days`` is ``null`` where there are too few cases to say."""
        limits = self.marginal_limits_us
        return {
            "figure": self.figure,
            "kind": self.kind,
            "what": self.what,
            "party": self.party.value,
            "cases": self.cases,
            "open": self.open,
            "total_days": None if self.total is None else self.total.high_days,
            "total_days_low": None if self.total is None else self.total.low_days,
            "marginal_days": None if self.marginal_us is None else self.marginal_us / DAY_US,
            "marginal_limits_days": None if limits is None else [limit / DAY_US for limit in limits],
        }


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two things taken out together: where each hid behind the other, more is saved than the two save alone."""

    figure: str
    kinds: tuple[str, str]
    cases: int
    """Cases that had both."""
    marginal_us: int
    alone_us: int
    """The sum of what each saves alone."""

    def as_json(self) -> dict[str, Json]:
        """Give the row."""
        return {
            "figure": self.figure,
            "kinds": list(self.kinds),
            "cases": self.cases,
            "marginal_days": self.marginal_us / DAY_US,
            "alone_days": self.alone_us / DAY_US,
            "interaction_days": (self.marginal_us - self.alone_us) / DAY_US,
        }


@dataclass(frozen=True, slots=True)
class Blockers:
    """The blocker report: what was open, longest first; and the ten that save most, in pairs that act together."""

    head: dict[str, Json]
    rows: tuple[BlockerRow, ...]
    pairs: tuple[PairRow, ...]
    durations: tuple[Spread, ...]

    def as_json(self) -> dict[str, Json]:
        """Give head, rows, pairs, and the durations of whole cases and matters side by side."""
        return {
            **self.head,
            "rows": [row.as_json() for row in self.rows],
            "pairs": [row.as_json() for row in self.pairs],
            "durations": [item.as_json() for item in self.durations],
        }


def blockers(cohort: Cohort) -> Blockers:
    """Say what blocked the cases of a cohort, and what each thing's absence would have saved on them."""
    having: dict[Target, list[_Without]] = {}
    for ruler in cohort.rulers:
        for target, saved in savings(ruler.seen, targets(ruler.seen)).items():
            having.setdefault(target, []).append(_Without(ruler, target, saved))
    rows = [_row(cohort, target, cases) for target, cases in having.items()]
    rows.sort(key=lambda row: (-_length(row), row.kind))
    return Blockers(cohort.head(REPORT), tuple(rows), tuple(_pairs(cohort, having)), side_by_side(cohort))


def _pairs(cohort: Cohort, having: dict[Target, list[_Without]]) -> Iterator[PairRow]:
    """Take the ten targets that save most out two by two, where a case had both; most saved first."""
    alone = {target: sum(case.effect_us for case in cases) for target, cases in having.items()}
    top = sorted(alone, key=lambda target: (-alone[target], target))[:_PAIRED]
    rows = []
    for one, other in combinations(top, 2):
        both = {id(case.ruler): case for case in having[one]}
        shared = [(both[id(case.ruler)], case) for case in having[other] if id(case.ruler) in both]
        if not shared:
            continue
        together = sum(_joint_us(first, second) for first, second in shared)
        apart = sum(first.effect_us + second.effect_us for first, second in shared)
        kinds = (one.row, other.row)
        figure = cohort.figure(REPORT, "+".join(kinds), "marginal_days")
        sum_us = alone[one] + alone[other]
        rows.append(PairRow(figure, kinds, len(shared), sum_us + together - apart, sum_us))
    yield from sorted(rows, key=lambda row: (-row.marginal_us, row.kinds))


def _joint_us(one: _Without, other: _Without) -> int:
    """Give what one case would have saved without either; measured as the report is, by the first's calendar."""
    both = _Without(one.ruler, one.target, saving(one.ruler.seen, one.target, other.target))
    return both.effect_us


def _length(row: BlockerRow) -> int:
    if row.total is None:
        return 0
    return row.total.low_us if row.total.high_us is None else row.total.high_us


def _row(cohort: Cohort, target: Target, cases: list[_Without]) -> BlockerRow:
    measurable = any(case.ruler.measurable for case in cases)
    effects = [case.effect_us for case in cases] + [0] * (len(cohort.seen) - len(cases))
    return BlockerRow(
        figure=cohort.figure(REPORT, target.row, "total_days"),
        kind=target.row,
        what=target.what,
        party=cases[-1].held_by[0],
        cases=len(cases),
        open=sum(case.open for case in cases),
        total=sum((case.total for case in cases), start=ZERO) if measurable else None,
        marginal_us=sum(effects) if measurable else None,
        marginal_limits_us=bootstrap_limits(effects, f"{cohort.snapshot}:{target.row}") if measurable else None,
    )


@dataclass(frozen=True)
class _Without:
    """One case that has a target, and the same case without it."""

    ruler: Ruler
    target: Target
    saved: Saving

    @cached_property
    def held_by(self) -> tuple[Party, str]:
        return _held_by(self.ruler.seen, self.target)

    @cached_property
    def spans(self) -> list[tuple[When, When | None]]:
        return spans(self.ruler.seen, self.target)

    @property
    def open(self) -> bool:
        return any(end is None for _, end in self.spans)

    @property
    def total(self) -> Duration:
        owner = self.held_by[1]
        return sum((self.ruler.between(start, end, owner) or ZERO for start, end in self.spans), start=ZERO)

    @property
    def effect_us(self) -> int:
        """Give what the case would have saved, in the measure of the report."""
        owner, measured = self.held_by[1], self.ruler.span_us
        saved = sum(measured(start, end, owner) for start, end in self.saved.saved)
        return saved - sum(measured(start, end, owner) for start, end in self.saved.regained)


def _held_by(seen: SeenCase, target: Target) -> tuple[Party, str]:
    """Give the party that a target is with, and the owner whose calendar counts ("" where only the party is known)."""
    if target.what == "blocker":
        holder = of_blocker(seen, next(item for item in seen.case.blockers if item.kind == target.name))
        return holder.party, holder.owner
    referral, step = _of_referral(seen, target)
    owner = referral_owner(seen, referral, step)
    return party_of(seen.definition, owner), owner if owner in glossary().owners else ""


def _of_referral(seen: SeenCase, target: Target) -> tuple[Referral, str]:
    path, step = (target.name, "") if target.what == "referral" else target.name.rsplit("/", 1)
    return next(item for item in seen.case.referrals if item.path == path), step


def bootstrap_limits(effects: Sequence[int], seed: str) -> tuple[int, int] | None:
    """Give 95 % limits of the sum of case effects, by resampling whole cases; ``None`` for fewer than two cases.

    The seed makes it the same every time. Over ten thousand cases the sum is as good as normal, and its limits are
    taken from the variance of the effects.
    """
    n = len(effects)
    if n < 2:
        return None
    total = sum(effects)
    if n > _MOST_EFFECTS:
        mean = total / n
        spread = 1.959964 * (sum((effect - mean) ** 2 for effect in effects) * n / (n - 1)) ** 0.5
        return round(total - spread), round(total + spread)
    draws = Random(seed)  # noqa: S311 - limits must come out the same again, not be secret
    sums = sorted(sum(draws.choices(effects, k=n)) for _ in range(_RESAMPLES))
    return sums[_TAIL - 1], sums[-_TAIL]
