"""The report to hand on: one file that needs nothing but itself, and tells the same in pictures, tables and words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from licensing.analysis.blockers import blockers
from licensing.analysis.bottlenecks import bottlenecks
from licensing.analysis.conformance import conformance
from licensing.analysis.ruler import Measure
from licensing.analysis.scope import Cohort, Scope
from licensing.analysis.typical import typical_case
from licensing.analysis.waits import survival
from licensing.definitions.base import Text
from licensing.definitions.script import Reported
from licensing.domain.errors import UsageError
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import DAY_US
from licensing.report.build import build
from tests.support.examples import to_staffed, two_branches, worked_by_hand
from tests.support.html_pages import parsed
from tests.support.stories import at, case_file, small

HOSTILE = "<script>alert(1)</script>\"'&amp;</td></svg>"
COMMAND = "licensing report build us/small --html 'a&b.html'"
ORDER = (
    "summary",
    "measured",
    "map",
    "waterfall",
    "blockers",
    "survival",
    "grounds",
    "conformance",
    "method",
    "citations",
    "glossary",
    "rebuild",
)


def cohort(scope=None, **how):
    files = [
        worked_by_hand(**how),
        two_branches(ref="CASE-2", **how),
        case_file(*to_staffed(), opened="2026-01-05", ref="CASE-3", **how),
    ]
    return Cohort.of(files, scope)


def page(made=None, lang="en", **options):
    return build(made or cohort(), lang=lang, command=COMMAND, **options)


@pytest.fixture(scope="module")
def english():
    return page()


@pytest.fixture(scope="module")
def japanese():
    return page(lang="ja")


def both(lang, english, japanese):
    return english if lang == "en" else japanese


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_it_is_one_well_formed_page_that_loads_nothing_and_runs_nothing(lang, english, japanese):
    text = both(lang, english, japanese)
    read = parsed(text)
    names = {item.name for item in read.elements}
    assert not names & {"script", "link", "iframe", "object", "embed", "img", "image", "use", "foreignObject", "form"}
    assert not [key for item in read.elements for key in item.attributes if key.startswith("on")]
    addresses = [(item.name, key, value) for item in read.elements for key, value in item.attributes.items()]
    for name, key, value in addresses:
        if re.search(r"https?:|//|data:", value):
            allowed = (name, key) == ("a", "href") or key in {"xmlns", "xmlns:xlink"}
            assert allowed, (name, key, value)
    (style,) = read.named("style")
    assert not re.search(r"@import|url\(|@font-face", style.text)
    assert read.named("html")[0].attributes["lang"] == lang
    assert len(text.encode()) < 1_000_000


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_its_parts_come_in_the_order_of_the_reader_and_every_address_inside_leads_somewhere(lang, english, japanese):
    read = parsed(both(lang, english, japanese))
    assert tuple(item.attributes["id"] for item in read.named("section")) == ORDER
    ids = [item.attributes["id"] for item in read.elements if "id" in item.attributes]
    assert len(ids) == len(set(ids))
    inside = {item.attributes["href"][1:] for item in read.named("a") if item.attributes["href"].startswith("#")}
    used = set(re.findall(r"url\(#([^)]+)\)", both(lang, english, japanese)))
    assert inside <= set(ids)
    assert used <= set(ids)
    assert used  # the hatching, at least


def test_pictures_have_a_question_a_text_and_what_every_figure_carries(english):
    read = parsed(english)
    for identity in ("map", "waterfall", "blockers", "survival"):
        section = read.by_id(identity)
        (title,) = [item for item in section.inside if item.name == "h2"]
        assert title.text.endswith("?")
        (picture,) = [item for item in section.inside if item.name == "svg"]
        assert picture.attributes["role"] == "img"
        named = picture.attributes.get("aria-label") or picture.attributes["aria-labelledby"]
        assert len(named) > 10
        head = next(item.text for item in section.inside if item.attributes.get("class") == "head")
        for said in ("2 decided", "1 open", "elapsed days", "as of ", "filed ", "definition 2026-01", "MOCK"):
            assert said in head
        captions = [item.text for item in section.inside if item.name == "caption"]
        assert captions
        assert set(captions) == {head}


def marks(read, identity):
    """Give what the marks of a picture say of themselves."""
    return [
        item.attributes["aria-label"]
        for item in read.by_id(identity).inside
        if item.attributes.get("aria-roledescription") in {"bar", "point"}
    ]


def test_the_waterfall_and_its_table_have_the_same_numbers_as_the_analysis(english):
    read, pieces = parsed(english), typical_case(cohort()).pieces
    expected = [(item.start_days, item.end_days) for item in pieces]
    assert [(row[3][1], row[4][1]) for row in read.rows("waterfall-data")] == expected
    drawn = [re.search(r" · ([\d.]+)–([\d.]+) · ", label) for label in marks(read, "waterfall")]
    assert sorted((float(item[1]), float(item[2])) for item in drawn if item) == sorted(expected)


def test_the_blockers_and_their_table_have_the_same_numbers_as_the_analysis(english):
    read, rows = parsed(english), blockers(cohort()).rows
    expected = [
        (row.total.high_days, row.marginal_us / DAY_US, *(limit / DAY_US for limit in row.marginal_limits_us))
        for row in rows
    ]
    assert expected
    assert [tuple(cell[1] for cell in row[5:9]) for row in read.rows("blockers-data")] == expected
    drawn = [re.findall(r"-?\d+\.\d+", label) for label in marks(read, "blockers")]
    assert [tuple(map(float, found)) for found in drawn] == expected


def test_the_curve_and_its_table_have_the_same_numbers_as_the_analysis(english):
    read, steps = parsed(english), survival(cohort()).curve
    assert [(row[0][1], row[1][1]) for row in read.rows("survival-data")] == [(s.high, s.survival) for s in steps]
    drawn = [tuple(map(float, label.split())) for label in marks(read, "survival")]
    assert drawn == [(step.low, step.high, step.survival) for step in steps]


def test_the_states_and_what_they_rest_on_have_the_same_numbers_as_the_analysis(english):
    read, rows = parsed(english), bottlenecks(cohort()).rows
    assert [(row[6][1], row[7][1]) for row in read.rows("map-data")] == [(r.total.high_days, r.share) for r in rows]
    by_ground = [(row[1][1], row[2][1]) for row in read.rows("grounds-data")]
    assert sum(days for days, _ in by_ground) == sum(row.total.high_days for row in rows)
    assert sum(share for _, share in by_ground) == pytest.approx(1)


def test_the_page_for_the_busy_says_what_the_analysis_found(english):
    text = parsed(english).by_id("summary").text
    found, rows = survival(cohort()), bottlenecks(cohort()).rows
    assert f"Half of the cases are decided within {found.median.high:.0f} elapsed days." in text
    assert f"{100 * rows[0].share:.0f}\u00a0% of all days to the decision go to “With other agencies”" in text
    best = max(blockers(cohort()).rows, key=lambda row: row.marginal_us)
    assert f"would have been {best.marginal_us / DAY_US:.0f} days shorter" in text
    assert "So few cases (decided: 2) say what happened in them" in text


def test_the_same_cases_and_command_give_the_same_bytes(english, japanese):
    assert page() == english
    assert page(lang="ja") == japanese


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_label_can_become_markup(lang):
    text = Text(en=HOSTILE, ja=HOSTILE + "許")
    law = small()
    states = {name: state.model_copy(update={"label": text}) for name, state in law.states.items()}
    kinds = {name: item.model_copy(update={"label": text}) for name, item in law.blockers.items()}
    clocks = {name: item.model_copy(update={"label": text}) for name, item in law.clocks.items()}
    bases = {
        name: item.model_copy(update={"cite": HOSTILE, "says": text, "address": f"https://x.example/{HOSTILE}"})
        for name, item in law.bases.items()
    }
    parts = {"label": text, "states": states, "blockers": kinds, "clocks": clocks, "bases": bases}
    written = build(cohort(definition=law.model_copy(update=parts)), lang=lang, command=HOSTILE, known_on=HOSTILE)
    read = parsed(written)
    assert "<script" not in written
    assert not read.named("script")
    assert HOSTILE in read.named("title")[0].text
    assert HOSTILE in read.by_id("citations").text
    assert HOSTILE in read.by_id("waterfall").text
    assert HOSTILE in read.by_id("rebuild").text


def test_japanese_pages_mark_what_is_english_and_keep_citations_as_they_are(japanese):
    read = parsed(japanese)
    cites = [row[0][0] for row in read.rows("citations-data")]
    assert cites
    marked = [item.text for item in read.by_id("citations-data").inside if item.name == "span"]
    assert set(cites) <= set(marked)
    assert "日数はどこに費やされているのか" in read.named("h1")[0].text
    assert "模擬案件（架空）。実在の機関について述べるものではない。" in read.by_id("measured").text


def test_identities_are_printed_only_where_asked_for(english):
    asked = parsed(page(ids=True))
    for identity, rows in (("map-data", bottlenecks(cohort()).rows), ("blockers-data", blockers(cohort()).rows)):
        assert [row[-1][0] for row in asked.rows(identity)] == [row.figure for row in rows]
        assert rows[0].figure not in parsed(english).by_id(identity).text


def test_classes_stand_in_a_part_of_their_own():
    read = parsed(page(by="joint"))
    assert [[cell[0] for cell in row] for row in read.rows("by")] == [
        ["no", "1", "1", "59", "not reached"],
        ["yes", "1", "0", "86", "86"],
    ]
    with pytest.raises(UsageError, match="no attribute 'color'"):
        page(by="color")


def test_days_on_a_clock_where_there_is_none_are_said_to_be_none():
    clockless = small().model_copy(update={"headline_clock": None})
    text = page(cohort(Scope(measure=Measure.ON_CLOCK), definition=clockless))
    read = parsed(text)
    assert "No clock exists for this process." in read.by_id("survival").text
    answers = [item.text for item in read.by_id("summary").inside if item.name == "dd"]
    assert answers[:4] == ["No clock exists for this process."] * 4


def test_cases_that_are_all_open_and_unblocked_have_a_report_too():
    file = case_file(at("2026-01-12", advance="submit"), opened="2026-01-05")
    read = parsed(page(Cohort.of([file], Scope(as_of=datetime(2026, 2, 1, tzinfo=UTC)))))
    assert "no typical duration yet" in read.by_id("summary").text
    assert "No blocker or referral was open" in read.by_id("blockers").text
    assert "(open)" in read.by_id("waterfall").text
    assert "there is no curve to draw" in read.by_id("survival").text


def test_a_duration_without_an_upper_bound_is_never_said_to_be_within_one():
    file = case_file(
        at("2026-05-05", observe="action", gap=False),
        at("2026-06-05", observe="in-use", gap=False, outcome="granted"),
        opened=Reported(report=date(2026, 1, 5)),
        provenance=Provenance.OBSERVED,
        state="review",
    )
    english, japanese = (parsed(page(Cohort.of([file]), lang)) for lang in ("en", "ja"))
    assert "Half of the cases took 151 elapsed days or more" in english.by_id("summary").text
    assert "案件の半数は151日以上を要した" in japanese.by_id("summary").text
    assert "there is no curve to draw" in english.by_id("survival").text
    assert "nearest the median of ≥ 151 days" in english.by_id("waterfall").text


def test_a_window_that_ends_is_no_limit_missed():
    steps = [
        at("2026-03-01", advance="conclude"),
        at("2026-03-05", advance="deny"),
        at("2026-04-05", lapse="reconsideration-30#1"),
    ]
    made = Cohort.of([two_branches(after=steps)])
    rules = {row.rule: row for row in conformance(made).rows}
    assert rules["reconsideration-30"].missed == 1
    missed = sum(row.missed for row in rules.values() if row.what in {"ceiling", "duty"})
    assert f" {missed} missed with everything" in parsed(page(made)).by_id("summary").text


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setattr("licensing.report.build.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="altair and vl_convert") as refused:
        page()
    assert "licensing[charts]" in str(refused.value.next_step)
