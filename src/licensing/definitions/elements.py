"""The elements of a definition: attributes, facts, states, transitions, referrals, blockers, links."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from licensing.definitions.base import Element, Flag, Name, Names, Strict, Text, Whole
from licensing.definitions.conditions import Condition
from licensing.domain.vocabulary import Kind, Outcome, Party, Stage

ValueType = Literal["choice", "boolean", "integer", "money", "text", "date", "country", "countries"]


class Attribute(Strict):
    """What conditions may look at; checked on submit."""

    type: ValueType
    of: tuple[str, ...] = ()
    currency: str | None = None
    required: Flag = False
    default: bool | int | str | tuple[str, ...] | None = None
    label: Text | None = None


class FactType(Strict):
    """A declared, typed statement on a case, a referral or a blocker."""

    on: Literal["case", "referral", "blocker"] = "case"
    value: ValueType
    of: tuple[str, ...] = ()
    label: Text


class Group(Element):
    """A named group of countries (ISO 3166-1 alpha-2 codes)."""

    label: Text
    members: Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...], Field(min_length=1)]


def _paired(value: object) -> object:
    return {name: name for name in value} if isinstance(value, list) else value


class Link(Element):
    """A role that another matter can play for a case."""

    label: Text
    processes: tuple[str, ...] = ()


class Precedent(Element):
    """Earlier decisions of other matters that speak for a case: of which processes, and what must be alike."""

    label: Text
    processes: Annotated[tuple[str, ...], Field(min_length=1)]
    outcome: Annotated[tuple[Outcome, ...], Field(min_length=1)] = (Outcome.GRANTED, Outcome.GRANTED_WITH_CONDITIONS)
    alike: Annotated[dict[str, str], BeforeValidator(_paired)] = {}
    """Attributes of the case, and those of the earlier one that must have the same value."""
    having: dict[str, bool | int | str] = {}
    """Attributes of the earlier case that must have this value."""
    covers: dict[str, str] = {}
    """Attributes of the case whose countries must all be among those of an attribute of the earlier one."""
    when: Condition | None = None


class Authorization(Precedent):
    """A standing authorization that replaces single cases for as long as the case that gave it is not closed."""


class Step(Strict):
    """One ordered step inside a referral."""

    id: Name
    owner: str
    kind: Kind
    label: Text | None = None


class Silence(Strict):
    """What silence of the body asked means once its clock has run out."""

    no_objection: Annotated[str | None, Field(alias="no-objection")] = None
    may_proceed: Annotated[str | None, Field(alias="may-proceed")] = None

    @model_validator(mode="after")
    def _one_rule(self) -> Silence:
        if (self.no_objection is None) == (self.may_proceed is None):
            message = "silence is still-waiting, {no-objection: CLOCK} or {may-proceed: CLOCK}"
            raise ValueError(message)
        return self

    @property
    def clock(self) -> str:
        """Give the clock whose end makes silence an answer."""
        return self.no_objection or self.may_proceed or ""

    @property
    def position(self) -> str:
        """Give the position that silence counts as."""
        return "no-objection" if self.no_objection else "may-proceed"


class SubReferral(Element):
    """A question that the body asked puts on to another body."""

    owner: str | None = None
    required: Flag = False
    when: Condition | None = None
    silence: Literal["still-waiting"] | Silence
    positions: tuple[str, ...] = ()
    label: Text | None = None


class Referral(SubReferral):
    """A question put to another body while the case waits."""

    required: Flag = True
    sent: Literal["on-entry", "by-command"] = "on-entry"
    """Whether it is sent when the case enters the state, or when the holder decides to."""
    steps: tuple[Step, ...] = ()
    sub_referrals: dict[Name, SubReferral] = {}


class State(Element):
    """Where a case can be."""

    stage: Stage
    owner: str
    kind: Kind
    initial: Flag = False
    label: Text
    referrals: dict[Name, Referral] = {}


class FactNeed(Strict):
    """A fact that must be recorded, under a condition."""

    fact: str
    when: Condition | None = None


class LinkNeed(Strict):
    """A linked matter whose newest case must have come to an outcome; ``any_of`` roles, ``at_least`` so many."""

    role: str | None = None
    any_of: tuple[str, ...] = ()
    at_least: Annotated[Whole, Field(ge=1)] = 1
    outcome: Annotated[
        tuple[Outcome, ...],
        BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else (value,)),
    ]
    when: Condition | None = None
    soft: Flag = False
    """Usually waited for, not required: reported, never refused."""

    @model_validator(mode="after")
    def _roles_given(self) -> LinkNeed:
        if (self.role is None) == (not self.any_of):
            message = "a linked need has role or any_of"
            raise ValueError(message)
        return self

    @property
    def roles(self) -> tuple[str, ...]:
        """Give the roles that can fulfill the need."""
        return self.any_of or ((self.role,) if self.role else ())


def _fact_needs(value: object) -> object:
    return [{"fact": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


class Needs(Strict):
    """What must be complete before a transition can be taken."""

    referrals: Literal["required-answered", "all-answered"] | Annotated[tuple[str, ...], Field(min_length=1)] | None = (
        None
    )
    none_open: tuple[str, ...] = ()
    facts: Annotated[tuple[FactNeed, ...], BeforeValidator(_fact_needs)] = ()
    clock: Names = ()
    linked: Annotated[tuple[LinkNeed, ...], BeforeValidator(_listed)] = ()


ANY_UNDECIDED = "any-undecided"
"""Every state before stage ``after``."""


class Transition(Element):
    """A way from one state to another."""

    from_: Annotated[Names, Field(alias="from")]
    to: str
    label: Text | None = None
    files: Flag = False
    outcome: Outcome | None = None
    when: Condition | None = None
    needs: Needs = Needs()
    referrals: Literal["keep", "recall"] = "keep"
    refile: Literal["same-matter"] | None = None
    lapse_of: str | None = None
    """The clock whose end takes this transition; a person cannot take it."""

    @property
    def gated(self) -> bool:
        """Say whether needs can hold it back: withdrawal and return never are."""
        return self.outcome not in (Outcome.WITHDRAWN, Outcome.RETURNED)


class BlockerType(Element):
    """A kind of thing that can stand in the way."""

    label: Text
    party: Party
    reasons: tuple[str, ...] = ()
    cleared_by: tuple[str, ...] = ()
    may_open_in: Names
    """States, or ``any-undecided``."""
