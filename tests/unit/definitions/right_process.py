"""A small process without a fault, and ways to put one fault into it."""

from __future__ import annotations

from copy import copy, deepcopy
from functools import cache
from typing import Any

import pytest

from licensing.definitions.finding import Finding, Level
from licensing.definitions.glossary import Glossary
from licensing.definitions.lint import lint
from licensing.definitions.process import Process, process_of
from licensing.definitions.strict_yaml import Document
from licensing.domain.vocabulary import Kind, Outcome, Party, Stage

TEXT = """\
id: us/example
label: {en: "Example license", ja: "許可の例"}
jurisdiction: us
calendar: us-federal
headline_clock: sixty
verified_on: 2026-11-23
versions:
  - {id: "2020", in_force_from: 2020-01-01, basis: [the-act]}
  - {id: "2025", in_force_from: 2025-01-01, basis: [the-act]}
parties: {agency: other-agency}
groups:
  allies: {label: {en: "Allies", ja: "同盟国"}, members: ["JP", "AU"], basis: [the-act]}
attributes:
  vehicle: {type: choice, of: [DSP-5, DSP-73], required: true}
  value_usd: {type: money, currency: USD, required: true}
  classified: {type: boolean, default: false}
  wanted_by: {type: date}
  destination: {type: country, required: true}
  destinations: {type: countries, required: true}
  note: {type: text}
links:
  release: {label: {en: "Technology release", ja: "技術開示"}, processes: [us/technology-release], basis: [the-act]}
  program: {label: {en: "Program", ja: "計画"}, basis: [the-act]}
facts:
  certified: {value: date, label: {en: "Certified", ja: "証明"}}
  reported: {value: date, label: {en: "Reported", ja: "報告"}}
  expires: {value: date, label: {en: "Expires", ja: "失効日"}}
  grounds: {value: choice, of: [safety, policy], label: {en: "Grounds", ja: "理由"}}
  check-asked: {on: blocker, value: date, label: {en: "Check asked for", ja: "確認依頼"}}
  check-reported: {on: blocker, value: date, label: {en: "Check reported", ja: "確認報告"}}
  papers-sent: {on: referral, value: date, label: {en: "Papers sent", ja: "資料送付"}}
states:
  prepare:
    {stage: prepare, owner: applicant, kind: touch, initial: true, label: {en: "Preparing", ja: "準備"},
     basis: [the-act]}
  review:
    stage: review
    owner: office
    kind: external
    label: {en: "Under review", ja: "審査中"}
    basis: [the-act]
    referrals:
      agency:
        owner: agency
        silence: {no-objection: reply}
        positions: [approve, object]
        sub_referrals:
          bureau: {required: true, silence: still-waiting}
        basis: [practice]
      experts:
        required: false
        sent: by-command
        silence: still-waiting
        steps: [{id: draft, owner: office, kind: touch}, {id: clear, owner: agency, kind: queue}]
        basis: [practice]
  notice: {stage: notify, owner: office, kind: external, label: {en: "Notice", ja: "通知"}, basis: [the-act]}
  decision: {stage: decide, owner: office, kind: decision, label: {en: "Decision", ja: "決裁"}, basis: [the-act]}
  in-use: {stage: after, owner: applicant, kind: external, label: {en: "In use", ja: "使用中"}, basis: [the-act]}
  refused: {stage: after, owner: applicant, kind: external, label: {en: "Refused", ja: "不許可"}, basis: [the-act]}
  closed: {stage: after, owner: applicant, kind: terminal, label: {en: "Closed", ja: "完了"}, basis: [the-act]}
transitions:
  file: {from: prepare, to: review, files: true, basis: [the-act]}
  notify:
    from: review
    to: notice
    when:
      all:
        - any: [{attribute: value_usd, at_least: 1000000}, {attribute: vehicle, in: [DSP-73]}]
        - not: {attribute: destination, within: allies}
        - {attribute: destinations, includes: allies}
        - {position: agency, in: [approve, no-objection]}
        - {moment: now, on_or_after: 2020-01-01}
        - {visited: review, at_least: 1}
        - {blocker: end-use-check, ever: true}
        - {link: program}
        - {attribute: wanted_by, at_least: 2020-01-01}
        - {fact: grounds, is: safety}
        - {attribute: note, is: urgent}
    needs: {referrals: required-answered, none_open: [end-use-check], linked: {role: release, outcome: granted}}
    basis: [the-act]
  skip-notice: {from: review, to: decision, needs: {referrals: [agency]}, basis: [the-act]}
  period-over: {from: notice, to: decision, needs: {clock: floor, facts: [certified]}, basis: [the-act]}
  grant: {from: decision, to: in-use, outcome: granted, label: {en: "Granted", ja: "許可"}, basis: [the-act]}
  refuse: {from: decision, to: refused, outcome: refused, label: {en: "Refused", ja: "不許可"}, basis: [the-act]}
  withdraw:
    {from: any-undecided, to: closed, outcome: withdrawn, label: {en: "Withdrawn", ja: "取下げ"}, basis: [practice]}
  stand: {from: refused, to: closed, lapse_of: thirty, basis: [the-act]}
  reconsider: {from: refused, to: decision, basis: [the-act]}
  use-up: {from: in-use, to: closed, basis: [practice]}
blockers:
  end-use-check:
    label: {en: "End-use check", ja: "最終用途確認"}
    party: other-government
    reasons: [embassy, site]
    cleared_by: [agency]
    may_open_in: [review]
    basis: [the-act]
  hold: {label: {en: "Hold", ja: "保留"}, party: legislature, may_open_in: any-undecided, basis: [practice]}
clocks:
  sixty:
    kind: ceiling
    label: {en: "Sixty days", ja: "60日"}
    days: {default: 60, cases: [{when: {attribute: classified, is: true}, days: 90}]}
    start: {transition: file}
    stop: {outcome: any}
    excluded:
      - while: {blocker: end-use-check, reason: [embassy]}
        only_if: {fact_within: {of: check-reported, after: check-asked, days: 5}}
      - {while: {state: [notice]}, since: "2025"}
      - {while: {referral: [agency]}, only_if: {fact: papers-sent, present: true}}
    basis: [the-act]
  floor: {kind: floor, label: {en: "Floor", ja: "待機"}, days: 15, start: {fact: certified}, basis: [the-act]}
  reply:
    {kind: window, scope: referral, label: {en: "Reply", ja: "回答期限"}, days: 30, start: {referral: sent},
     default: no-objection, basis: [practice]}
  check:
    {kind: ceiling, scope: blocker, of: [end-use-check], label: {en: "Check", ja: "確認期限"}, days: 60,
     start: {blocker: opened}, basis: [practice]}
  thirty:
    {kind: window, label: {en: "Thirty days", ja: "30日"}, days: 30, start: {transition: refuse}, default: stand,
     basis: [the-act]}
  tender:
    {kind: ceiling, label: {en: "Tender", ja: "入札"}, due: {fact: expires}, start: {entered: review},
     stop: {left: review}, basis: [practice]}
  report:
    {kind: duty, label: {en: "Report", ja: "報告義務"}, days: 30, start: {due_of: floor}, met_by: {fact: reported},
     basis: [the-act]}
bases:
  the-act:
    {kind: law, cite: "1 USC 1", as_of: 2026-01-01, confidence: sourced, source_kind: official,
     says: {en: "The rule.", ja: "規定。"}}
  practice:
    {kind: practice, cite: "Report 1", as_of: 2026-01-01, confidence: sourced, source_kind: secondary,
     says: {en: "What is done.", ja: "慣行。"}}
"""
NAME = "example.yaml"


def glossary_of(*owners: str) -> Glossary:
    """Make a glossary with words for everything, and these owners."""
    word = {"en": "Word", "ja": "語"}
    owner = {"party": "applicant", "calendar": "us-federal", "label": word}
    return Glossary.model_validate(
        {
            "owners": dict.fromkeys(owners, owner),
            "parties": dict.fromkeys(Party, word),
            "stages": dict.fromkeys(Stage, word),
            "kinds": dict.fromkeys(Kind, word),
            "outcomes": dict.fromkeys(Outcome, word),
        }
    )


@cache
def right_document() -> Document:
    """Read the file without a fault, once."""
    return Document(NAME, TEXT)


def right_process() -> Process:
    """Make the process without a fault."""
    return process_of(right_document())


def changed(changes: dict[str, Any]) -> Process:
    """Make the process with some parts (by dotted address) set to other values, or taken away by ``...``.

    Lines stay those of the file without a fault, which is not written and read again.
    """
    document = copy(right_document())
    document.data = data_with(changes)
    return process_of(document)


def data_with(changes: dict[str, Any]) -> Any:
    """Give the data of the file without a fault, with some parts set to other values or taken away by ``...``."""
    data = deepcopy(right_document().data)
    for address, value in changes.items():
        put(data, address.split("."), value)
    return data


def put(data: Any, path: list[str], value: Any) -> None:
    """Set a part of plain data, or take it away where the value is ``...``; only a new key may be missing."""
    *way, last = (int(key) if key.isdigit() else key for key in path)
    for key in way:
        data = data[key]
    if value is ...:
        del data[last]
    else:
        data[last] = value


def fault(name: str, code: str, changes: dict[str, Any], at: str = ""):
    """Make a case of a test: what is wrong, the code of the finding, what was changed, and where the finding stands.

    Unless told otherwise, it stands at the first part that was changed, or inside of it.
    """
    return pytest.param(changes, code, at or next(iter(changes)), id=name)


def assert_found(changes: dict[str, Any], code: str, at: str) -> None:
    """Hold that a change makes an error of this code at this place."""
    found = found_in(changed(changes))
    places = [item.where for item in found if (item.code, item.level) == (code, Level.ERROR)]
    assert [where for where in places if f"{where}.".startswith(f"{at}.")], [str(item) for item in found]


def found_in(process: Process) -> tuple[Finding, ...]:
    """Lint a process under the glossary of the example."""
    return lint(process, glossary_of("applicant", "office", "agency"), calendars=("us-federal", "us-everyday"))
