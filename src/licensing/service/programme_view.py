"""What a person sees of a programme: its members side by side, its gates, and whose country's time it was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from licensing.analysis.gates import Gate, Join, OtherSide, gates, joins, other_sides
from licensing.analysis.programme import Course, Programme
from licensing.analysis.ruler import Ruler
from licensing.domain.text import Json
from licensing.domain.when import DAY_US, Duration, from_us
from licensing.service.listing import day_text


@dataclass(frozen=True, slots=True)
class Row:
    """One member of the timeline; the days run from its opening to its decision, or to the day of the report."""

    course: Course
    days: Duration | None

    @property
    def open(self) -> bool:
        """Say whether it still waits for a decision."""
        return self.course.seen.over is None

    def as_json(self) -> dict[str, Json]:
        """Write the row as JSON; ``days`` is the high bound, ``days_low`` the low one."""
        case = self.course.seen.case
        return {
            "role": self.course.role or "lead",
            "ref": case.ref,
            "process": case.process,
            "country": self.course.country,
            "opened": day_text(case.opened),
            "filed": day_text(case.filed),
            "decided": day_text(case.decided),
            "state": case.state,
            "outcome": case.outcome.value if case.outcome else None,
            "outcome_label": case.outcome_label or None,
            "days": None if self.days is None else self.days.high_days,
            "days_low": None if self.days is None else self.days.low_days,
            "open": self.open,
        }


@dataclass(frozen=True)
class ProgrammeView:
    """A programme with every figure of it."""

    programme: Programme

    @cached_property
    def timeline(self) -> tuple[Row, ...]:
        """Give a row for each case, the lead first."""
        found = []
        for course in self.programme.courses:
            seen = course.seen
            found.append(Row(course, Ruler(seen).between(seen.case.opened, seen.over, "")))
        return tuple(found)

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """Give what transitions wait for in other matters."""
        return gates(self.programme)

    @cached_property
    def joins(self) -> tuple[Join, ...]:
        """Give the transitions that wait for several matters."""
        return joins(self.gates)

    @cached_property
    def other_sides(self) -> tuple[OtherSide, ...]:
        """Give the waits on other matters."""
        return other_sides(self.programme)

    @property
    def elapsed_us(self) -> int:
        """Give the time from the opening of the programme to its decision, or to the day of the report."""
        begin, end = self.programme.span_us
        return end - begin

    def as_json(self) -> dict[str, Json]:
        """Write the programme as JSON."""
        programme, lead = self.programme, self.programme.lead.seen
        return {
            "programme": programme.lead.ref,
            "process": lead.case.process,
            "title": {"en": programme.title_en, "ja": programme.title_ja},
            "provenance": lead.case.provenance.value,
            "as_of": programme.as_of.isoformat().replace("+00:00", "Z"),
            "countries": list(programme.countries),
            "elapsed_us": self.elapsed_us,
            "elapsed_days": self.elapsed_us / DAY_US,
            "n_decided": sum(not row.open for row in self.timeline[1:]),
            "n_open": sum(row.open for row in self.timeline[1:]),
            "definition_versions": {course.ref: course.seen.case.version for course in programme.courses},
            "timeline": [row.as_json() for row in self.timeline],
            "gates": [_gate(item) for item in self.gates],
            "joins": [_join(item) for item in self.joins],
            "waits": [_wait(programme, item) for item in self.other_sides],
            "held": [
                {"country": country, "us": length_us, "days": length_us / DAY_US}
                for country, length_us in programme.held.items()
            ],
            "ledger": [
                {
                    "country": country,
                    "party": party.value,
                    "us": length_us,
                    "days": length_us / DAY_US,
                    "share": length_us / self.elapsed_us if self.elapsed_us else None,
                }
                for (country, party), length_us in programme.ledger.items()
            ],
            "critical_path": [
                {
                    "country": step.country,
                    "ref": step.segment.ref,
                    "state": step.segment.state,
                    "from": day_at(programme, step.segment.start_us),
                    "to": day_at(programme, step.segment.end_us),
                    "days": (step.segment.end_us - step.segment.start_us) / DAY_US,
                    "party": step.segment.party.value,
                    "waits_for": step.segment.item or None,
                }
                for step in programme.path
            ],
        }


def day_at(programme: Programme, placed_us: int) -> str:
    """Give the day of a placed moment, in the zone of the lead."""
    placement = programme.lead.seen.placement
    if placement.zone is not None:
        return from_us(placed_us - 1).date().isoformat()
    zone = programme.lead.seen.case.opened.zone
    return placement.day(placed_us, ZoneInfo(zone)).isoformat()


def _gate(gate: Gate) -> Json:
    return {
        "ref": gate.ref,
        "role": gate.role or "lead",
        "transition": gate.transition,
        "needs": list(gate.roles),
        "at_least": gate.at_least,
        "outcomes": [item.value for item in gate.outcomes],
        "soft": gate.soft,
        "standing": gate.standing,
        "passed": day_text(gate.passed),
        "met": day_text(gate.met),
        "last_role": gate.last_role or None,
        "last_country": gate.last_country or None,
    }


def _join(join: Join) -> Json:
    return {
        "ref": join.ref,
        "transition": join.transition,
        "standing": join.standing,
        "last_role": join.last_role or None,
        "last_country": join.last_country or None,
        "met": day_text(join.met),
        "spread_days": join.spread_us / DAY_US,
    }


def _wait(programme: Programme, wait: OtherSide) -> Json:
    return {
        "ref": wait.ref,
        "country": wait.country,
        "waits_for": wait.role,
        "other_country": wait.other,
        "from": day_at(programme, wait.start_us),
        "to": day_at(programme, wait.end_us),
        "days": (wait.end_us - wait.start_us) / DAY_US,
        "party": wait.party.value,
    }
