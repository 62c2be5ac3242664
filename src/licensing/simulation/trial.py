"""Trial cases: attributes and linked matters drawn over everything a definition can tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from licensing.definitions.assumptions import Assumptions
from licensing.definitions.conditions import AttributeTest
from licensing.definitions.definition import Definition
from licensing.definitions.elements import Attribute
from licensing.definitions.inside import inside
from licensing.domain.event import Value
from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When
from licensing.engine.surroundings import EarlierCase, LinkedCase, Surroundings
from licensing.simulation.draws import Draws

_GIVEN = 0.85
"""How often an attribute that is not required is given."""
_ELSEWHERE = ("BR", "IN", "KE")
"""Countries added to those that conditions and groups name, so that some lie outside of every group."""
_SELDOM = 0.15
"""The least weight of a way or position that the assumptions give any, beside 1 for all of them together."""
_LINKED = {
    Outcome.GRANTED.value: 6.0,
    Outcome.GRANTED_WITH_CONDITIONS.value: 2.0,
    Outcome.REFUSED.value: 1.0,
    "": 1.0,
}
"""How often the linked matter of a trial case has which outcome, or does not exist."""
_EARLIER = 0.3
"""How often a trial case has a precedent, or is covered by a standing authorization, of a name."""


@dataclass(frozen=True)
class Variety:
    """Every value that the conditions of a definition tell apart, by attribute: choices, limits, groups."""

    definition: Definition
    day: date
    """The day on which trial cases are opened."""

    @cached_property
    def values(self) -> dict[str, tuple[Value, ...]]:
        """Give the values of each attribute; of a limit also its neighbors."""
        compared: dict[str, list[object]] = {name: [] for name in self.definition.attributes}
        for _, part in inside(self.definition):
            if isinstance(part, AttributeTest) and part.attribute in compared:
                compared[part.attribute] += _operands(part)
        return {
            name: tuple(_values(self.definition, declared, compared[name], self.day))
            for name, declared in sorted(self.definition.attributes.items())
        }

    def draw(self, draws: Draws) -> tuple[tuple[str, Value], ...]:
        """Draw the attributes of one trial case."""
        return tuple(
            (name, values[int(draws.uniform(f"value:{name}") * len(values))])
            for name, values in self.values.items()
            if self.definition.attributes[name].required or draws.chance(f"given:{name}", _GIVEN)
        )


def _values(definition: Definition, declared: Attribute, compared: list[object], day: date) -> Iterator[Value]:
    match declared.type:
        case "choice":
            yield from declared.of
        case "boolean":
            yield from (True, False)
        case "integer" | "money":
            numbers = [item for item in compared if isinstance(item, int)]
            yield from sorted({max(0, number + step) for number in (*numbers, 1) for step in (-1, 0, 1)})
        case "date":
            days = [item + timedelta(days=step) for item in compared if isinstance(item, date) for step in (-1, 0, 1)]
            days += [day + timedelta(days=step) for step in (-30, 0, 30)]
            yield from (item.isoformat() for item in sorted(set(days)))
        case "text":
            yield from (*(item for item in compared if isinstance(item, str)), "words")
        case "country":
            yield from _countries(definition, compared)
        case "countries":
            countries = list(_countries(definition, compared))
            yield from ((country,) for country in countries)
            yield from ((country, countries[-1]) for country in countries[:-1])


def _operands(test: AttributeTest) -> Iterator[object]:
    for operand in test.comparison().values():
        yield from operand if isinstance(operand, tuple) else (operand,)


def _countries(definition: Definition, compared: list[object]) -> Iterator[str]:
    named = [item for item in compared if isinstance(item, str) and item not in definition.groups]
    members = [country for group in definition.groups.values() for country in (group.members[0], group.members[-1])]
    yield from dict.fromkeys((*named, *members, *_ELSEWHERE))


def trial_surroundings(definition: Definition, draws: Draws, decided: When) -> Surroundings:
    """Draw what became of every linked matter, precedent and authorization; one decided case each, or none."""
    linked = []
    for role in definition.links:
        outcome = draws.choice(f"link:{role}", _LINKED)
        if outcome:
            linked.append(LinkedCase(role, f"trial-{role}", f"trial-{role}", "", "", ((decided, Outcome(outcome)),)))
    precedents = tuple(_earlier("precedent", name, draws, decided) for name in definition.precedents)
    authorizations = tuple(_earlier("authorization", name, draws, decided) for name in definition.authorizations)
    return Surroundings(
        tuple(linked),
        tuple(item for item in precedents if item is not None),
        tuple(item for item in authorizations if item is not None),
    )


def _earlier(kind: str, name: str, draws: Draws, decided: When) -> EarlierCase | None:
    if not draws.chance(f"{kind}:{name}", _EARLIER):
        return None
    ref = f"trial-{kind}-{name}"
    return EarlierCase(name, ref, ref, ((decided, Outcome.GRANTED),))


def even(assumptions: Assumptions) -> Assumptions:
    """Give assumptions under which everything that can happen happens often, so that few walks see all of it."""
    evened = {
        key: {name: choice.model_copy(update={"weights": _level(choice.weights)}) for name, choice in choices.items()}
        for key, choices in (("choices", assumptions.choices), ("positions", assumptions.positions))
    }
    chances = {
        key: {
            name: rule.model_copy(update={"probability": 0.5 if 0 < rule.probability < 1 else rule.probability})
            for name, rule in rules.items()
        }
        for key, rules in (
            ("blockers", assumptions.blockers),
            ("questions", assumptions.questions),
            ("referrals", assumptions.referrals),
            ("facts", assumptions.facts),
        )
    }
    return assumptions.model_copy(update=evened | chances)


def _level(weights: dict[str, float]) -> dict[str, float]:
    """Lift what is rare, and leave the usual way usual: else hardly a case would come to where a process is deep."""
    total = sum(weights.values())
    return {name: max(weight / total, _SELDOM) if weight > 0 else 0.0 for name, weight in weights.items()}
