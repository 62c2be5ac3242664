"""Write the cases of a store for other programs, and restore cases from a file that was written here."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import IO, cast

from licensing.definitions.process import definition_of_text
from licensing.domain.errors import CaseExists, LogFault, NoCases, OutputFailed, UsageError
from licensing.domain.event import Event
from licensing.domain.text import Json
from licensing.domain.vocabulary import Provenance
from licensing.engine.evolve import fold
from licensing.exchange.ocel_writer import write_ocel
from licensing.exchange.stays import DICTIONARY, write_stays
from licensing.exchange.told import CaseRecord, Recorded, definitions_of
from licensing.exchange.xes_own import Restored, read_own, write_xes
from licensing.store.database import Database
from licensing.store.header import CaseHeader
from licensing.store.unit import Reading, Writing

ENDINGS = (".xes", ".xes.gz", ".json", ".csv", ".parquet")
Progress = Callable[[int, int], None]
"""Told how many cases are done, of how many."""


def export(
    database: Database,
    path: Path,
    progress: Progress,
    *,
    process: str | None = None,
    provenance: Provenance | None = None,
) -> int:
    """Write cases to a file, by its ending, and give how many; a file that cannot be finished is not left behind.

    Raises :class:`UsageError` for another ending, :class:`NoCases`, or :class:`OutputFailed`.
    """
    ending = next((item for item in ENDINGS if path.name.endswith(item)), "")
    if not ending:
        raise UsageError(f"{path.name} says not how to write it.", next_step=f"End it in one of {', '.join(ENDINGS)}.")
    with database.reading() as unit, _in_place(path) as (staged, work):
        refs = unit.refs(process=process, provenance=provenance)
        if not refs:
            raise NoCases("no case matches what is to be written.", next_step="See `licensing case list`.")
        records = _records(unit, refs, progress)
        if ending in (".csv", ".parquet"):
            return write_stays(records, staged, work)
        with _text(staged, packed=ending == ".xes.gz") as sink:
            if ending == ".json":
                return write_ocel(records, sink)
            return write_xes(records, _definitions(unit, refs), sink)


def restore(database: Database, path: Path) -> tuple[int, int]:
    """Bring back the cases of a file that was written here, and give how many were new and how many there already.

    All of them or none: their events keep the instants of their recording and so their digests. Raises
    :class:`LogFault` for a file that was changed, and :class:`CaseExists` for a case that went on otherwise here.
    """
    definitions, cases = read_own(path)
    new = 0
    with database.writing() as unit:
        for item in cases:
            missing = [key for key in item.definitions if key not in definitions]
            if missing:
                raise LogFault(f"{path}:{item.line}: definition {missing[0]} is missing.", next_step="Export it again.")
            for key in item.definitions:
                unit.put_definition(definition_of_text(definitions[key]))
            new += _restored(unit, path, item)
    return new, len(cases) - new


def _restored(unit: Writing, path: Path, item: Restored) -> bool:
    place = f"{path}:{item.line}"
    if unit.lock(item.ref):
        here = unit.digest_at(item.ref, len(unit.events(item.ref)))
        if here == item.head_digest:
            return False
        raise CaseExists(f"{place}: a case {item.ref} is here and went on otherwise.", next_step="Use another store.")
    first = True
    for recorded_at_us, group in groupby(_commands(item.events), key=lambda command: command[0].recorded_at_us):
        for command in group:
            events: list[Event] = [recorded.event for recorded in command]
            if first:
                unit.open_case(_header(item), events, recorded_at_us)
                first = False
            else:
                unit.append(item.ref, events, recorded_at_us)
    if unit.digest_at(item.ref, len(item.events)) != item.head_digest:
        raise LogFault(f"{place}: the events of {item.ref} were changed.", next_step="Export the cases again.")
    return True


def _commands(events: Sequence[Recorded]) -> Iterator[list[Recorded]]:
    command: list[Recorded] = []
    for item in events:
        if item.event.command and command:
            yield command
            command = []
        command.append(item)
    if command:
        yield command


def _records(unit: Reading, refs: Sequence[str], progress: Progress) -> Iterator[CaseRecord]:
    progress(0, len(refs))
    for number, ref in enumerate(refs, start=1):
        recorded = unit.recorded(ref)
        case = fold([event for event, _ in recorded])
        yield CaseRecord(
            case=case,
            definition=unit.definition(case.definition_digest),
            header=_header_json(unit.header(ref)),
            head_digest=unit.digest_at(ref, recorded[-1][0].seq),
            events=tuple(Recorded(event, at_us) for event, at_us in recorded),
        )
        progress(number, len(refs))


def _definitions(unit: Reading, refs: Sequence[str]) -> dict[str, str]:
    used: dict[str, str] = {}
    for ref in refs:
        for event in unit.events(ref):
            for key in definitions_of(event):
                used.setdefault(key, unit.definition(key).text)
    return used


def _header_json(header: CaseHeader) -> dict[str, Json]:
    until = header.observed_until
    return {
        "ref": header.ref,
        "process": header.process,
        "provenance": header.provenance.value,
        "matter": header.matter,
        "title_en": header.title_en,
        "title_ja": header.title_ja,
        "observed_until": None if until is None else until.isoformat(),
        "plan": header.plan,
        "sources": header.sources,
        "links": [list(link) for link in header.links],
    }


def _header(item: Restored) -> CaseHeader:
    told = item.header
    until = told["observed_until"]
    return CaseHeader(
        ref=told["ref"],
        process=told["process"],
        provenance=Provenance(told["provenance"]),
        matter=told["matter"],
        title_en=told["title_en"],
        title_ja=told["title_ja"],
        observed_until=None if until is None else date.fromisoformat(until),
        plan=told["plan"],
        sources=told["sources"],
        links=tuple((role, matter) for role, matter in told["links"]),
    )


@contextmanager
def _text(path: Path, *, packed: bool) -> Iterator[IO[str]]:
    if packed:
        # Without the moment of packing, the same cases give the same bytes.
        with (
            path.open("wb") as raw,
            gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as zipped,
            io.TextIOWrapper(cast("IO[bytes]", zipped), encoding="utf-8", newline="\n") as sink,
        ):
            yield sink
        return
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        yield sink


@contextmanager
def _in_place(path: Path) -> Iterator[tuple[Path, Path]]:
    """Give a place to write to beside the file, which takes its name only when it is whole."""
    try:
        work = Path(tempfile.mkdtemp(prefix=".export-", dir=path.parent))
    except OSError as error:
        raise OutputFailed(
            f"{path.parent} cannot be written to ({error.strerror}).", next_step="Choose another folder."
        ) from error
    try:
        staged = work / path.name
        yield staged, work
        try:
            os.replace(staged, path)  # noqa: PTH105 - over a file that is there
            beside = staged.with_suffix(DICTIONARY)
            if beside.exists():
                os.replace(beside, path.with_suffix(DICTIONARY))  # noqa: PTH105 - over a file that is there
        except OSError as error:
            raise OutputFailed(f"{path} cannot be written ({error.strerror}).", next_step="Choose another.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
