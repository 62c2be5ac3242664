"""What the store keeps of a case beside its events, and the line that lists show of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import When
from licensing.store.moment import moment_in, moment_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHeader:
    """What the file of a case says about it, apart from its history.

    ``plan`` is the canonical text of a mock file's seed, script and continuation; ``sources`` is a canonical list.
    """

    ref: str
    process: str
    provenance: Provenance
    matter: str
    title_en: str = ""
    title_ja: str = ""
    observed_until: date | None = None
    plan: str | None = None
    sources: str = "[]"
    links: tuple[tuple[str, str], ...] = ()
    """Pairs of role and matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """A case as lists show it: where it is now, and its four moments as precise as their source."""

    ref: str
    process: str
    version: str
    definition_digest: str
    provenance: Provenance
    matter: str
    title_en: str
    title_ja: str
    observed_until: date | None
    state: str
    outcome: Outcome | None
    outcome_label: str
    opened: When
    filed: When | None
    decided: When | None
    closed: When | None
    head_seq: int
    head_digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where the events of a case end, and what else tells whether its figures still stand."""

    ref: str
    process: str
    provenance: str
    matter: str
    definition_digest: str
    seq: int
    digest: str
    observed_until: date | None
    opened_latest_us: int


def header_of(row: Row[Any], links: tuple[tuple[str, str], ...]) -> CaseHeader:
    """Read what the file of a case said from its row and its links."""
    return CaseHeader(
        ref=row.ref,
        process=row.process,
        provenance=Provenance(row.provenance),
        matter=row.matter,
        title_en=row.title_en,
        title_ja=row.title_ja,
        observed_until=row.observed_until,
        plan=row.plan,
        sources=row.sources,
        links=links,
    )


def summary_of(row: Row[Any]) -> CaseSummary:
    """Read the line that lists show of a case from its row."""
    return CaseSummary(
        ref=row.ref,
        process=row.process,
        version=row.version,
        definition_digest=row.definition_digest,
        provenance=Provenance(row.provenance),
        matter=row.matter,
        title_en=row.title_en,
        title_ja=row.title_ja,
        observed_until=row.observed_until,
        state=row.state,
        outcome=Outcome(row.outcome) if row.outcome else None,
        outcome_label=row.outcome_label,
        opened=moment_in(row, "opened"),
        filed=moment_or_none(row, "filed"),
        decided=moment_or_none(row, "decided"),
        closed=moment_or_none(row, "closed"),
        head_seq=row.head_seq,
        head_digest=row.head_digest,
    )
