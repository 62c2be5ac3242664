"""Choose what happens next to a case, from the assumptions alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from licensing.calendars.registry import calendar
from licensing.definitions.assumptions import Assumptions
from licensing.definitions.definition import Definition
from licensing.definitions.glossary import calendar_of
from licensing.domain.case import Case
from licensing.domain.command import Advance, Block, Lapse, Record, Unblock
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When, from_us, to_us
from licensing.engine.clocks import readings_of
from licensing.engine.conditions import View
from licensing.engine.lapses import lapsable
from licensing.engine.needs import WayOut, ways_out
from licensing.engine.surroundings import Surroundings
from licensing.simulation.candidate import Candidate
from licensing.simulation.draws import Draws
from licensing.simulation.referrals import ReferralChoices
from licensing.simulation.timing import after, in_office_hours


class Chooser:
    """The choice of one next command, with everything it is made from."""

    def __init__(
        self, definition: Definition, assumptions: Assumptions, seed: int, case: Case, surroundings: Surroundings
    ) -> None:
        self.definition = definition
        self.assumptions = assumptions
        self.case = case
        self.draws = Draws(seed, case.ref)
        self.state = definition.states[case.state]
        self.view = View(definition, case, case.last, surroundings)
        self.entered_us = case.visit.entered.latest_us
        self.name = f"{case.visit.number}:{case.state}"
        self.stay_days = self.days(self.name, case.state)

    def next(self) -> Candidate | None:
        """Give what happens next, ``None`` when nothing does by itself."""
        others = sorted(self._others(), key=lambda item: item.at_us)
        exit_us, way = self._way_out()
        if way is not None and way.possible and (not others or exit_us <= others[0].at_us):
            return Candidate(exit_us, Advance, {"transition": way.transition})
        if others:
            return others[0]
        fallback = self._drawn([item for item in self._ways(exit_us) if item.possible])
        if fallback is not None:
            return Candidate(exit_us, Advance, {"transition": fallback.transition})
        return self._at_floor(exit_us, way)

    def _way_out(self) -> tuple[int, WayOut | None]:
        ends_us = after(self.entered_us, self.stay_days or 0.0)
        exit_us = self.office(ends_us, self.state.owner)
        return exit_us, self._drawn([way for way in self._ways(exit_us) if way.applies])

    def _ways(self, at_us: int) -> list[WayOut]:
        when = When.at(from_us(max(at_us, self.case.last.latest_us)), self.case.last.zone)
        view = View(self.definition, self.case, when, self.view.surroundings)
        return [way for way in ways_out(view) if not way.rule.lapse_of]

    def _drawn(self, ways: list[WayOut]) -> WayOut | None:
        chosen = self.assumptions.choices.get(self.case.state)
        weights: dict[str, float] = {}
        for way in ways:
            usual = 0.0 if way.rule.outcome in (Outcome.WITHDRAWN, Outcome.RETURNED) else 1.0
            weight = usual if chosen is None else chosen.weights.get(way.transition, 0.0)
            if weight > 0:
                weights[way.transition] = weight
        if not weights:
            return None
        name = self.draws.choice(f"way:{self.name}", weights)
        return next(way for way in ways if way.transition == name)

    def _at_floor(self, exit_us: int, way: WayOut | None) -> Candidate | None:
        if way is None or any(need.kind != "clock" for need in way.missing):
            return None
        dues = [readings_of(self.view, need.name)[-1:] for need in way.missing]
        if any(not found or found[0].due is None for found in dues):
            return None
        floor_us = max(to_us(found[0].due) for found in dues if found[0].due is not None)
        at_us = self.office(max(exit_us, floor_us), self.state.owner)
        return Candidate(at_us, Advance, {"transition": way.transition})

    def _others(self) -> Iterator[Candidate]:
        yield from self._facts()
        yield from self._blockers()
        yield from ReferralChoices(self.view, self.assumptions, self.draws).candidates()
        for reading in lapsable(self.view):
            if reading.due is not None and not reading.provisional:
                at_us = max(to_us(reading.due), self.case.last.latest_us)
                yield Candidate(at_us, Lapse, {"instance": reading.instance})

    def _facts(self) -> Iterator[Candidate]:
        for name, rule in self.assumptions.facts.items():
            if name not in self.definition.facts:
                continue  # assumptions speak for every version; this one does not know the fact
            for subject, on, start_us in self._fact_subjects(rule.in_):
                known = any(
                    fact.name == name and fact.on == subject and fact.recorded.latest_us >= start_us
                    for fact in self.case.facts
                )
                drawn = f"fact:{name}:{self.name}:{subject}"
                if known or not self.draws.chance(drawn, rule.probability):
                    continue
                at_us = self.office(after(start_us, self.draws.days(f"{drawn}:after", rule.after)), self.state.owner)
                value = rule.value
                day = from_us(at_us).astimezone(self.view.zone).date()
                if value == "today":
                    value = day.isoformat()
                elif not isinstance(value, bool | int | str | tuple):
                    value = (day + timedelta(days=value.days)).isoformat()
                yield Candidate(at_us, Record, {"fact": name, "value": value, "on": on})

    def _fact_subjects(self, places: tuple[str, ...]) -> Iterator[tuple[str, str, int]]:
        for place in places:
            if place == self.case.state:
                yield "case", "case", self.entered_us
            elif place.startswith("blocker:"):
                kind = place.removeprefix("blocker:")
                yield from (
                    (f"blocker:{item.id}", kind, item.opened.latest_us)
                    for item in self.case.open_blockers
                    if item.kind == kind
                )
            else:
                yield from (
                    (f"referral:{item.id}", item.path, item.sent.latest_us)
                    for item in self.case.open_referrals
                    if f"{item.state}/{item.path}" == place
                )

    def _blockers(self) -> Iterator[Candidate]:
        for blocker in self.case.open_blockers:
            days = self.days(f"blocker:{blocker.id}", f"blocker:{blocker.kind}")
            if days is not None:
                by = next(iter(self.definition.blockers[blocker.kind].cleared_by), "")
                at_us = self.office(after(blocker.opened.latest_us, days), by or self.state.owner)
                yield Candidate(at_us, Unblock, {"kind": blocker.kind, "by": by})
        for kind, rule in self.assumptions.blockers.items():
            declared = self.definition.blockers.get(kind)
            if declared is None or self.case.state not in rule.in_:
                continue
            opened = any(
                item.kind == kind and (item.open or item.opened.latest_us >= self.entered_us)
                for item in self.case.blockers
            )
            drawn = f"block:{kind}:{self.name}"
            allowed = self.case.state in self.definition.blocker_states(declared)
            if opened or not allowed or not self.draws.chance(drawn, rule.probability):
                continue
            reason = ""
            if declared.reasons:
                weights = rule.reasons or dict.fromkeys(declared.reasons, 1.0)
                reason = self.draws.choice(f"{drawn}:reason", weights)
            share = self.draws.uniform(f"{drawn}:at") * (self.stay_days or 0.0)
            at_us = self.office(after(self.entered_us, share), self.state.owner)
            yield Candidate(at_us, Block, {"kind": kind, "reason": reason})

    def office(self, moment_us: int, owner: str) -> int:
        """Put a moment into the working hours of an owner, after the last event of the case."""
        return in_office_hours(moment_us, self.case.last.latest_us, calendar(calendar_of(owner)))

    def days(self, name: str, key: str) -> float | None:
        """Draw how long something takes, ``None`` where nothing is assumed: it does not end by itself."""
        duration = self.assumptions.durations.get(key)
        return None if duration is None else self.draws.days(f"days:{name}", duration)
