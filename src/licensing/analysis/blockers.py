"""What blocks: for every kind of blocker, referral and step how long it was open, and what removing it would save."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from random import Random

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import Spread, side_by_side
from licensing.analysis.heading import Heading
from licensing.analysis.holders import of_blocker, referral_owner
from licensing.analysis.marginal import Saving, saving, savings
from licensing.analysis.removal import Target, spans, targets
from licensing.analysis.ruler import Ruler
from licensing.analysis.scope import Cohort
from licensing.analysis.survival import binomial
from licensing.definitions.glossary import glossary, party_of
from licensing.domain.case import Referral
from licensing.domain.text import Json
from licensing.domain.vocabulary import Party
from licensing.domain.when import DAY_US, ZERO, Duration, When

REPORT = "blockers"
_RESAMPLES = 999
_MOST_EFFECTS = 2_000
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


@dataclass
class TargetSum:
    """What cases come to at one thing that can be taken out; ``total`` is ``None`` where nothing can measure it."""

    cases: int = 0
    open: int = 0
    parties: Counter[Party] = field(default_factory=Counter)
    total: Duration | None = None
    effects: list[int] = field(default_factory=list)
    """Microseconds that each case would have saved, in the order of cases."""


@dataclass(frozen=True, slots=True)
class PairSum:
    """What the cases that had both of two things would have saved without either, and without each alone."""

    cases: int
    together_us: int
    apart_us: int


Two = tuple[Target, Target]
"""Two targets in their own order."""


def blockers(cohort: Cohort) -> Blockers:
    """Say what blocked the cases of a cohort, and what each thing's absence would have saved on them."""
    having: dict[Target, dict[int, Without]] = {}
    for place, ruler in enumerate(cohort.rulers):
        for target, saved in savings(ruler.seen, targets(ruler.seen)).items():
            having.setdefault(target, {})[place] = Without(ruler, target, saved)
    sums = {target: _sum(cases.values()) for target, cases in having.items()}
    pairs = {two: _together(having[two[0]], having[two[1]]) for two in leading(sums)}
    return drawn_up(cohort.heading, len(cohort.seen), sums, pairs, side_by_side(cohort))


def leading(sums: Mapping[Target, TargetSum]) -> list[Two]:
    """Give the ten targets that save most, two by two, those first that save most."""
    alone = {target: sum(item.effects) for target, item in sums.items()}
    top = sorted(alone, key=lambda target: (-alone[target], target))[:_PAIRED]
    return [(min(two), max(two)) for two in combinations(top, 2)]


def drawn_up(
    heading: Heading,
    cases: int,
    sums: Mapping[Target, TargetSum],
    pairs: Mapping[Two, PairSum],
    durations: tuple[Spread, ...],
) -> Blockers:
    """Draw up the report from what cases come to at each thing that can be taken out, and at pairs of them."""
    rows = [_row(heading, cases, target, item) for target, item in sums.items()]
    rows.sort(key=lambda row: (-_length(row), row.kind))
    joint = [_pair(heading, sums, two, item) for two, item in pairs.items() if item.cases]
    joint.sort(key=lambda row: (-row.marginal_us, row.kinds))
    return Blockers(heading.head(REPORT), tuple(rows), tuple(joint), durations)


def _pair(heading: Heading, sums: Mapping[Target, TargetSum], two: Two, item: PairSum) -> PairRow:
    kinds = (two[0].row, two[1].row)
    alone_us = sum(sum(sums[target].effects) for target in two)
    figure = heading.figure(REPORT, "+".join(kinds), "marginal_days")
    return PairRow(figure, kinds, item.cases, alone_us + item.together_us - item.apart_us, alone_us)


def _length(row: BlockerRow) -> int:
    if row.total is None:
        return 0
    return row.total.low_us if row.total.high_us is None else row.total.high_us


def _row(heading: Heading, cases: int, target: Target, item: TargetSum) -> BlockerRow:
    measurable = item.total is not None
    seed = f"{heading.snapshot}:{target.row}"
    return BlockerRow(
        figure=heading.figure(REPORT, target.row, "total_days"),
        kind=target.row,
        what=target.what,
        party=max(Party, key=lambda party: item.parties[party]),
        cases=item.cases,
        open=item.open,
        total=item.total,
        marginal_us=sum(item.effects) if measurable else None,
        marginal_limits_us=bootstrap_limits(item.effects, cases, seed) if measurable else None,
    )


def _sum(cases: Iterable[Without]) -> TargetSum:
    found = TargetSum()
    for case in cases:
        found.cases += 1
        found.open += case.open
        found.parties[case.party] += 1
        found.effects.append(case.effect_us)
        if case.ruler.measurable:
            found.total = (found.total or ZERO) + case.total
    return found


def _together(one: Mapping[int, Without], other: Mapping[int, Without]) -> PairSum:
    shared = [(case, other[place]) for place, case in one.items() if place in other]
    together = sum(
        Without(first.ruler, first.target, saving(first.ruler.seen, first.target, second.target)).effect_us
        for first, second in shared
    )
    return PairSum(len(shared), together, sum(first.effect_us + second.effect_us for first, second in shared))


@dataclass(frozen=True)
class Without:
    """One case that has a target, and the same case without it, measured by the calendar of the target's holder."""

    ruler: Ruler
    target: Target
    saved: Saving

    @cached_property
    def _held_by(self) -> tuple[Party, str]:
        return _held_by(self.ruler.seen, self.target)

    @cached_property
    def _spans(self) -> list[tuple[When, When | None]]:
        return spans(self.ruler.seen, self.target)

    @property
    def party(self) -> Party:
        """Give the party that the target is with."""
        return self._held_by[0]

    @property
    def open(self) -> bool:
        """Say whether the target is still there."""
        return any(end is None for _, end in self._spans)

    @cached_property
    def total(self) -> Duration:
        """Give how long the target was there, in the measure of the report."""
        owner = self._held_by[1]
        return sum((self.ruler.between(start, end, owner) or ZERO for start, end in self._spans), start=ZERO)

    @cached_property
    def effect_us(self) -> int:
        """Give what the case would have saved, in the measure of the report."""
        owner, measured = self._held_by[1], self.ruler.span_us
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


def bootstrap_limits(effects: Sequence[int], cases: int, seed: str) -> tuple[int, int] | None:
    """Give 95 % limits of the sum of case effects, by resampling whole cases; ``None`` for fewer than two cases.

    Of so many ``cases`` those that are not in ``effects`` have none. The seed makes it the same every time. Over two
    thousand effects the sum is as good as normal, and its limits are taken from their variance.
    """
    if cases < 2:
        return None
    felt = [effect for effect in effects if effect]
    total = sum(felt)
    if len(felt) > _MOST_EFFECTS:
        mean = total / cases
        squares = sum((effect - mean) ** 2 for effect in felt) + (cases - len(felt)) * mean**2
        spread = 1.959964 * (squares * cases / (cases - 1)) ** 0.5
        return round(total - spread), round(total + spread)
    if not felt:
        return 0, 0
    draws = Random(seed)  # noqa: S311 - limits must come out the same again, not be secret
    drawn = _drawn_counts(draws, cases, len(felt))
    sums = sorted(sum(draws.choices(felt, k=count)) for count in drawn)
    return sums[_TAIL - 1], sums[-_TAIL]


def _drawn_counts(draws: Random, cases: int, felt: int) -> list[int]:
    """Draw, for every resample, how many of its cases have an effect: binomial, since each is drawn with the others."""
    if felt == cases:
        return [cases] * _RESAMPLES
    width = 5 * math.sqrt(felt) + 30  # beyond lies less than 1e-10
    counts = range(max(0, math.floor(felt - width)), min(cases, math.ceil(felt + width)) + 1)
    return draws.choices(counts, [binomial(cases, count, felt / cases) for count in counts], k=_RESAMPLES)
