"""How a definition writes a clock: limit, days that count, start, stop, what is excluded, what happens at the end."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from licensing.definitions.base import Element, Flag, Names, Strict, Text, Whole
from licensing.definitions.conditions import Condition
from licensing.domain.vocabulary import ClockKind, ClockScope, Outcome

AnyOutcome = Literal["any"]


def _outcomes(value: object) -> object:
    return value if isinstance(value, list | tuple) or value == "any" else (value,)


class Trigger(Strict):
    """An event that starts or stops a clock; exactly one of its keys is given."""

    transition: Names = ()
    outcome: Annotated[AnyOutcome | tuple[Outcome, ...], BeforeValidator(_outcomes)] = ()
    entered: Names = ()
    left: Names = ()
    fact: str | None = None
    referral: Literal["sent", "answered"] | None = None
    blocker: Literal["opened", "cleared"] | None = None
    due_of: str | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Trigger:
        given = [name for name in type(self).model_fields if getattr(self, name)]
        if len(given) != 1:
            message = "a trigger has exactly one of " + ", ".join(type(self).model_fields)
            raise ValueError(message)
        return self


def _triggers(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


Triggers = Annotated[tuple[Trigger, ...], BeforeValidator(_triggers)]


class LimitCase(Strict):
    """A limit in days under a condition."""

    when: Condition
    days: Annotated[Whole, Field(ge=0)]


class LimitByCase(Strict):
    """A limit in days that depends on the case; the first condition that holds counts, else the default."""

    default: Annotated[Whole, Field(ge=0)]
    cases: Annotated[tuple[LimitCase, ...], Field(min_length=1)]


class While(Strict):
    """A stretch of time: a blocker open (with one of these reasons), the case in a state, a referral unanswered."""

    blocker: str | None = None
    reason: Names = ()
    state: Names = ()
    referral: Names = ()
    question: Flag = False
    """While the applicant has been asked something within a referral."""

    @model_validator(mode="after")
    def _one_key(self) -> While:
        if sum(map(bool, (self.blocker, self.state, self.referral, self.question))) != 1:
            message = "a stretch is exactly one of blocker, state, referral, question"
            raise ValueError(message)
        if self.reason and not self.blocker:
            message = "reason goes with blocker"
            raise ValueError(message)
        return self


class Exclusion(Element):
    """Days that do not count; ``only_if`` is asked of the blocker or referral whose stretch it is."""

    while_: Annotated[While, Field(alias="while")]
    only_if: Condition | None = None


class DueBy(Strict):
    """A limit given by the date in a fact, or so many days before it."""

    fact: str
    days_before: Annotated[Whole, Field(ge=0)] = 0


class MetBy(Strict):
    """The fact that fulfills a duty."""

    fact: str


Counts = Literal["calendar-days", "working-days"]


class Clock(Element):
    """A legal or policy count of days; see the glossary for the five kinds and three scopes."""

    kind: ClockKind
    scope: ClockScope = ClockScope.CASE
    label: Text
    of: Names = ()
    """The referrals or blockers a clock of that scope is counted for; empty means every one that uses it."""
    days: Annotated[Whole, Field(ge=0)] | LimitByCase | None = None
    months: Annotated[Whole, Field(ge=1)] | None = None
    years: Annotated[Whole, Field(ge=1)] | None = None
    due: DueBy | None = None
    counts: Counts = "calendar-days"
    calendar: str | None = None
    """The calendar of working days, when it is not the process's own."""
    filer: Flag = False
    """A filer's term: one that ends on a closed day moves to the next open day."""
    start: Triggers
    stop: Triggers = ()
    excluded: tuple[Exclusion, ...] = ()
    default: str | None = None
    """What happens when it runs out: a transition (case scope) or a position (referral scope)."""
    met_by: MetBy | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Clock:
        limits = [name for name in ("days", "months", "years", "due") if getattr(self, name) is not None]
        if len(limits) != 1:
            message = "a clock has exactly one of days, months, years, due"
            raise ValueError(message)
        if (self.kind is ClockKind.DUTY) != (self.met_by is not None):
            message = "met_by is given for a duty, and only for a duty"
            raise ValueError(message)
        return self
