"""A mapping table says for every row of a domain note what carries it, or why nothing does."""

from __future__ import annotations

import pytest

from licensing.definitions.mapping import Count, Mapping, MappingFile, counts, dangling
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import InvalidFile
from tests.unit.definitions.right_process import right_process

TEXT = """\
process: us/example
rows:
  - {section: "A.1", row: a-review, carried_by: [states.review]}
  - {section: "A.1", row: a-agency, carried_by: [states.review.referrals.agency, clocks.reply]}
  - {section: "A.1", row: a-appeal, left_out: "belongs to another process"}
  - {section: "A.2", row: "a-review -> a-decision", carried_by: transitions.skip-notice}
"""


def table_of(text: str) -> Mapping:
    """Read a mapping table from its text."""
    document = Document("mapping.yaml", text)
    return Mapping(document, document.validate(MappingFile))


def with_row(row: str) -> Mapping:
    """Read the table with one row more."""
    return table_of(f"{TEXT}  - {row}\n")


def test_rows_are_counted_by_section():
    assert counts(table_of(TEXT)) == (Count("A.1", 3, 2, 1), Count("A.2", 1, 1, 0))


def test_a_table_whose_addresses_exist_has_no_findings():
    assert dangling(table_of(TEXT), right_process()) == ()


@pytest.mark.parametrize(
    "address",
    [
        "versions.2025",
        "states.review.referrals.agency.sub_referrals.bureau",
        "states.review.referrals.experts.steps.draft",
        "transitions.notify.when",
        "transitions.notify.needs.none_open",
        "clocks.sixty.excluded.0",
        "clocks.sixty.excluded.2",
        "attributes.value_usd",
        "facts.check-asked",
        "links.release",
        "blockers.hold",
        "bases.the-act",
        "groups.allies",
    ],
)
def test_an_address_leads_to_any_part_of_a_version(address):
    row = f'{{section: "B", row: b, carried_by: ["{address}"]}}'
    assert dangling(with_row(row), right_process()) == ()


@pytest.mark.parametrize(
    "address",
    [
        "versions.1999",
        "states.audit",
        "states",
        "headline_clock",
        "states.review.referrals.board",
        "clocks.sixty.excluded.3",
        "states.review.label.en.Under",
    ],
)
def test_an_address_that_leads_nowhere_is_found_with_its_line(address):
    row = f'{{section: "B", row: b, carried_by: [states.review, "{address}"]}}'
    (found,) = dangling(with_row(row), right_process())
    assert (found.code, found.line, found.where) == ("MAP-02", 7, "rows.4.carried_by.1")


def test_a_row_given_twice_is_found():
    (found,) = dangling(with_row('{section: "A.1", row: a-review, left_out: "twice"}'), right_process())
    assert (found.code, found.line) == ("MAP-03", 7)


def test_a_row_of_the_same_name_in_another_section_is_another_row():
    assert dangling(with_row('{section: "A.3", row: a-review, left_out: "other"}'), right_process()) == ()


def test_the_table_of_another_process_is_found():
    (found,) = dangling(table_of(TEXT.replace("us/example", "us/other")), right_process())
    assert (found.code, found.line) == ("MAP-01", 1)


@pytest.mark.parametrize(
    "row",
    [
        '{section: "B", row: b}',
        '{section: "B", row: b, carried_by: []}',
        '{section: "B", row: b, carried_by: [states.review], left_out: "both"}',
        '{section: "B", row: b, left_out: ""}',
        '{section: "", row: b, left_out: "no section"}',
        '{section: "B", row: b, left_out: "x", because: "y"}',
    ],
)
def test_a_row_is_either_carried_or_left_out_for_a_reason(row):
    with pytest.raises(InvalidFile, match=r"mapping\.yaml:7:"):
        with_row(row)
