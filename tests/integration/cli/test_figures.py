"""``licensing figures``: listed, shown, checked; a wrong file is named with its line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

GOOD = """\
topic: example
title: {en: Example, ja: 例}
processes: [us/munitions-license]
as_of: 2026-11-23
sources:
  report: {cite: A report, kind: official}
series:
  time:
    label: {en: Processing time, ja: 処理期間}
    place: {en: All, ja: 全体}
    quantity: duration
    statistic: mean
    unit: days
    clock: Filing to decision
figures:
  - series: time
    period: FY2008
    value: 15
    source: report
    confidence: sourced
"""


@pytest.fixture
def topic_file(tmp_path):
    def write(text: str, folder: str = "us") -> Path:
        path = tmp_path / folder / "example.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_list_has_every_figure_of_a_process_and_no_others(licensing):
    rows = licensing("figures", "list", "--process", "us/commodity-jurisdiction", "--json").json
    assert {row["topic"] for row in rows} == {"ddtc-cj"}
    assert [(row["period"], row["value"]) for row in rows if row["quantity"] == "duration"] == [
        ("CY2006", 196),
        ("CY2010", 65),
        ("2011-04-01", 79),
    ]


def test_the_whole_list_as_csv_has_a_row_for_every_figure(licensing):
    rows = list(csv.DictReader(io.StringIO(licensing("figures", "list", "--csv").out)))
    assert len(rows) == 340
    april = next(row for row in rows if row["figure"] == "ddtc-license/open-ddtc-2008-04/2008-04")
    assert (april["value"], april["unit"], april["last_day"]) == ("3720", "cases", "2008-04-30")
    assert april["processes"] == "us/munitions-license"


def test_labels_speak_japanese_when_asked(licensing):
    assert "処理期間" in licensing("figures", "list", "--topic", "ddtc-cj", "--lang", "ja").out


def test_a_number_is_printed_no_more_exactly_than_its_source_gives_it(licensing):
    out = licensing("figures", "list", "--topic", "ddtc-license").out.replace("\u00a0", " ").replace("\u202f", " ")
    assert "<≈ 84 000" in out
    assert "> 15 000" in out
    assert "20 of 21" in out


def test_a_figure_is_shown_with_clock_source_and_the_series_it_is_never_joined_with(licensing):
    name = "ddtc-license/time-ddtc-2008-04-new-clock/2008-04"
    said = licensing("figures", "show", name)
    assert said.code == 0
    for words in ("15 days", "entry into DDTC to sign-out", "tradelawnews.blogspot.com", "time-ddtc-2008-04-old-clock"):
        assert words in said.out.replace("\n", " ")
    shown = licensing("figures", "show", name, "--json").json
    assert "ddtc-license/time-ddtc-2008-04-old-clock" in shown["never_joined_with"]
    assert shown["same_series"] == [name]


@pytest.mark.parametrize(
    "words,code",
    [
        (("list", "--process", "us/nothing"), "DEF-001"),
        (("list", "--topic", "nothing"), "FIG-001"),
        (("show", "ddtc-license/time/2008"), "FIG-001"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(licensing, words, code):
    said = licensing("figures", *words)
    assert said.code == 2
    assert said.err.startswith(code)


def test_the_library_is_without_error_and_its_triples_are_listed(licensing):
    said = licensing("figures", "check")
    assert said.code == 0
    assert "340 figures in 28 topics, 0 errors." in said.out
    checked = {row["time"]: row for row in licensing("figures", "check", "--json").json["checked"]}
    april = checked["ddtc-license/time-ddtc-2008-04-new-clock/2008-04"]
    assert (april["computed_days"], april["published_days"]) == (15.004, 15.0)


def test_numbers_that_do_not_fit_together_are_no_error_of_the_data(licensing, topic_file):
    def series(name, quantity, statistic):
        return (
            f"  {name}:\n    label: {{en: {name}, ja: {name}}}\n    place: {{en: All, ja: 全体}}\n"
            f"    quantity: {quantity}\n    statistic: {statistic}\n    unit: cases\n"
        )

    def number(name, value):
        return (
            f"  - series: {name}\n    period: FY2008\n    value: {value}\n    source: report\n    confidence: sourced\n"
        )

    more = series("open", "open", "mean") + series("closed", "closed", "total")
    text = GOOD.replace("figures:\n", f"{more}figures:\n") + number("open", 366) + number("closed", 366)
    said = licensing("figures", "check", topic_file(text), "--json")
    assert said.code == 0
    assert said.json["checked"][0]["computed_days"] == 366
    assert said.json["checked"][0]["deviation"] == pytest.approx(23.4)


@pytest.mark.parametrize(
    "old,new,line,words",
    [
        ("topic: example", "topic: other", 1, "its file example"),
        ("us/munitions-license", "us/nothing", 3, "no process 'us/nothing'"),
        ("  - series: time", "  - series: tine", 16, "no series 'tine'"),
        ("    source: report", "    source: raport", 19, "no source 'raport'"),
        ("FY2008", "2008-02-30", 17, "day is out of range"),
        ("FY2008", "last year", 17, "no period such as FY2008"),
        ("value: 15", 'value: "15"', 18, "valid"),
        ("value: 15", "low: 15", 16, "value, or low and high"),
        ("    value: 15", "    low: 15\n    high: 12", 16, "low lies below high"),
        ("    clock: Filing to decision\n", "", 8, "says its clock"),
        ("quantity: duration", "quantity: count", 8, "has no clock"),
        ("kind: official", "kind: rumor", 6, "official"),
        ("confidence: sourced", "confidence: sure", 20, "sourced"),
        ("unit: days", "unit: days\n    until: 2009", 14, "unknown key"),
        ("  report: {cite", "  more: {cite: Unused, kind: press}\n  report: {cite", 6, "no figure names 'more'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(licensing, topic_file, old, new, line, words):
    path = topic_file(GOOD.replace(old, new, 1))
    said = licensing("figures", "check", path)
    assert said.code == 1
    assert f"{path}:{line}: " in said.out
    assert words in said.out


def test_a_period_has_one_figure_of_a_series(licensing, topic_file):
    twice = "  - {series: time, period: FY2008, value: 16, source: report, confidence: sourced}\n"
    said = licensing("figures", "check", topic_file(GOOD + twice))
    assert said.code == 1
    assert "two figures for FY2008" in said.out


def test_a_fiscal_year_needs_a_country(licensing, topic_file):
    said = licensing("figures", "check", topic_file(GOOD, folder="joint"))
    assert said.code == 1
    assert "fiscal year of no country" in said.out


def test_a_file_outside_of_a_jurisdiction_is_refused(licensing, topic_file):
    said = licensing("figures", "check", topic_file(GOOD, folder="mars"))
    assert said.code == 1
    assert "no jurisdiction" in said.out


def test_a_right_file_is_taken(licensing, topic_file):
    said = licensing("figures", "check", topic_file(GOOD))
    assert (said.code, said.out.splitlines()[0]) == (0, "1 figures in 1 topics, 0 errors.")


def test_a_process_of_which_nobody_has_published_anything_is_said_to_be_one(licensing, monkeypatch):
    monkeypatch.setattr("licensing.service.figures.published", tuple)
    said = licensing("figures", "list", "--process", "jp/third-party-consent")
    assert (said.code, said.out) == (0, "No published figure speaks of jp/third-party-consent.\n")
    assert licensing("figures", "list", "--process", "jp/third-party-consent", "--json").json == []
