"""Conditions as structured data: what the format can ask about a case, never a string to evaluate."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from licensing.definitions.base import Flag, Names, Strict, Whole
from licensing.domain.vocabulary import Outcome


class AllOf(Strict):
    """Every part holds."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1)]


class AnyOf(Strict):
    """At least one part holds."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1)]


class NotThat(Strict):
    """The part does not hold."""

    not_: Annotated[Condition, Field(alias="not")]


_COMPARISONS = ("is", "in", "at_least", "more_than", "at_most", "less_than", "within", "includes", "present")


class _Test(Strict):
    """A test of one value by exactly one comparison."""

    is_: Annotated[bool | int | str | None, Field(alias="is")] = None
    in_: Annotated[tuple[bool | int | str, ...] | None, Field(alias="in")] = None
    at_least: Whole | date | None = None
    more_than: Whole | None = None
    at_most: Whole | date | None = None
    less_than: Whole | None = None
    within: str | None = None
    """Every country of the value belongs to the group."""
    includes: str | None = None
    """At least one country of the value belongs to the group."""
    present: Flag | None = None

    @model_validator(mode="after")
    def _one_comparison(self) -> _Test:
        if len(self.comparison()) != 1:
            message = (
                "exactly one of is, in, at_least, more_than, at_most, less_than, within, includes, present is needed"
            )
            raise ValueError(message)
        return self

    def comparison(self) -> dict[str, Any]:
        """Give the comparison and its operand."""
        names = (
            "is_",
            "in_",
            "at_least",
            "more_than",
            "at_most",
            "less_than",
            "within",
            "includes",
            "present",
        )
        return {name.rstrip("_"): value for name in names if (value := getattr(self, name)) is not None}


class AttributeTest(_Test):
    """A test of an attribute of the case."""

    attribute: str


class FactTest(_Test):
    """A test of the newest fact of a name: on the case, or (inside a clock of that scope) on its own object."""

    fact: str


class FactWithin(Strict):
    """A fact was dated at most ``days`` after another fact of the same object (how a clock's exclusion is earned)."""

    fact_within: FactSpan


class FactSpan(Strict):
    """The two facts and the limit of :class:`FactWithin`."""

    of: str
    after: str
    days: Annotated[Whole, Field(ge=0)]


class PositionTest(Strict):
    """The newest answer to a referral is one of these positions."""

    position: str
    in_: Annotated[Names, Field(alias="in")]


class LinkTest(Strict):
    """The newest case of the linked matter has one of these outcomes; without ``outcome``, the link exists."""

    link: str
    outcome: tuple[Outcome, ...] = ()


class PrecedentTest(Strict):
    """An earlier decision that is declared as this precedent stands."""

    precedent: str


class AuthorizationTest(Strict):
    """A standing authorization that is declared under this name covers the case now."""

    authorization: str


class DateTest(Strict):
    """The moment of the command lies on or after, or before, a day."""

    moment: Literal["now"]
    on_or_after: date | None = None
    before: date | None = None


class VisitedTest(Strict):
    """The case has entered a state at least so many times."""

    visited: str
    at_least: Annotated[Whole, Field(ge=1)] = 1


class BlockerTest(Strict):
    """A blocker of this kind is open now, or ever was."""

    blocker: str
    ever: Flag = False


_KEYS = {
    "all": AllOf,
    "any": AnyOf,
    "not": NotThat,
    "attribute": AttributeTest,
    "fact": FactTest,
    "fact_within": FactWithin,
    "position": PositionTest,
    "link": LinkTest,
    "precedent": PrecedentTest,
    "authorization": AuthorizationTest,
    "moment": DateTest,
    "visited": VisitedTest,
    "blocker": BlockerTest,
}

_KEY_OF: dict[type, str] = {model: key for key, model in _KEYS.items()}


def _kind(value: object) -> str | None:
    if isinstance(value, dict):
        return next((key for key in value if key in _KEYS), None)
    return _KEY_OF.get(type(value))


Condition: TypeAlias = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NotThat, Tag("not")]
    | Annotated[AttributeTest, Tag("attribute")]
    | Annotated[FactTest, Tag("fact")]
    | Annotated[FactWithin, Tag("fact_within")]
    | Annotated[PositionTest, Tag("position")]
    | Annotated[LinkTest, Tag("link")]
    | Annotated[PrecedentTest, Tag("precedent")]
    | Annotated[AuthorizationTest, Tag("authorization")]
    | Annotated[DateTest, Tag("moment")]
    | Annotated[VisitedTest, Tag("visited")]
    | Annotated[BlockerTest, Tag("blocker")],
    Discriminator(
        _kind,
        custom_error_type="unknown_condition",
        custom_error_message="a condition starts with one of " + ", ".join(_KEYS),
    ),
]

for _model in (AllOf, AnyOf, NotThat, FactWithin):
    _model.model_rebuild()


def parts(condition: Condition) -> tuple[Condition, ...]:
    """Give a condition and every condition inside it."""
    match condition:
        case AllOf():
            inner = condition.all
        case AnyOf():
            inner = condition.any
        case NotThat():
            inner = (condition.not_,)
        case _:
            inner = ()
    return (condition, *(part for item in inner for part in parts(item)))
