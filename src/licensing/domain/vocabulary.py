"""The closed sets of the field: kinds of states, outcomes, parties, clocks, confidence."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a stay in a state is: work, waiting for a person of the owner, waiting outside, a decision, the end."""

    TOUCH = "touch"
    QUEUE = "queue"
    EXTERNAL = "external"
    DECISION = "decision"
    TERMINAL = "terminal"


class Stage(StrEnum):
    """The part of a process that a state belongs to."""

    PREPARE = "prepare"
    INTAKE = "intake"
    REVIEW = "review"
    NOTIFY = "notify"
    DECIDE = "decide"
    AFTER = "after"


class Party(StrEnum):
    """Whose time it is, as the ledger of time knows it."""

    APPLICANT = "applicant"
    DECIDING_AGENCY = "deciding-agency"
    OTHER_AGENCY = "other-agency"
    LEGISLATURE = "legislature"
    OTHER_GOVERNMENT = "other-government"
    THIRD_PARTY = "third-party"
    STATUTORY = "statutory"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What a decision on a case came to."""

    GRANTED = "granted"
    GRANTED_WITH_CONDITIONS = "granted-with-conditions"
    REFUSED = "refused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    NOT_REQUIRED = "not-required"
    REDIRECTED = "redirected"


class Provenance(StrEnum):
    """Where a case comes from; stated, never inferred, and never mixed in one figure."""

    OBSERVED = "observed"
    MOCK = "mock"
    SIMULATED = "simulated"


class ClockKind(StrEnum):
    """What a legal or policy count of days does."""

    CEILING = "ceiling"
    FLOOR = "floor"
    WINDOW = "window"
    VALIDITY = "validity"
    DUTY = "duty"


class ClockScope(StrEnum):
    """What a clock is counted for."""

    CASE = "case"
    REFERRAL = "referral"
    BLOCKER = "blocker"


class BasisKind(StrEnum):
    """What a rule rests on."""

    LAW = "law"
    GUIDANCE = "guidance"
    PRACTICE = "practice"
    ASSUMPTION = "assumption"


class Confidence(StrEnum):
    """How well a statement is founded."""

    SOURCED = "sourced"
    DERIVED = "derived"
    MEMORY = "memory"
    UNKNOWN = "unknown"


class SourceKind(StrEnum):
    """Who made the statement."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    PRESS = "press"


UNKNOWN_STATE = "unknown"
"""The reserved state of a stretch in which nobody saw where the case was."""
