"""What lies around a case of the store: its linked matters, its precedents, and the authorizations that cover it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from licensing.definitions.elements import Authorization, Precedent
from licensing.domain.case import Case
from licensing.domain.event import Value
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When
from licensing.engine.conditions import View
from licensing.engine.evolve import fold
from licensing.engine.surroundings import EarlierCase, LinkedCase, Surroundings
from licensing.store.unit import Reading


def surroundings_of(unit: Reading, case: Case, recorded_until_us: int | None = None) -> Surroundings:
    """Give what lies around a case, as far as it had been recorded by an instant (UTC microseconds).

    The newest case speaks for a linked matter; before it was opened, the one before. Precedents and authorizations are
    cases of other matters and of the same provenance whose attributes are those that the definition names.
    """
    definition = unit.definition(case.definition_digest)
    view = View(definition, case, case.last)
    return Surroundings(
        tuple(_linked(unit, case, recorded_until_us)),
        tuple(_earlier(unit, view, definition.precedents, recorded_until_us)),
        tuple(_earlier(unit, view, definition.authorizations, recorded_until_us)),
    )


def cases_of_matter(unit: Reading, matter: str, recorded_until_us: int | None = None) -> tuple[Case, ...]:
    """Give the cases of a matter in the order of their opening, as far as recorded by an instant."""
    refs = unit.refs(matter=matter)
    if recorded_until_us is None:
        found = [case for ref in refs if (case := unit.case(ref)) is not None]
    else:
        known = [events for ref in refs if (events := unit.events_as_known_on(ref, recorded_until_us))]
        found = [fold(events) for events in known]
    return tuple(sorted(found, key=lambda case: (case.opened.latest_us, case.ref)))


def _linked(unit: Reading, case: Case, recorded_until_us: int | None) -> Iterator[LinkedCase]:
    for role, matter in case.links:
        cases = cases_of_matter(unit, matter, recorded_until_us)
        if not cases:
            continue
        linked = cases[-1]
        states = unit.definition(linked.definition_digest).states
        owner = states[linked.state].owner if linked.state in states else ""
        yield LinkedCase(role, matter, linked.ref, linked.state, owner, tuple(_standing(cases)))


def _standing(cases: tuple[Case, ...]) -> Iterator[tuple[When, Outcome | None]]:
    """Give what stood of a matter and since when; a case that follows another takes its outcome away."""
    for place, case in enumerate(cases):
        if place:
            yield case.opened, None
        following = cases[place + 1].opened.latest_us if place + 1 < len(cases) else None
        for item in case.decisions:
            if following is None or item.when.latest_us < following:
                yield item.when, item.outcome


def _earlier(
    unit: Reading, view: View, rules: Mapping[str, Precedent], recorded_until_us: int | None
) -> Iterator[EarlierCase]:
    """Give the cases that are alike: of a precedent the oldest, of an authorization every one."""
    for name, rule in rules.items():
        alike = (
            EarlierCase(name, earlier.matter, earlier.ref, _decisions(earlier), earlier.closed)
            for earlier in _alike(unit, view, rule, recorded_until_us)
        )
        yield from alike if isinstance(rule, Authorization) else islice(alike, 1)


def _alike(unit: Reading, view: View, rule: Precedent, recorded_until_us: int | None) -> Iterator[Case]:
    own = {theirs: view.attribute(attribute) for attribute, theirs in rule.alike.items()}
    alike = {theirs: value for theirs, value in own.items() if value is not None}
    if len(alike) < len(own):
        return  # nothing is like what is not said
    for ref in unit.decided_alike(rule.processes, view.case.provenance, rule.outcome, alike | rule.having):
        events = unit.events(ref) if recorded_until_us is None else unit.events_as_known_on(ref, recorded_until_us)
        earlier = fold(events) if events else None
        if earlier is not None and earlier.matter != view.case.matter and _covered(view, rule, earlier):
            yield earlier


def _covered(view: View, rule: Precedent, earlier: Case) -> bool:
    return all(
        (own := _countries(view.attribute(attribute))) and own <= _countries(earlier.attribute(theirs))
        for attribute, theirs in rule.covers.items()
    )


def _countries(value: Value | None) -> frozenset[str]:
    return frozenset() if value is None else frozenset(value) if isinstance(value, tuple) else frozenset({str(value)})


def _decisions(case: Case) -> tuple[tuple[When, Outcome], ...]:
    return tuple((item.when, item.outcome) for item in case.decisions if item.outcome is not None)
