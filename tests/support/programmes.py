"""A small programme whose figures can be worked out by hand, with every moment at a full hour."""

from __future__ import annotations

from pathlib import Path

from licensing.definitions.programme_file import Programme, read_programme
from licensing.definitions.strict_yaml import Document

KITE = """
programme: T-KITE
title: {en: "Kite (fictitious)", ja: "カイト（架空）"}
provenance: mock
lead:
  process: joint/us-jp-codevelopment
  attributes: {us_vehicle: license, under_2006_notes: false}
  opened: 2025-02-03T09:00
  history:
    - {advance: open-negotiation, when: 2025-02-10T10:00}
    - {record: japan-budget-authority, value: 2025-02-20, when: 2025-02-20T10:00}
    - {record: disclosure-decided-on, value: 2025-02-25, when: 2025-02-25T10:00}
    - {advance: sign-arrangement, when: 2025-03-03T10:00}
    - {advance: open-us-data, when: 2025-04-03T10:00}
    - {advance: open-japanese-data-last, when: 2025-05-14T10:00}
  then: wait
members:
  requirement:
    case:
      ref: T-KITE-REQUIREMENT
      process: joint/requirements-dialogue
      provenance: mock
      opened: 2025-01-06T09:00
      history:
        - {advance: open-talks, when: 2025-01-10T10:00}
        - {answer: us-acquisition, position: shared, when: 2025-01-20T10:00}
        - {answer: japan-acquisition, position: shared, when: 2025-01-25T10:00}
        - {advance: agree-at-staff-level, when: 2025-01-30T10:00}
      then: wait
  us-authorization:
    case:
      ref: T-KITE-US
      process: us/munitions-license
      provenance: mock
      attributes: {vehicle: DSP-5, value_usd: 380000, major_defense_equipment: false, destinations: ["JP"]}
      opened: 2025-02-03T09:00
      history:
        - {advance: confirm-munitions, when: 2025-02-04T10:00}
        - {advance: confirm-registration, when: 2025-02-05T10:00}
        - {advance: submit, when: 2025-02-10T10:00}
        - {advance: number-case, when: 2025-02-11T10:00}
        - {advance: accept, when: 2025-02-12T10:00}
        - {advance: take-up, when: 2025-03-20T10:00}
        - {advance: decide-in-house, when: 2025-03-31T10:00}
        - {advance: approve, when: 2025-04-01T10:00}
      then: wait
  transfer-finding:
    case:
      ref: T-KITE-FINDING
      process: jp/equipment-transfer
      provenance: mock
      attributes:
        {transfer_type: joint-development, weapon: false, item_class: parts, destination: "US", exporter: firm}
      opened: 2025-01-13T09:00
      history:
        - {advance: raise-need, when: 2025-01-14T10:00}
        - {advance: take-case, when: 2025-01-15T10:00}
        - {record: precedent-found, value: false, when: 2025-01-16T10:00}
        - {advance: coordinate, when: 2025-01-17T10:00}
        - {advance: escalate-to-executive-committee, when: 2025-02-10T10:00}
        - {advance: convene-executive-committee, when: 2025-03-03T10:00}
        - {advance: confirm-at-executive-level, when: 2025-03-10T10:00}
      then: wait
  export-permit:
    case:
      ref: T-KITE-PERMIT
      process: jp/export-permit
      provenance: mock
      attributes: {subject: goods, list_item: items-5-to-15, destination: "US", window: headquarters}
      opened: 2025-03-10T09:00
      history:
        - {advance: begin-classification, when: 2025-03-11T10:00}
        - {advance: listed, when: 2025-03-12T10:00}
        - {advance: cleared-by-exporter, when: 2025-03-13T10:00}
        - {advance: consult, when: 2025-03-14T10:00}
        - {advance: papers-indicated, when: 2025-03-24T10:00}
        - {advance: file, when: 2025-03-31T10:00}
        - {advance: accept, when: 2025-04-02T10:00}
        - {advance: take-up, when: 2025-04-07T10:00}
        - {advance: no-consultation-needed, when: 2025-05-07T10:00}
        - {advance: grant, when: 2025-05-12T10:00}
      then: wait
"""

AMENDMENT = """
ref: T-KITE-US-AMENDED
process: us/munitions-license
provenance: mock
matter: T-KITE-US
attributes: {vehicle: DSP-5, value_usd: 380000, major_defense_equipment: false, destinations: ["JP"]}
opened: 2025-04-02T09:00
then: wait
"""


def programme(text: str = KITE, folder: Path = Path()) -> Programme:
    """Read a programme from its text."""
    return read_programme(Document("programme.yaml", text), folder)


def without(text: str, *steps: str) -> str:
    """Take steps out of the lead's history."""
    for step in steps:
        line = next(line for line in text.splitlines() if f"{{advance: {step}," in line)
        text = text.replace(f"{line}\n", "")
    return text
