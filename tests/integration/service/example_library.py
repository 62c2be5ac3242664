"""A small library in a folder: one process without a fault, with all its companions."""

from __future__ import annotations

from pathlib import Path

DEFINITION = """\
id: us/example
label: {en: "Example license", ja: "許可の例"}
jurisdiction: us
calendar: us-federal
headline_clock: null
verified_on: 2026-11-23
versions:
  - {id: "2020", in_force_from: 2020-01-01, basis: [the-act]}
attributes:
  value_usd: {type: money, currency: USD, required: true}
links:
  release: {label: {en: "Technology release", ja: "技術開示"}, basis: [the-act]}
states:
  prepare:
    {stage: prepare, owner: applicant, kind: touch, initial: true, label: {en: "Preparing", ja: "準備"},
     basis: [the-act]}
  review: {stage: review, owner: ddtc-licensing, kind: touch, label: {en: "Review", ja: "審査"}, basis: [the-act]}
  notice: {stage: notify, owner: congress, kind: external, label: {en: "Notice", ja: "通知"}, basis: [the-act]}
  closed: {stage: after, owner: applicant, kind: terminal, label: {en: "Closed", ja: "完了"}, basis: [the-act]}
transitions:
  file: {from: prepare, to: review, files: true, basis: [the-act]}
  notify: {from: review, to: notice, when: {attribute: value_usd, at_least: 1000000}, basis: [the-act]}
  grant:
    {from: [review, notice], to: closed, outcome: granted, label: {en: "Granted", ja: "許可"}, basis: [the-act]}
blockers:
  hold: {label: {en: "Hold", ja: "保留"}, party: legislature, may_open_in: [notice], basis: [the-act]}
bases:
  the-act:
    {kind: law, cite: "1 USC 1", as_of: 2026-01-01, confidence: sourced, source_kind: official,
     says: {en: "The rule.", ja: "規定。"}}
"""
GOLDEN = """\
process: us/example
paths:
  - id: small
    says: "Less than a million is granted without notice."
    version: "2020"
    attributes: {value_usd: 999999}
    opened: 2021-03-01T09:00
    steps:
      - {advance: file, when: 2021-03-02T09:00, expect: {state: review, possible: [grant]}}
      - {advance: grant, when: 2021-03-09T09:00}
    ends: {state: closed, outcome: granted, label: "Granted"}
"""
ASSUMPTIONS = """\
process: us/example
verified_on: 2026-11-23
choices:
  review: {weights: {notify: 1, grant: 1}, source: assumption, confidence: unknown}
durations:
  prepare: {fixed: 1, source: assumption, confidence: unknown}
  review: {lognormal: {median: 3, p90: 8}, source: assumption, confidence: unknown}
  notice: {exponential: {mean: 15}, source: assumption, confidence: unknown}
  blocker:hold: {fixed: 10, source: assumption, confidence: unknown}
blockers:
  hold: {in: [notice], probability: 0.1, source: assumption, confidence: unknown}
"""
MAPPING = """\
process: us/example
rows:
  - {section: "A.1", row: a-review, carried_by: [states.review]}
"""


def write_library(root: Path, **replaced: str) -> Path:
    """Write the library below a folder, with some of its files replaced or (empty) left out; give its definition."""
    files = {"definition": DEFINITION, "golden": GOLDEN, "assumptions": ASSUMPTIONS, "mapping": MAPPING} | replaced
    for kind, text in files.items():
        path = root / ("us" if kind == "definition" else f"{kind}/us") / "example.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        if text:
            path.write_text(text, encoding="utf-8")
    return root / "us" / "example.yaml"
