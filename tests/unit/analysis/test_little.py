"""Little's law over published figures: which triples can be checked, and what comes out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from licensing.analysis.little import triples
from licensing.definitions.figure_library import published
from licensing.definitions.published import Entry, Topic


def all_triples():
    return {triple.time.id: triple for triple in triples(published())[0]}


def topic(*rows, units="cases"):
    """Give the entries of a topic made of (series, quantity, statistic, period, value)."""
    series = {
        name: {
            "label": {"en": name, "ja": name},
            "place": {"en": "All", "ja": "全体"},
            "quantity": quantity,
            "statistic": statistic,
            "unit": "days" if quantity == "duration" else units,
            "clock": "Filing to decision" if quantity == "duration" else None,
        }
        for name, quantity, statistic, _, _ in rows
    }
    made = Topic.model_validate(
        {
            "topic": "example",
            "title": {"en": "Example", "ja": "例"},
            "processes": [],
            "as_of": "2026-11-23",
            "sources": {"report": {"cite": "A report", "kind": "official"}},
            "series": series,
            "figures": [
                {"series": name, "period": period, "value": value, "source": "report", "confidence": "sourced"}
                for name, _, _, period, value in rows
            ],
        }
    )
    return tuple(Entry(made, "us", figure) for figure in made.figures)


TIME = ("time", "duration", "mean", "2008-04", 15)
OPEN = ("open", "open", "at-end", "2008-04", 300)
CLOSED = ("closed", "closed", "total", "2008-04", 600)


def test_the_month_of_april_2008_comes_out_at_fifteen_days():
    found = all_triples()["ddtc-license/time-ddtc-2008-04-new-clock/2008-04"]
    assert found.days == 30
    assert found.computed_days == pytest.approx(3720 / (7438 / 30))
    assert round(found.computed_days, 1) == 15.0 == found.published_days
    assert abs(found.deviation) < 0.001


def test_three_triples_can_be_checked_and_no_more():
    off_by = {name: round(100 * triple.deviation, 1) for name, triple in all_triples().items()}
    assert off_by == {
        "ddtc-license/time-testimony-2009/CY2008": -7.4,
        "ddtc-license/time-ddtc-2008-04-new-clock/2008-04": 0.0,
        "ddtc-license/time-ddtc-2008-04-old-clock/2007-04": 11.8,
    }


def test_a_triple_says_what_its_numbers_do_not_have_in_common():
    mixed = all_triples()["ddtc-license/time-ddtc-2008-04-old-clock/2007-04"]
    assert "not all from one source" in mixed.caveats
    assert "cases received stand for cases closed" in mixed.caveats
    assert all_triples()["ddtc-license/time-testimony-2009/CY2008"].caveats == ()


def test_every_other_processing_time_says_why_it_cannot_be_checked():
    checked, unchecked = triples(published())
    reasons = {item.time.id: item.reason for item in unchecked}
    assert "median" in reasons["ddtc-license/time-gao-08-89-exportlawblog/FY2006"]
    assert "no open cases" in reasons["ddtc-license/time-testimony-2009/CY2006"]
    assert not {triple.time.id for triple in checked} & set(reasons)


def test_what_was_closed_goes_before_what_was_received():
    received = ("received", "received", "total", "2008-04", 900)
    (found,), _ = triples(topic(TIME, OPEN, received, CLOSED))
    assert found.flow.figure.series == "closed"
    assert found.computed_days == 15


@pytest.mark.parametrize(
    "rows,reason",
    [
        ([("time", "duration", "median", "2008-04", 15), OPEN, CLOSED], "means"),
        ([TIME, OPEN], "no cases closed or received"),
        ([TIME, CLOSED], "no open cases"),
        ([TIME, ("open", "open", "at-end", "2008-05", 300), CLOSED], "no open cases"),
        ([("time", "duration", "mean", "2008..", 15), OPEN, CLOSED], "begins and ends"),
    ],
)
def test_no_triple_is_made_of_what_does_not_belong_together(rows, reason):
    checked, (unchecked,) = triples(topic(*rows))
    assert checked == ()
    assert reason in unchecked.reason


def test_open_cases_of_another_unit_are_not_divided_by_those_closed():
    entries = list(topic(TIME, OPEN, CLOSED))
    series = dict(entries[0].topic.series)
    series["closed"] = series["closed"].model_copy(update={"unit": "licenses"})
    other = entries[0].topic.model_copy(update={"series": series})
    checked, _ = triples([replace(entry, topic=other) for entry in entries])
    assert checked == ()


def test_a_part_of_the_cases_is_not_held_against_the_whole():
    entries = topic(TIME, OPEN, CLOSED)
    series = dict(entries[0].topic.series)
    series["time"] = series["time"].model_copy(update={"whole": False})
    part = entries[0].topic.model_copy(update={"series": series})
    assert triples([replace(entry, topic=part) for entry in entries]) == ((), ())
