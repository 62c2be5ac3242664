"""Every rule names its basis, and people can tell labels apart in both languages."""

from __future__ import annotations

import pytest

from tests.unit.definitions.right_process import assert_found, changed, fault, found_in

OTHER = {"en": "Other", "ja": "別"}
FAULTS = [
    fault(
        "basis that nothing rests on",
        "LINT-40",
        {
            "bases.idle": {
                "kind": "law",
                "cite": "1",
                "as_of": "2026-01-01",
                "confidence": "sourced",
                "source_kind": "official",
                "says": {"en": "Other", "ja": "別"},
            }
        },
    ),
    fault("state without basis", "LINT-41", {"states.notice.basis": []}, at="states.notice"),
    fault(
        "referral without basis",
        "LINT-41",
        {"states.review.referrals.agency.basis": []},
        at="states.review.referrals.agency",
    ),
    fault("group without basis", "LINT-41", {"groups.allies.basis": []}, at="groups.allies"),
    fault("two states of one name", "LINT-50", {"states.notice.label.ja": "審査中"}),
    fault("label of blanks", "LINT-51", {"facts.certified.label.ja": " "}),
]


@pytest.mark.parametrize("changes, code, at", FAULTS)
def test_a_missing_basis_or_label_is_found(changes, code, at):
    assert_found(changes, code, at)


@pytest.mark.parametrize(
    "changes, code, where, level",
    [
        pytest.param({"bases.practice.as_of": "2023-11-23"}, "LINT-42", "bases.practice", "warning", id="old text"),
        pytest.param({"bases.practice.confidence": "memory"}, "LINT-43", "bases.practice", "note", id="from memory"),
        pytest.param(
            {"states.notice.label": {"en": "Notice sent", "ja": "Notice sent"}},
            "LINT-52",
            "states.notice.label",
            "warning",
            id="untranslated label",
        ),
    ],
)
def test_what_is_doubtful_is_no_error(changes, code, where, level):
    found = found_in(changed(changes))
    assert [(item.code, item.where, item.level.value) for item in found] == [(code, where, level)]


def test_a_text_read_less_than_three_years_before_is_not_old():
    assert found_in(changed({"bases.practice.as_of": "2023-11-24"})) == ()


def test_words_that_may_be_a_name_can_be_the_same_in_both_languages():
    assert found_in(changed({"states.notice.label": {"en": "DSP-5 GAO", "ja": "DSP-5 GAO"}})) == ()


def test_a_basis_used_in_one_version_only_is_used():
    process = changed(
        {
            "clocks.sixty.excluded.1.basis": ["notice-rule"],
            "bases.notice-rule": {
                "kind": "law",
                "cite": "1 USC 2",
                "as_of": "2026-01-01",
                "confidence": "sourced",
                "source_kind": "official",
                "says": {"en": "Notice.", "ja": "通知。"},
            },
        }
    )
    assert found_in(process) == ()
