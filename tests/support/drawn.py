"""Words, moments and values drawn at random for one case of a process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from licensing.definitions.definition import Definition
from licensing.definitions.elements import Attribute, FactType
from licensing.definitions.process import Process
from licensing.domain.case import Case
from licensing.domain.event import Value
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When
from licensing.engine.surroundings import LinkedCase

NONSENSE = ("", "no-such-word", "ʻokina", "a/b/c", "x#1", "unknown")
COUNTRIES = ("JP", "AU", "NO", "SE", "CN", "KR", "GB")
SMALL_STEPS = (0, 0, 1, 8, 24, 24 * 9, 24 * 31)
STEPS = (*SMALL_STEPS, 24 * 200, 24 * 900)
"""Hours from one command to the next."""
LAST = datetime(2045, 1, 1, tzinfo=UTC)
"""No command comes later: the calendars end in 2060, and validities run for years."""


class Drawn:
    """What is drawn knows the case it is drawn for."""

    process: Process
    data: st.DataObject
    definition: Definition
    case: Case
    zone: str
    now: datetime
    keys: int

    def versions(self) -> list[str]:
        """Give the ids of the versions."""
        return [item.version.id for item in self.process.versions]

    def one(self, names: Any, *others: str) -> str:
        """Draw a name, of those known or of others."""
        return str(self.data.draw(st.sampled_from((*names, *others))))

    def common(self) -> dict[str, Any]:
        """Give what a command brings, at any moment."""
        self.keys += 1
        return {"when": self.moment(), "actor": "machine", "key": f"k{self.keys}"}

    def soon(self) -> dict[str, Any]:
        """Give what a command brings, shortly after the last."""
        self.keys += 1
        self.now = min(LAST, self.now + timedelta(hours=self.data.draw(st.sampled_from(SMALL_STEPS))))
        when = When.at(self.now, self.zone)
        if self.data.draw(st.booleans()):
            when = When.on(when.latest_day, self.zone)
        return {"when": when, "actor": "machine", "key": f"k{self.keys}"}

    def moment(self) -> When:
        """Give a moment of any precision, seldom before the last."""
        self.now = min(LAST, self.now + timedelta(hours=self.data.draw(st.sampled_from(STEPS))))
        when = self.now - timedelta(days=self.data.draw(st.sampled_from((0, 0, 0, 0, 0, 0, 0, 3, 500))))
        day = when.date()
        zone = self.data.draw(st.sampled_from((self.zone, self.zone, "Asia/Tokyo")))
        match self.data.draw(st.sampled_from(("instant", "instant", "day", "day", "month", "report", "between"))):
            case "instant":
                return When.at(when, zone)
            case "day":
                return When.on(day, zone)
            case "month":
                return When.in_month(day.year, day.month, zone)
            case "report":
                return When.on_or_before(day, zone)
            case _:
                return When.on_or_before(day, zone, not_before=day - timedelta(days=20))

    def linked(self) -> list[LinkedCase]:
        """Give linked cases, decided or not."""
        found = []
        for role in self.definition.links:
            outcome = self.data.draw(st.sampled_from((None, None, Outcome.GRANTED, Outcome.REFUSED)))
            if self.data.draw(st.booleans()):
                decisions = () if outcome is None else ((When.at(self.now), outcome),)
                found.append(LinkedCase(role, f"{role}-matter", role, "state", "owner", decisions))
        return found

    def attributes(self) -> dict[str, Value]:
        """Give attributes of their types."""
        return {
            name: self.value(declared)
            for name, declared in self.definition.attributes.items()
            if declared.required or self.data.draw(st.booleans())
        }

    def value(self, declared: Attribute | FactType) -> Value:
        """Give a value of a declared type."""
        draw = self.data.draw
        match declared.value if isinstance(declared, FactType) else declared.type:
            case "boolean":
                return draw(st.booleans())
            case "integer":
                return draw(st.integers(0, 10))
            case "money":
                return draw(st.sampled_from((0, 999_999, 1_000_000, 14_000_000, 25_000_000, 100_000_000)))
            case "choice":
                return draw(st.sampled_from(declared.of))
            case "country":
                return draw(st.sampled_from(COUNTRIES))
            case "countries":
                return tuple(draw(st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=3, unique=True)))
            case "date":
                days = draw(st.sampled_from((-400, -10, -1, 0, 0, 0, 1, 30, 300)))
                return (self.now.date() + timedelta(days=days)).isoformat()
            case _:
                return draw(st.sampled_from(("甲", "note 12", "")))

    def open_states(self) -> list[str]:
        """Give the states that are no end."""
        return [name for name in self.definition.states if not self.definition.terminal(name)]

    def paths(self) -> list[str]:
        """Give the paths of all referrals."""
        return [
            path
            for state in self.definition.states.values()
            for name, rule in state.referrals.items()
            for path in (name, *(f"{name}/{below}" for below in rule.sub_referrals))
        ]

    def referral(self) -> str:
        """Give the path of a referral, most often one that can be sent."""
        here = self.definition.states.get(self.case.state)
        below = [
            f"{item.path}/{name}"
            for item in self.case.open_referrals
            for name in getattr(self.definition.referral(item.state, item.path), "sub_referrals", ())
        ]
        return self.one((*(here.referrals if here else ()), *below, *self.paths()), *NONSENSE)

    def open_referral(self) -> str:
        """Give the path of a referral, most often an open one."""
        known = [item.path for item in self.case.open_referrals]
        return self.one((*known, *known, *known, *self.paths()), *NONSENSE[:2])
