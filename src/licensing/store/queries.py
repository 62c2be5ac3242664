"""The statements of a unit of work, built once: building one costs more than running it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack, cast

from sqlalchemy import Select, Table, bindparam, func, insert, select, update

from licensing.domain.vocabulary import Outcome, Provenance
from licensing.store.tables import AttributeRow, CaseRow, DefinitionRow, EventRow, LinkRow, VisitRow

CASES = cast("Table", CaseRow.__table__)
DEFINITIONS = cast("Table", DefinitionRow.__table__)
EVENTS = cast("Table", EventRow.__table__)

EVENTS_OF = select(EVENTS).where(EVENTS.c.ref == bindparam("ref")).order_by(EVENTS.c.seq)
LINKS_OF = select(LinkRow.role, LinkRow.matter).where(LinkRow.ref == bindparam("ref")).order_by("role", "matter")
CASE_OF = select(CASES).where(CASES.c.ref == bindparam("ref"))
HEAD_OF = select(CaseRow.head_seq, CaseRow.head_digest).where(CaseRow.ref == bindparam("ref"))
HEADS = select(
    CaseRow.ref,
    CaseRow.process,
    CaseRow.provenance,
    CaseRow.matter,
    CaseRow.definition_digest,
    CaseRow.head_seq,
    CaseRow.head_digest,
    CaseRow.observed_until,
    CaseRow.opened_latest_us,
).order_by(CaseRow.ref)
LINKS = select(LinkRow.ref, LinkRow.role, LinkRow.matter).order_by(LinkRow.ref, LinkRow.role, LinkRow.matter)
DEFINITION_OF = select(DefinitionRow.text).where(DefinitionRow.digest == bindparam("digest"))
NEWEST_OF_MATTER = (
    select(CaseRow.ref)
    .where(CaseRow.matter == bindparam("matter"))
    .order_by(CaseRow.opened_latest_us.desc(), CaseRow.ref.desc())
    .limit(1)
)
STAYS = (
    select(*(column for column in VisitRow.__table__.c if column.name == "ref" or column.name.startswith("entered_")))
    .join(CASES, CASES.c.ref == VisitRow.ref)
    .where(VisitRow.left_latest_us.is_(None))
)
"""The stay that is under way in each case."""
LOCKED_HEAD_OF = HEAD_OF.with_for_update()
RESERVE = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("ref"), 0)))
"""Keep a reference that no case has yet (PostgreSQL)."""

OPEN_CASE = insert(CASES)
RECORD_EVENTS = insert(EVENTS)
MOVE_HEAD = update(CASES).where(
    CASES.c.ref == bindparam("at_ref"),
    CASES.c.head_seq == bindparam("at_seq"),
    CASES.c.head_digest == bindparam("at_digest"),
)
"""Change a case only where its head still is the one that the change was decided on."""


class Narrowing(TypedDict, total=False):
    """What a list of cases can be narrowed by."""

    process: str | None
    provenance: Provenance | None
    state: str | None
    matter: str | None


def narrowed(query: Select[Any], **narrowing: Unpack[Narrowing]) -> Select[Any]:
    """Narrow a query over cases by what is given."""
    columns = {name: value for name, value in narrowing.items() if value is not None}
    return query.where(*(CASES.c[name] == value for name, value in columns.items()))


def decided_alike(
    processes: Sequence[str], provenance: Provenance, outcomes: Sequence[Outcome], alike: Mapping[str, str]
) -> Select[Any]:
    """Ask for the references of cases that stand decided like this, and whose attributes have these canonical values.

    Oldest decision first.
    """
    query = select(CaseRow.ref).where(
        CaseRow.process.in_(processes),
        CaseRow.provenance == provenance.value,
        CaseRow.outcome.in_([outcome.value for outcome in outcomes]),
    )
    for name, value in alike.items():
        told = select(AttributeRow.ref).where(AttributeRow.ref == CaseRow.ref)
        query = query.where(told.where(AttributeRow.name == name, AttributeRow.value == value).exists())
    return query.order_by(CaseRow.decided_latest_us, CaseRow.ref)
