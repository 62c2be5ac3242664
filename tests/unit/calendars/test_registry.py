"""The calendars that definitions may name."""

from __future__ import annotations

import re

import pytest

from licensing.calendars import registry
from licensing.calendars.registry import calendar, calendar_names, digest
from licensing.domain.errors import UnknownCalendar


def test_the_four_calendars_are_named():
    assert calendar_names() == ("us-federal", "japan-administration", "us-everyday", "japan-everyday")


def test_each_calendar_bears_its_name_its_zone_and_labels_in_both_languages():
    for name in calendar_names():
        days = calendar(name)
        assert days.name == name
        assert days.zone.key == ("Asia/Tokyo" if name.startswith("japan") else "America/New_York")
        assert days.label_en.isascii()
        assert not days.label_ja.isascii()


def test_a_calendar_is_built_once():
    assert calendar("us-federal") is calendar("us-federal")


def test_an_unknown_calendar_is_refused_with_the_names_there_are():
    with pytest.raises(UnknownCalendar) as refused:
        calendar("lunar")
    assert str(refused.value) == (
        "DEF-004 there is no calendar 'lunar'. "
        "Use one of us-federal, japan-administration, us-everyday, japan-everyday."
    )


def test_the_digest_is_of_names_and_closed_days(monkeypatch):
    before = digest()
    assert re.fullmatch("[0-9a-f]{64}", before)
    assert digest.__wrapped__() == before
    monkeypatch.setattr(registry, "_BUILDERS", {"us-federal": registry._BUILDERS["us-federal"]})
    assert digest.__wrapped__() != before
