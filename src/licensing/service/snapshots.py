"""The snapshot beside a store, brought up to date."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from licensing.analysis.figure import digest_of_heads
from licensing.analysis.heading import newest
from licensing.definitions.definition import Definition
from licensing.domain.when import from_us
from licensing.service.counting import Counters, Job
from licensing.service.snapshot_keys import Surrounding
from licensing.snapshot.contents import NOTHING, Change, Cohort, Contents, apply, contents
from licensing.snapshot.file import SUFFIX
from licensing.snapshot.measured import CaseKey
from licensing.store.connection import is_sqlite
from licensing.store.database import Database
from licensing.store.evidence import root_of as root_of_store
from licensing.store.header import Head
from licensing.store.unit import Reading

Progress = Callable[[int, int], None]
"""Told how many cases have been counted, of how many."""

Kind = tuple[str, str]
"""Process and provenance: what a figure is about, since none mixes them."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What bringing a snapshot up to date did: the cases it holds now, and those counted for it."""

    path: Path
    cases: int
    counted: int
    forgotten: int


def path_of(database: Database) -> Path:
    """Give the path of the snapshot of a store: beside its file, or in this folder for a database server."""
    name = database.url.database or "licensing"
    return Path(name + SUFFIX) if is_sqlite(database.url) else Path.cwd() / (name + SUFFIX)


def refresh(database: Database, progress: Progress, *, full: bool = False) -> Refreshed:
    """Bring the snapshot of a store up to date.

    Cases whose events, or whatever else their figures rest on, are others than before are counted anew; so are cases
    that have not come to rest, since the day to which they are counted has moved on. All others are left as they are.
    Raises ``SnapshotFailed``, and then the earlier snapshot stands.
    """
    path = path_of(database)
    before = NOTHING if full else contents(path)
    with database.reading() as unit:
        heads, root = unit.heads(), root_of_store(unit.connection)
        if root == before.root:
            return Refreshed(path, len(heads), 0, 0)
        plan = _plan(unit, heads, before)
    known = {head.ref for head in heads}
    with tempfile.TemporaryDirectory(prefix="licensing-snapshot-") as name, Counters(database, progress) as counters:
        folder = Path(name)
        counters.expect(plan.changed)
        last_us = {ref: kept.last_us for ref, kept in before.cases.items() if ref in known}
        last_us |= counters.last_moments(plan.changed)
        cohorts = _cohorts(heads, plan, before, last_us)
        moved = {kind for kind, own in cohorts.items() if _as_of(before, kind) != own.as_of_us}
        due = [head for head in heads if _is_due(head, plan, before, moved)]
        jobs = [_job(head, plan, cohorts[head.process, head.provenance]) for head in due]
        counters.count(jobs, folder)
        gone = [kept.id for ref, kept in before.cases.items() if ref not in known]
        change = Change(
            forgotten=gone + [job.key.id for job in jobs],
            sheets=folder,
            definitions=[(plan.codes[digest], digest, law.text) for digest, law in plan.laws.items()],
            cohorts=list(cohorts.values()),
            root=root,
        )
        apply(path, change, anew=before is NOTHING)
    return Refreshed(path, len(heads), len(due), len(gone))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Numbers and keys of all cases, and those that are new or no longer what they were."""

    ids: dict[str, int]
    around: dict[str, str]
    laws: dict[str, Definition]
    codes: dict[str, int]
    clocks: dict[Kind, str | None]
    changed: list[Head]


def _plan(unit: Reading, heads: Sequence[Head], before: Contents) -> _Plan:
    laws = {digest: unit.definition(digest) for digest in dict.fromkeys(head.definition_digest for head in heads)}
    used: dict[Kind, dict[str, Definition]] = {}
    for head in heads:
        used.setdefault((head.process, head.provenance), {}).setdefault(
            head.definition_digest, laws[head.definition_digest]
        )
    clocks = {kind: newest(list(own.values())).headline_clock for kind, own in used.items()}
    surrounding = Surrounding(heads, unit.links(), laws, clocks)
    around = {head.ref: surrounding.around(head) for head in heads}
    return _Plan(
        ids=_numbered([head.ref for head in heads], {ref: kept.id for ref, kept in before.cases.items()}),
        around=around,
        laws=laws,
        codes=_numbered(list(laws), before.definitions),
        clocks=clocks,
        changed=[head for head in heads if not _stands(head, around[head.ref], before)],
    )


def _stands(head: Head, around: str, before: Contents) -> bool:
    kept = before.cases.get(head.ref)
    return kept is not None and (kept.head, kept.around) == (head.digest, around)


def _is_due(head: Head, plan: _Plan, before: Contents, moved: set[Kind]) -> bool:
    if not _stands(head, plan.around[head.ref], before):
        return True
    return (head.process, head.provenance) in moved and not before.cases[head.ref].settled


def _numbered(names: Sequence[str], before: Mapping[str, int]) -> dict[str, int]:
    numbers = dict(before)
    highest = max(numbers.values(), default=0)
    for name in names:
        if name not in numbers:
            highest += 1
            numbers[name] = highest
    return numbers


def _as_of(before: Contents, kind: Kind) -> int | None:
    cohort = before.cohorts.get(kind)
    return None if cohort is None else cohort.as_of_us


def _cohorts(heads: Sequence[Head], plan: _Plan, before: Contents, last_us: dict[str, int]) -> dict[Kind, Cohort]:
    members: dict[Kind, list[Head]] = {}
    for head in heads:
        members.setdefault((head.process, head.provenance), []).append(head)
    codes = {f"{process} {provenance}": own.code for (process, provenance), own in before.cohorts.items()}
    codes = _numbered([" ".join(kind) for kind in members], codes)
    found: dict[Kind, Cohort] = {}
    for kind, own in members.items():
        as_of_us = max(last_us[head.ref] for head in own)
        digest = digest_of_heads(
            ((head.ref, head.digest) for head in own), {head.definition_digest for head in own}, from_us(as_of_us)
        )
        found[kind] = Cohort(codes[" ".join(kind)], *kind, as_of_us, plan.clocks[kind], digest, len(own))
    return found


def _job(head: Head, plan: _Plan, cohort: Cohort) -> Job:
    key = CaseKey(
        id=plan.ids[head.ref],
        cohort=cohort.code,
        definition=plan.codes[head.definition_digest],
        head=head.digest,
        around=plan.around[head.ref],
    )
    return Job(head, key, cohort.as_of_us, cohort.clock)
