"""The tables of the store: what happened (append-only), and the projections derived from it.

A moment takes four columns: two bounds in UTC microseconds, its precision and its zone; all are null where there is
none. Projections add its place in the order of events, by which moments of one day are told apart. No table holds a
derived duration.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Us: TypeAlias = Annotated[int, "microseconds since 1970, UTC"]
Ref: TypeAlias = Annotated[str, "the reference of a case"]
Id: TypeAlias = Annotated[str, "a word of the field, ordered by its bytes"]

# Both databases order references by their bytes, whatever language the server speaks.
BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables share: named constraints and one meaning for each type."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {Us: BigInteger, Ref: BYTEWISE, Id: BYTEWISE, str: Text, int: Integer, date: Date}  # noqa: RUF012 - SQLAlchemy's own name


class DefinitionRow(Base):
    """A definition that a case was opened under, in its canonical text."""

    __tablename__ = "definitions"

    digest: Mapped[Id] = mapped_column(primary_key=True)
    process: Mapped[Id]
    version: Mapped[Id]
    text: Mapped[str]


class CaseRow(Base):
    """A case: what its file said, the head of its chain of events, and where it is (a projection, for lists)."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("provenance IN ('observed', 'mock', 'simulated')", "provenance"),
        CheckConstraint("head_seq >= 1", "head_seq"),
        Index(None, "matter"),
        Index(None, "process", "provenance"),
    )

    ref: Mapped[Ref] = mapped_column(primary_key=True)
    process: Mapped[Id]
    version: Mapped[Id]
    definition_digest: Mapped[Id] = mapped_column(ForeignKey("definitions.digest"))
    provenance: Mapped[Id]
    matter: Mapped[Id]
    title_en: Mapped[str]
    title_ja: Mapped[str]
    observed_until: Mapped[date | None]
    plan: Mapped[str | None]
    sources: Mapped[str]
    head_seq: Mapped[int]
    head_digest: Mapped[Id]
    state: Mapped[Id]
    outcome: Mapped[Id | None]
    outcome_label: Mapped[str]
    opened_earliest_us: Mapped[Us | None]
    opened_latest_us: Mapped[Us]
    opened_precision: Mapped[str]
    opened_zone: Mapped[str]
    filed_earliest_us: Mapped[Us | None]
    filed_latest_us: Mapped[Us | None]
    filed_precision: Mapped[str | None]
    filed_zone: Mapped[str | None]
    decided_earliest_us: Mapped[Us | None]
    decided_latest_us: Mapped[Us | None]
    decided_precision: Mapped[str | None]
    decided_zone: Mapped[str | None]
    closed_earliest_us: Mapped[Us | None]
    closed_latest_us: Mapped[Us | None]
    closed_precision: Mapped[str | None]
    closed_zone: Mapped[str | None]


class EventRow(Base):
    """One event, never changed; its digest covers the event, when it was recorded, and the digest before it.

    ``command`` is given on the first event of a command. Without a hidden row number no row can be replaced by it.
    """

    __tablename__ = "events"
    __table_args__ = (
        PrimaryKeyConstraint("ref", "seq"),
        CheckConstraint("seq >= 1", "seq"),
        CheckConstraint("(command IS NULL) = (command_digest IS NULL)", "command"),
        Index(
            "uq_events_ref_key",
            "ref",
            "key",
            unique=True,
            sqlite_where=text("command IS NOT NULL"),
            postgresql_where=text("command IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    ref: Mapped[Ref] = mapped_column(ForeignKey("cases.ref"))
    seq: Mapped[int]
    earliest_us: Mapped[Us | None]
    latest_us: Mapped[Us]
    precision: Mapped[str]
    zone: Mapped[str]
    recorded_at_us: Mapped[Us]
    actor: Mapped[str]
    key: Mapped[Id]
    type: Mapped[str]
    payload: Mapped[str]
    basis: Mapped[str]
    command: Mapped[str | None]
    command_digest: Mapped[Id | None]
    previous: Mapped[Id]
    digest: Mapped[Id]


class LinkRow(Base):
    """A role that another matter plays for a case."""

    __tablename__ = "links"
    __table_args__ = (PrimaryKeyConstraint("ref", "role", "matter"), {"sqlite_with_rowid": False})

    ref: Mapped[Ref] = mapped_column(ForeignKey("cases.ref"))
    role: Mapped[Id]
    matter: Mapped[Id] = mapped_column(index=True)


class AttributeRow(Base):
    """What a case says of itself, with the value as canonical text: by this it is found as a precedent."""

    __tablename__ = "attributes"
    __table_args__ = (PrimaryKeyConstraint("ref", "name"), {"sqlite_with_rowid": False})

    ref: Mapped[Ref] = mapped_column(ForeignKey("cases.ref"))
    name: Mapped[Id]
    value: Mapped[str]


class VisitRow(Base):
    """One stay of a case in a state; open while ``left_latest_us`` is null."""

    __tablename__ = "visits"
    __table_args__ = (PrimaryKeyConstraint("ref", "number"), Index(None, "state"), {"sqlite_with_rowid": False})

    ref: Mapped[Ref] = mapped_column(ForeignKey("cases.ref"))
    number: Mapped[int]
    state: Mapped[Id]
    entered_earliest_us: Mapped[Us | None]
    entered_latest_us: Mapped[Us]
    entered_precision: Mapped[str]
    entered_zone: Mapped[str]
    entered_order: Mapped[int]
    entered_by: Mapped[str]
    left_earliest_us: Mapped[Us | None]
    left_latest_us: Mapped[Us | None]
    left_precision: Mapped[str | None]
    left_zone: Mapped[str | None]
    left_order: Mapped[int | None]
    left_by: Mapped[str]


class ReferralRow(Base):
    """A question put to another body; ``steps`` and ``questions`` are canonical lists with their moments."""

    __tablename__ = "referrals"
    __table_args__ = (PrimaryKeyConstraint("ref", "path", "number"), {"sqlite_with_rowid": False})

    ref: Mapped[Ref] = mapped_column(ForeignKey("cases.ref"))
    path: Mapped[Id]
    number: Mapped[int]
    state: Mapped[Id]
    visit: Mapped[int]
    sent_earliest_us: Mapped[Us | None]
    sent_latest_us: Mapped[Us]
    sent_precision: Mapped[str]
    sent_zone: Mapped[str]
    sent_order: Mapped[int]
    ended_earliest_us: Mapped[Us | None]
    ended_latest_us: Mapped[Us | None]
    ended_precision: Mapped[str | None]
    ended_zone: Mapped[str | None]
    ended_order: Mapped[int | None]
    position: Mapped[str]
    by_silence: Mapped[str]
    steps: Mapped[str]
    questions: Mapped[str]


class BlockerRow(Base):
    """Something that stood in the way of a case, or of the referral named."""

    __tablename__ = "blockers"
    __table_args__ = (PrimaryKeyConstraint("ref", "kind", "number"), {"sqlite_with_rowid": False})

    ref: Mapped[Ref] = mapped_column(ForeignKey("cases.ref"))
    kind: Mapped[Id]
    number: Mapped[int]
    reason: Mapped[str]
    referral: Mapped[str]
    opened_earliest_us: Mapped[Us | None]
    opened_latest_us: Mapped[Us]
    opened_precision: Mapped[str]
    opened_zone: Mapped[str]
    opened_order: Mapped[int]
    cleared_earliest_us: Mapped[Us | None]
    cleared_latest_us: Mapped[Us | None]
    cleared_precision: Mapped[str | None]
    cleared_zone: Mapped[str | None]
    cleared_order: Mapped[int | None]
    cleared_by: Mapped[str]


class FactRow(Base):
    """A fact, with its value as canonical text; ``on_what`` is the case, a referral or a blocker."""

    __tablename__ = "facts"
    __table_args__ = (PrimaryKeyConstraint("ref", "number"), {"sqlite_with_rowid": False})

    ref: Mapped[Ref] = mapped_column(ForeignKey("cases.ref"))
    number: Mapped[int]
    name: Mapped[Id]
    value: Mapped[str]
    on_what: Mapped[str]
    recorded_earliest_us: Mapped[Us | None]
    recorded_latest_us: Mapped[Us]
    recorded_precision: Mapped[str]
    recorded_zone: Mapped[str]
    recorded_order: Mapped[int]
