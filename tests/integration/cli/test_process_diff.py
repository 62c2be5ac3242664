"""What a person reads of a reform: what changes, who decides, which numbers come from no source."""

from __future__ import annotations

import csv
import io

from rich.cells import cell_len


def test_without_a_reform_those_there_are_are_listed(licensing):
    said = licensing("process", "diff", "us/munitions-license")
    assert said.code == 0
    assert "defense-silence-30" in said.out
    assert "export-barriers" in said.out
    assert max(map(cell_len, said.out.splitlines())) <= 80
    rows = licensing("process", "diff", "us/munitions-license", "--json").json
    assert {row["reform"]: row["status"] for row in rows}["adjudicate-45-60"] == "bill"
    assert {row["reform"]: row["parts"] for row in rows}["requirements-dialogue"] == ["agreed-requirement"]


def test_a_process_without_reforms_says_so(licensing):
    said = licensing("process", "diff", "us/commodity-jurisdiction")
    assert (said.code, said.out) == (0, "us/commodity-jurisdiction has no reforms yet.\n")
    assert licensing("process", "diff", "us/commodity-jurisdiction", "--json").json == []


def test_a_reform_is_told_in_words(licensing):
    out = " ".join(licensing("process", "diff", "us/munitions-license", "--reform", "defense-silence-30").out.split())
    assert "Who would have to decide: regulation, executive decision" in out
    assert "referral dtsa (staffed): silence counts as no objection when agency-30 runs out" in out
    assert "[guidance, practice]" in out
    assert "Rules changed or removed, by the firmest thing each rests on today: guidance: 1" in out
    assert "Scenario values, from no source: clocks.agency-30: 30 days" in out


def test_it_is_told_in_japanese_too(licensing):
    out = licensing("process", "diff", "jp/third-party-consent", "--reform", "answer-in-60-days", "--lang", "ja").out
    flat = "".join(out.split())
    assert "決定する者:大統領・閣議・NSC決定,政府間合意" in flat
    assert "期限時計「要請への回答期限」（answer）を新設" in flat
    assert "シナリオ上の値（出典なし）:clocks.answer:60日" in flat
    assert "なし（新設のみ）" in flat
    assert max(map(cell_len, out.splitlines())) <= 80


def test_it_is_given_as_data_too(licensing):
    data = licensing("process", "diff", "us/munitions-license", "--reform", "export-barriers", "--json").json
    assert data["reforms"][0]["id"] == "refer-in-7-days"
    assert data["who_decides"] == ["regulation", "executive-decision", "agency-practice"]
    moved = next(item for item in data["changes"] if item["name"] == "staffed/congress-package")
    assert moved["basis_kinds"] == ["law", "practice"]
    assert set(moved["text"]) == {"en", "ja"}
    out = licensing("process", "diff", "us/munitions-license", "--reform", "export-barriers", "--csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["text"] for row in rows] == [item["text"]["en"] for item in data["changes"]]


def test_a_package_names_its_own_source_and_that_of_each_part(licensing):
    out = " ".join(licensing("process", "diff", "us/munitions-license", "--reform", "export-barriers").out.split())
    assert "Source: Rubinstein, Building Defense Cooperation with Japan" in out
    assert "refer-in-7-days: GAO-08-89 (November 2007) as reported by FedWeek" in out


def test_an_unknown_reform_is_refused_with_those_there_are(licensing):
    said = licensing("process", "diff", "us/dual-use-license", "--reform", "wish")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("DEF-005 us/dual-use-license has no reform 'wish'. Known: reviewers-see-all")
