"""A case as rows, derived from its events alone: what a rebuild writes, and what one more event changes.

Moments stand here as they were recorded; what figures narrow by the order of events is narrowed by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Delete, Insert, Table, Update, bindparam, delete, insert, update

from licensing.domain.case import Blocker, Case, Fact, Referral, Visit
from licensing.domain.event import Value, when_to_json
from licensing.domain.text import canonical
from licensing.domain.when import When
from licensing.store.moment import Cell, Cells, moment_cells
from licensing.store.tables import AttributeRow, BlockerRow, FactRow, LinkRow, ReferralRow, VisitRow

Key: TypeAlias = tuple[Cell, ...]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Projection(Generic[Item]):
    """One table derived from cases: which items a case has, by their key, and the row of each."""

    table: Table
    items: Callable[[Case], Mapping[Key, Item]]
    cells: Callable[[Item], Cells]

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Give the columns that tell the items of a case apart."""
        return tuple(column.name for column in self.table.primary_key if column.name != "ref")

    def rows(self, case: Case) -> Iterator[Cells]:
        """Give the rows of a case."""
        for key, item in self.items(case).items():
            yield self._row(case.ref, key, item)

    def write(self, connection: Connection, before: Case | None, after: Case) -> None:
        """Write what differs between a case as the table has it (``None``: not at all) and as it is now."""
        old = self.items(before) if before else {}
        new = self.items(after)
        gone = [self._at(after.ref, key) for key in old if key not in new]
        added = [self._row(after.ref, key, item) for key, item in new.items() if key not in old]
        changed = [
            self._at(after.ref, key) | self.cells(item)
            for key, item in new.items()
            if key in old and old[key] is not item and self.cells(old[key]) != self.cells(item)
        ]
        if gone:
            connection.execute(self._delete, gone)
        if changed:
            connection.execute(self._update, changed)
        if added:
            connection.execute(self._insert, added)

    @cached_property
    def _insert(self) -> Insert:
        return insert(self.table)

    @cached_property
    def _update(self) -> Update:
        return update(self.table).where(*self._here())

    @cached_property
    def _delete(self) -> Delete:
        return delete(self.table).where(*self._here())

    def _here(self) -> list[ColumnElement[bool]]:
        return [self.table.c[name] == bindparam(f"at_{name}") for name in ("ref", *self.key)]

    def _row(self, ref: str, key: Key, item: Item) -> Cells:
        return {"ref": ref, **dict(zip(self.key, key, strict=True)), **self.cells(item)}

    def _at(self, ref: str, key: Key) -> Cells:
        names = ("at_ref", *(f"at_{name}" for name in self.key))
        return dict(zip(names, (ref, *key), strict=True))


def case_cells(case: Case) -> Cells:
    """Give the cells of a case's own row that its events tell."""
    return {
        "process": case.process,
        "version": case.version,
        "definition_digest": case.definition_digest,
        "provenance": case.provenance.value,
        "matter": case.matter,
        "state": case.state,
        "outcome": case.outcome.value if case.outcome else None,
        "outcome_label": case.outcome_label,
        **moment_cells("opened", case.opened),
        **moment_cells("filed", case.filed),
        **moment_cells("decided", case.decided),
        **moment_cells("closed", case.closed),
    }


def _placed(name: str, when: When | None, order: int) -> Cells:
    """Give the cells of a moment, with its place in the order of events."""
    return moment_cells(name, when) | {f"{name}_order": order if when else None}


def _visit(visit: Visit) -> Cells:
    return {
        "state": visit.state,
        **_placed("entered", visit.entered, visit.entered_order),
        "entered_by": visit.entered_by,
        **_placed("left", visit.left, visit.left_order),
        "left_by": visit.left_by,
    }


def _referral(referral: Referral) -> Cells:
    steps = [
        [stay.step, when_to_json(stay.entered), when_to_json(stay.left) if stay.left else None]
        for stay in referral.steps
    ]
    questions = [
        [when_to_json(question.asked), when_to_json(question.replied) if question.replied else None]
        for question in referral.questions
    ]
    return {
        "state": referral.state,
        "visit": referral.visit,
        **_placed("sent", referral.sent, referral.sent_order),
        **_placed("ended", referral.ended, referral.ended_order),
        "position": referral.position,
        "by_silence": referral.by_silence,
        "steps": canonical(steps),
        "questions": canonical(questions),
    }


def _blocker(blocker: Blocker) -> Cells:
    return {
        "reason": blocker.reason,
        "referral": blocker.referral,
        **_placed("opened", blocker.opened, blocker.opened_order),
        **_placed("cleared", blocker.cleared, blocker.cleared_order),
        "cleared_by": blocker.cleared_by,
    }


def _fact(fact: Fact) -> Cells:
    return {
        "name": fact.name,
        "value": canonical(fact.value),
        "on_what": fact.on,
        **_placed("recorded", fact.recorded, fact.order),
    }


def _table(row: type[AttributeRow | VisitRow | ReferralRow | BlockerRow | FactRow | LinkRow]) -> Table:
    return cast("Table", row.__table__)


PROJECTIONS: tuple[Projection[Any], ...] = (
    Projection[tuple[str, str]](_table(LinkRow), lambda case: {link: link for link in case.links}, lambda _: {}),
    Projection[Value](
        _table(AttributeRow),
        lambda case: {(name,): value for name, value in case.attributes},
        lambda value: {"value": canonical(value)},
    ),
    Projection[Visit](_table(VisitRow), lambda case: {(item.number,): item for item in case.visits}, _visit),
    Projection[Referral](
        _table(ReferralRow), lambda case: {(item.path, item.number): item for item in case.referrals}, _referral
    ),
    Projection[Blocker](
        _table(BlockerRow), lambda case: {(item.kind, item.number): item for item in case.blockers}, _blocker
    ),
    Projection[Fact](
        _table(FactRow), lambda case: {(number,): item for number, item in enumerate(case.facts, 1)}, _fact
    ),
)
"""Every table derived from cases, ``cases`` itself apart."""
