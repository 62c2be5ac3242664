"""One glossary says to which party an owner belongs, by which calendar he works, and what everything is called."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from licensing.calendars.registry import calendar_names
from licensing.definitions.glossary import Glossary, calendar_of, glossary, party_of
from licensing.domain.errors import DefinitionFault
from licensing.domain.vocabulary import Kind, Outcome, Party, Stage
from tests.support.stories import small


def test_every_closed_set_has_words_in_both_languages():
    words = glossary()
    for closed_set, texts in (
        (Party, words.parties),
        (Stage, words.stages),
        (Kind, words.kinds),
        (Outcome, words.outcomes),
    ):
        assert set(texts) == set(closed_set)


def test_every_owner_works_by_a_calendar_that_exists():
    assert {owner.calendar for owner in glossary().owners.values()} <= set(calendar_names())


def test_a_glossary_without_words_for_a_party_is_refused():
    data = glossary().model_dump(mode="json")
    del data["parties"]["statutory"]
    with pytest.raises(ValidationError, match="no words for statutory"):
        Glossary.model_validate(data)


def test_a_process_may_put_an_owner_with_another_party():
    law = small()
    assert party_of(law, "congress") is Party.LEGISLATURE
    elsewhere = law.model_copy(update={"parties": {"congress": Party.OTHER_AGENCY}})
    assert party_of(elsewhere, "congress") is Party.OTHER_AGENCY
    assert party_of(law, "defense") is Party.OTHER_AGENCY


def test_where_nobody_is_known_to_hold_a_case_its_party_is_unknown():
    assert party_of(small(), "") is Party.UNKNOWN


def test_an_owner_that_the_glossary_does_not_have_is_a_fault():
    with pytest.raises(DefinitionFault, match="no owner 'nobody'"):
        party_of(small(), "nobody")
    with pytest.raises(DefinitionFault, match="no owner 'nobody'"):
        calendar_of("nobody")


def test_owners_work_by_their_own_calendars():
    assert (calendar_of("ddtc-licensing"), calendar_of("meti-licensing")) == ("us-federal", "japan-administration")
