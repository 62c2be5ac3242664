"""Programmes: the courses of several matters and countries side by side, and whose country's time it was.

A member's country is that of its process; a joint process is its own country ``joint`` unless the case states one in
its attribute ``country``. Time of a case goes to its country, unless another government holds it: then to that one,
which is the other country where a programme has two, and ``other`` where it has more. In a joint course, bodies that
work by the calendar of one government are of that country.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from licensing.analysis.casefile import SeenCase
from licensing.analysis.critical import Segment, critical_path
from licensing.analysis.ledger import slices
from licensing.definitions.definition import Definition
from licensing.definitions.glossary import calendar_of, glossary
from licensing.domain.case import Case
from licensing.domain.vocabulary import Party
from licensing.domain.when import from_us

JOINT = "joint"
OTHER = "other"
_JURISDICTIONS = {"us": "US", "jp": "JP"}
_GOVERNMENTS = {"us-federal": "US", "japan-administration": "JP"}


def country_of(definition: Definition, case: Case) -> str:
    """Give the country of a case: ``US``, ``JP``, another it states itself, or ``joint``."""
    stated = dict(case.attributes).get("country") if definition.jurisdiction == JOINT else None
    return str(stated or _JURISDICTIONS.get(definition.jurisdiction, JOINT))


@dataclass(frozen=True)
class Course:
    """One case of a programme and the role it plays; the lead's role is empty."""

    role: str
    seen: SeenCase

    @property
    def ref(self) -> str:
        """Give the reference of the case."""
        return self.seen.case.ref

    @property
    def country(self) -> str:
        """Give the country of the case."""
        return country_of(self.seen.definition, self.seen.case)


@dataclass(frozen=True, slots=True)
class Hold:
    """A stretch of a case's time and who held it: country and party."""

    ref: str
    state: str
    start_us: int
    end_us: int
    country: str
    party: Party


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the critical path with the country it ran through."""

    country: str
    segment: Segment


@dataclass(frozen=True)
class Programme:
    """A programme as it was at an instant: its own course, and those of its members."""

    lead: Course
    members: tuple[Course, ...]
    as_of: datetime
    title_en: str = ""
    title_ja: str = ""

    @property
    def courses(self) -> tuple[Course, ...]:
        """Give all courses, the lead's first."""
        return (self.lead, *self.members)

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Give the countries of its members, in the order of their roles."""
        return tuple(dict.fromkeys(item.country for item in self.members if item.country != JOINT))

    @cached_property
    def span_us(self) -> tuple[int, int]:
        """Give when it opened, and when it was decided or, undecided, until when it is looked at; placed moments."""
        seen = self.lead.seen
        return seen.place(seen.case.opened), seen.place_end(seen.over)

    @cached_property
    def holds(self) -> tuple[Hold, ...]:
        """Give whose time every instant of the programme's own course was, through links into the linked matters."""
        return tuple(self._holds(self.lead.seen, frozenset({self.lead.ref})))

    @cached_property
    def ledger(self) -> dict[tuple[str, Party], int]:
        """Give the microseconds of each country and party; together they are the time from opening to decision."""
        sums: dict[tuple[str, Party], int] = defaultdict(int)
        for item in self.holds:
            sums[item.country, item.party] += item.end_us - item.start_us
        return dict(sorted(sums.items(), key=lambda entry: (-entry[1], entry[0])))

    @cached_property
    def held(self) -> dict[str, int]:
        """Give how long each country held at least one case, within the programme's own course."""
        begin, end = self.span_us
        stretches: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for course in self.courses:
            for item in self._holds(self._placed(course.seen), frozenset({course.ref})):
                low, high = max(item.start_us, begin), min(item.end_us, end)
                if low < high:
                    stretches[item.country].append((low, high))
        found = {country: _union(parts) for country, parts in stretches.items()}
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))

    @cached_property
    def path(self) -> tuple[Step, ...]:
        """Give the critical path through both countries."""
        return tuple(Step(self._country_on_path(item), item) for item in critical_path(self.lead.seen))

    def _placed(self, seen: SeenCase) -> SeenCase:
        return seen if seen is self.lead.seen else replace(seen, line=self.lead.seen.placement)

    def _holds(self, seen: SeenCase, walked: frozenset[str]) -> Iterator[Hold]:
        home, ref = country_of(seen.definition, seen.case), seen.case.ref
        for item in slices(seen):
            whole = Hold(
                ref, item.state, item.start_us, item.end_us, self._holder(home, item.party, item.owner), item.party
            )
            if item.reason == "link":
                at_link = replace(whole, country=self._beyond_link(seen, item.item, whole.country))
                yield from self._inside(seen, item.item, at_link, walked)
            else:
                yield whole

    def _inside(self, seen: SeenCase, role: str, wait: Hold, walked: frozenset[str]) -> Iterator[Hold]:
        """Give a wait at a link as the linked matter's own holders; what its cases do not cover stays a wait."""
        reached = wait.start_us
        for related in seen.file.matter_of(role):
            other = related.seen(from_us(seen.horizon_us))
            if other is None or other.case.ref in walked:
                continue
            for item in self._holds(replace(other, line=seen.placement), walked | {other.case.ref}):
                low, high = max(item.start_us, reached), min(item.end_us, wait.end_us)
                if low < high:
                    if low > reached:
                        yield replace(wait, start_us=reached, end_us=low)
                    yield replace(item, start_us=low, end_us=high)
                    reached = high
        if reached < wait.end_us:
            yield replace(wait, start_us=reached)

    def _beyond_link(self, seen: SeenCase, role: str, otherwise: str) -> str:
        related = seen.file.related_to(role)
        return otherwise if related is None else country_of(related.definition, related.case)

    def _holder(self, home: str, party: Party, owner: str) -> str:
        if home == JOINT:
            known = owner in glossary().owners
            return _GOVERNMENTS.get(calendar_of(owner), JOINT) if known else JOINT
        if party is not Party.OTHER_GOVERNMENT:
            return home
        others = [country for country in self.countries if country != home]
        return others[0] if len(others) == 1 else OTHER

    def _country_on_path(self, segment: Segment) -> str:
        course = next((item for item in self.courses if item.ref == segment.ref), None)
        if course is None:
            return OTHER
        if segment.item in dict(course.seen.case.links):
            return self._beyond_link(course.seen, segment.item, course.country)
        state = course.seen.state(segment.state)
        return self._holder(course.country, segment.party, "" if state is None else state.owner)


def _union(stretches: list[tuple[int, int]]) -> int:
    """Give the length of everything that at least one stretch covers."""
    total, reached = 0, 0
    for place, (begin, end) in enumerate(sorted(stretches)):
        start = begin if place == 0 else max(begin, reached)
        total += max(0, end - start)
        reached = end if place == 0 else max(reached, end)
    return total
