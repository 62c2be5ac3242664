"""From a figure back to the cases: which stretches of which cases it is made of, and the rules it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from licensing.analysis.casefile import SeenCase
from licensing.analysis.durations import owner_of
from licensing.analysis.handoffs import holdings, queues
from licensing.analysis.lasts import keyed_segments
from licensing.analysis.ledger import slices
from licensing.analysis.removal import Target, spans
from licensing.analysis.rework import FILED_AGAIN, further_rounds
from licensing.analysis.ruler import Ruler
from licensing.analysis.trend import Every, moments_of
from licensing.analysis.variants import name_of, way_of
from licensing.definitions.base import Basis
from licensing.domain.case import Visit
from licensing.engine.clocks import readings_of
from licensing.engine.conditions import View


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a case (placed moments) that a figure counts, what it was, and the bases of the rule behind it."""

    start_us: int
    end_us: int
    what: str
    owner: str
    basis: tuple[str, ...]


def pieces(ruler: Ruler, report: str, row: str) -> tuple[Piece, ...]:
    """Give the stretches of a case that a row of a report counts; of whole-case figures, its time to the decision."""
    return tuple(_MAKERS.get(report, _whole)(ruler.seen, row))


def bases(seen: SeenCase, found: tuple[Piece, ...]) -> dict[str, Basis]:
    """Give the bases that stretches of a case rest on, by name."""
    names = dict.fromkeys(name for piece in found for name in piece.basis)
    return {name: seen.definition.bases[name] for name in names if name in seen.definition.bases}


def _visit(seen: SeenCase, visit: Visit) -> Piece:
    state = seen.state(visit.state)
    begin, end = seen.place(visit.entered), seen.place_end(visit.left)
    return Piece(begin, end, visit.state, owner_of(seen, visit), () if state is None else state.basis)


def _bottlenecks(seen: SeenCase, row: str) -> Iterator[Piece]:
    state = row.removeprefix("after/")
    visits = seen.later_visits if row != state else seen.shared_visits
    yield from (_visit(seen, visit) for visit in visits if visit.state == state)


def _blockers(seen: SeenCase, row: str) -> Iterator[Piece]:
    for name in row.split("+"):
        what, slash, path = name.partition("/")
        is_kind = bool(slash) and what in ("referral", "step")
        target = Target(what, path) if is_kind else Target("blocker", name)
        for start, end in spans(seen, target):
            yield Piece(seen.place(start), seen.place_end(end), target.row, "", _rule(seen, target.what, target.name))


def _ledger(seen: SeenCase, row: str) -> Iterator[Piece]:
    for item in slices(seen):
        if item.party == row:
            named = path_or_state = item.item or item.state
            basis = _rule(seen, item.reason, named.partition("#")[0])
            state = seen.state(item.state)
            words = f"{item.state}: {item.reason} {named}" if item.item else path_or_state
            own = () if state is None else state.basis
            yield Piece(item.start_us, item.end_us, words, item.owner, basis or own)


def _critical(seen: SeenCase, row: str) -> Iterator[Piece]:
    for (what, name), segment in keyed_segments(seen):
        if f"{what}/{name}" == row:
            basis = _rule(seen, "state" if what == "holder" else what, name)
            yield Piece(segment.start_us, segment.end_us, f"{segment.ref} {segment.state}", "", basis)


def _referrals(seen: SeenCase, row: str) -> Iterator[Piece]:
    return _critical(seen, f"referral/{row}")


def _rework(seen: SeenCase, row: str) -> Iterator[Piece]:
    if row == f"matter/{FILED_AGAIN}":
        yield from _whole(seen, row)
    for what, name, rounds in further_rounds(seen):
        if f"{what}/{name}" == row:
            basis = _rule(seen, "referral" if what == "question" else what, name)
            yield from (Piece(begin, end, name, owner, basis) for begin, end, owner in rounds)


def _handoffs(seen: SeenCase, row: str) -> Iterator[Piece]:
    chain = list(holdings(seen))
    for giver, taker in pairwise(chain):
        if f"{giver.owner}>{taker.owner}" == row:
            yield from (_visit(seen, visit) for visit in queues(seen, taker))


def _conformance(seen: SeenCase, row: str) -> Iterator[Piece]:
    _, _, name = row.partition("/")
    clock = seen.definition.clocks.get(name)
    if clock is None:
        return
    view = View(seen.definition, seen.case, seen.until(None, seen.case.opened), seen.file.linked)
    for item in readings_of(view, name):
        excluded = tuple(basis for stretch in item.excluded for basis in stretch.basis)
        words = f"{item.instance}: {item.state.value}, counted {item.counted_days}, left out {item.excluded_days}"
        yield Piece(seen.place(item.started), seen.place_end(item.stopped), words, "", clock.basis + excluded)


def _whole(seen: SeenCase, row: str) -> Iterator[Piece]:
    what = row.partition("/")[0].partition("~")[0]
    if what in seen.definition.states:
        yield from _bottlenecks(seen, what)
        return
    headline = seen.definition.clocks.get(seen.definition.headline_clock or "")
    basis = seen.definition.version.basis if headline is None else headline.basis
    begin, end = seen.place(seen.case.opened), seen.place_end(seen.over)
    yield Piece(begin, end, "opening to decision", "", basis)


def _variants(seen: SeenCase, row: str) -> Iterator[Piece]:
    if name_of(*way_of(seen)) == row:
        yield from _whole(seen, row)


def _trend(seen: SeenCase, row: str) -> Iterator[Piece]:
    periods = {f"{by}/{every.of(when.latest_day)}" for by, when in moments_of(seen.case) for every in Every}
    if row in periods:
        yield from _whole(seen, row)


def _rule(seen: SeenCase, what: str, name: str) -> tuple[str, ...]:
    """Give the bases of a rule of the definition by what it is and its name."""
    definition = seen.definition
    if what == "blocker":
        return definition.blockers[name].basis if name in definition.blockers else ()
    if what in ("clock", "floor"):
        return definition.clocks[name].basis if name in definition.clocks else ()
    if what == "link":
        return definition.links[name].basis if name in definition.links else ()
    if what == "state":
        return definition.states[name].basis if name in definition.states else ()
    if what == "fact":
        needing = (rule for rule in definition.transitions.values() if name in {item.fact for item in rule.needs.facts})
        return tuple(dict.fromkeys(basis for rule in needing for basis in rule.basis))
    if what in ("referral", "question", "step"):
        declared = definition.declared_referral(name.partition("/")[0])
        return () if declared is None else declared.basis
    return ()


_MAKERS: dict[str, Callable[[SeenCase, str], Iterator[Piece]]] = {
    "bottlenecks": _bottlenecks,
    "blockers": _blockers,
    "ledger": _ledger,
    "critical-path": _critical,
    "referrals": _referrals,
    "rework": _rework,
    "handoffs": _handoffs,
    "conformance": _conformance,
    "variants": _variants,
    "trend": _trend,
}
