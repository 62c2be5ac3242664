"""Published figures: what others have counted and measured, each with its definition, period and source.

A series is what may be put on one line: one quantity, one statistic, one unit and, for a duration, one clock. Figures
of other clocks are another series, and nothing joins the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from licensing.definitions.base import Flag, Name, Strict, Text, Whole
from licensing.definitions.period import PERIOD_PATTERN, Jurisdiction, Span, span
from licensing.domain.vocabulary import Confidence, SourceKind

Number = Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True, allow_inf_nan=False)]
Words = Annotated[str, Field(min_length=1)]


def _period(text: str) -> str:
    if not re.fullmatch(PERIOD_PATTERN, text):
        message = f"'{text}' is no period such as FY2008, CY2011-Q1, 2008-04, end-FY2012, 1992..2007, ..2007 or undated"
        raise ValueError(message)
    return text


PeriodName = Annotated[
    str, AfterValidator(_period), WithJsonSchema({"type": "string", "pattern": PERIOD_PATTERN}, mode="validation")
]


class Quantity(StrEnum):
    """What a figure is a number of."""

    DURATION = "duration"
    RECEIVED = "received"
    CLOSED = "closed"
    OPEN = "open"
    COUNT = "count"
    SHARE = "share"
    MONEY = "money"
    LIMIT = "limit"
    TARGET = "target"


CLOCKED = frozenset({Quantity.DURATION, Quantity.LIMIT, Quantity.TARGET})
"""What means nothing without a clock: from when to when, and which days count."""


class Statistic(StrEnum):
    """How a figure sums up what it counts."""

    MEAN = "mean"
    MEDIAN = "median"
    UNSTATED = "unstated"
    TOTAL = "total"
    CUMULATIVE = "cumulative"
    AT_END = "at-end"
    SHARE = "share"
    CHANGE = "change"
    SINGLE_CASE = "single-case"
    TYPICAL = "typical"
    TARGET = "target"
    LIMIT = "limit"


class Reading(StrEnum):
    """How exactly the source gives the number."""

    EXACT = "exact"
    ABOUT = "about"
    ALMOST = "almost"
    MORE_THAN = "more-than"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


class FigureSource(Strict):
    """Where figures of a topic were read."""

    cite: Words
    kind: SourceKind
    address: Words | None = None


class Series(Strict):
    """What figures of several periods have in common: what is measured, where, how, and by which clock."""

    label: Text
    place: Text
    """Where in the process it is measured."""
    destination: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    quantity: Quantity
    statistic: Statistic
    unit: Name
    clock: Words | None = None
    """From when to when, and which days; said to be unstated where the source leaves it open."""
    whole: Flag = True
    """Whether it is about all cases of the topic, and not a part of them."""

    @model_validator(mode="after")
    def _clocked(self) -> Series:
        if (self.clock is not None) != (self.quantity in CLOCKED):
            needs = "says its clock" if self.quantity in CLOCKED else "has no clock"
            message = f"a {self.quantity} {needs}"
            raise ValueError(message)
        return self


class PublishedFigure(Strict):
    """One number, or the two ends of a range, as one source gives it for one period."""

    series: Name
    period: PeriodName
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    reading: Reading = Reading.EXACT
    of: Whole | None = None
    """Out of how many, where the source counts within a sample."""
    source: Name
    confidence: Confidence
    says: Words | None = None
    """What the source says, in our words, where the series does not say all of it."""

    @model_validator(mode="after")
    def _one_number_or_two_ends(self) -> PublishedFigure:
        if self.value is not None and self.low is None and self.high is None:
            return self
        if self.value is None and self.low is not None and self.high is not None:
            if self.low < self.high:
                return self
            message = "low lies below high"
            raise ValueError(message)
        message = "a figure has a value, or low and high"
        raise ValueError(message)


class Topic(Strict):
    """The published figures about one thing that offices do."""

    topic: Name
    title: Text
    processes: tuple[str, ...]
    """The processes of the library that these figures speak of."""
    as_of: date
    """The day on which the sources were last read."""
    sources: Mapping[Name, FigureSource]
    series: Mapping[Name, Series]
    figures: tuple[PublishedFigure, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A published figure with its series, its source and the days of its period."""

    topic: Topic
    jurisdiction: Jurisdiction
    figure: PublishedFigure

    @property
    def id(self) -> str:
        """Give the name of the figure: topic, series and period, of which there is one only."""
        return f"{self.topic.topic}/{self.figure.series}/{self.figure.period}"

    @property
    def series(self) -> Series:
        """Give what is measured."""
        return self.topic.series[self.figure.series]

    @property
    def source(self) -> FigureSource:
        """Give where it was read."""
        return self.topic.sources[self.figure.source]

    @property
    def span(self) -> Span:
        """Give the days of its period."""
        return span(self.figure.period, self.jurisdiction)

    @property
    def says(self) -> str:
        """Give what the source says; for a duration that may be all that its clock says."""
        return self.figure.says or self.series.clock or self.series.label.en
