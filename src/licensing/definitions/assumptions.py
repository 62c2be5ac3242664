"""Assumptions: durations, choices and chances for mock walks and simulation; never mixed with law."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from licensing.definitions.base import Names, Strict
from licensing.definitions.registry import companions
from licensing.definitions.strict_yaml import Document
from licensing.domain.vocabulary import Confidence

Probability = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[float, Field(ge=0)]


class Sourced(Strict):
    """A value with its source, or the word ``assumption``."""

    source: Annotated[str, Field(min_length=1)]
    confidence: Confidence

    @model_validator(mode="after")
    def _assumption_is_unknown(self) -> Sourced:
        if (self.source == "assumption") != (self.confidence is Confidence.UNKNOWN):
            message = "source: assumption goes with confidence: unknown, a source with another confidence"
            raise ValueError(message)
        return self


class Lognormal(Strict):
    """A skewed duration by its median and 90th percentile, in days."""

    median: Annotated[float, Field(gt=0)]
    p90: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _p90_above_median(self) -> Lognormal:
        if self.p90 < self.median:
            message = "p90 lies below the median"
            raise ValueError(message)
        return self


class Exponential(Strict):
    """A memoryless duration by its mean, in days."""

    mean: Annotated[float, Field(gt=0)]


class Duration(Strict):
    """How long something takes, in days: exactly one form."""

    fixed: Days | None = None
    uniform: tuple[Days, Days] | None = None
    lognormal: Lognormal | None = None
    exponential: Exponential | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Duration:
        forms = (self.fixed, self.uniform, self.lognormal, self.exponential)
        if sum(form is not None for form in forms) != 1:
            message = "a duration has exactly one of fixed, uniform, lognormal, exponential"
            raise ValueError(message)
        return self


class SourcedDuration(Duration, Sourced):
    """A duration with its source."""


class Choice(Sourced):
    """How often each way is taken; weights of any sum."""

    weights: Annotated[dict[str, Annotated[float, Field(ge=0)]], Field(min_length=1)]


class Chance(Sourced):
    """How often something happens."""

    probability: Probability


class BlockerChance(Chance):
    """How often a blocker opens on a stay in one of these states, and for which reasons."""

    in_: Annotated[Names, Field(alias="in")]
    reasons: dict[str, Annotated[float, Field(ge=0)]] = {}


class LaterDate(Strict):
    """A date so many days after the fact is recorded."""

    days: int


class FactRule(Sourced):
    """A fact that is recorded so long after a state is entered."""

    in_: Annotated[Names, Field(alias="in")]
    after: Duration = Duration(fixed=0)
    value: LaterDate | bool | int | str | tuple[str, ...]
    """A literal value; ``today`` stands for the day of recording."""
    probability: Probability = 1.0


class Arrivals(Sourced):
    """How many cases come in a year."""

    per_year: Annotated[float, Field(gt=0)]


class Assumptions(Strict):
    """Everything a mock walk of one process supposes."""

    process: str
    verified_on: date
    arrivals: Arrivals | None = None
    choices: dict[str, Choice] = {}
    durations: dict[str, SourcedDuration] = {}
    positions: dict[str, Choice] = {}
    blockers: dict[str, BlockerChance] = {}
    questions: dict[str, Chance] = {}
    referrals: dict[str, Chance] = {}
    facts: dict[str, FactRule] = {}


def read_assumptions(process: str) -> Assumptions:
    """Read the assumptions of a process of the library. Raises ``MissingFile`` or ``InvalidFile``."""
    return Document.read(companions("assumptions", process)).validate(Assumptions)
