"""Stays of cases as a table, CSV or Parquet, with a dictionary of its columns beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from licensing.definitions.glossary import party_of
from licensing.domain.vocabulary import UNKNOWN_STATE
from licensing.domain.when import When, from_us
from licensing.exchange.staging import connected, quoted, staged
from licensing.exchange.told import CaseRecord

COLUMNS: dict[str, tuple[str, str]] = {
    "ref": ("VARCHAR", "Reference of the case."),
    "matter": ("VARCHAR", "The story it belongs to: returned and refiled, amended and reconsidered cases share one."),
    "process": ("VARCHAR", "The kind of authorization."),
    "version": ("VARCHAR", "The version of the definition that the case runs under."),
    "provenance": ("VARCHAR", "observed (a real case), mock (invented) or simulated; never to be mixed in a figure."),
    "stay": ("INTEGER", "Number of the stay in the case, from 1."),
    "state": ("VARCHAR", "Where the case was; 'unknown' where nobody saw it."),
    "owner": ("VARCHAR", "Who held it there."),
    "party": ("VARCHAR", "The party of the owner."),
    "kind": ("VARCHAR", "touch and decision (at work, an upper bound), queue, external, terminal."),
    "stage": ("VARCHAR", "prepare, intake, review, notify, decide, after."),
    "entered_earliest": ("TIMESTAMPTZ", "First moment at which it can have come; empty where nothing bounds it."),
    "entered_latest": ("TIMESTAMPTZ", "Last moment at which it can have come."),
    "left_earliest": ("TIMESTAMPTZ", "First moment at which it can have left; empty while it is there, or unbounded."),
    "left_latest": ("TIMESTAMPTZ", "Last moment at which it can have left; empty while it is there."),
    "entered_by": ("VARCHAR", "The transition that brought it; empty for an opening or a sighting."),
    "left_by": ("VARCHAR", "The transition that took it away; empty for a sighting."),
    "zone": ("VARCHAR", "The civil zone in which days of the case are days; the moments themselves are UTC."),
    "outcome": ("VARCHAR", "The outcome that stands for the case as a whole; empty while there is none."),
}
DICTIONARY = ".dictionary.csv"


def write_stays(records: Iterable[CaseRecord], path: Path, work: Path) -> int:
    """Write a row for every stay, as CSV or (by the ending ``.parquet``) as Parquet, and give the number of cases.

    ``work`` is a folder for what is written on the way. The dictionary goes beside the table.
    """
    table = path if path.suffix == ".csv" else work / "stays.csv"
    count = 0
    with table.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(COLUMNS)
        for count, record in enumerate(records, start=1):  # noqa: B007 - the number of the last one is the answer
            writer.writerows(_rows(record))
    if table is not path:
        _to_parquet(table, path, work)
    _write_dictionary(path.with_suffix(DICTIONARY))
    return count


def _write_dictionary(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(("column", "type", "meaning"))
        writer.writerows((name, kind, meaning) for name, (kind, meaning) in COLUMNS.items())


def _to_parquet(table: Path, path: Path, work: Path) -> None:
    typed = {name: kind for name, (kind, _) in COLUMNS.items()}
    with connected(work) as database:
        database.execute("SET TimeZone = 'UTC'")
        database.execute(
            f"COPY (SELECT * FROM {staged(table, typed, header=True)})"  # noqa: S608 - paths of our own
            f" TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def _rows(record: CaseRecord) -> Iterator[tuple[object, ...]]:
    case, definition = record.case, record.definition
    for visit in case.visits:
        state = definition.states.get(visit.state)
        owner = UNKNOWN_STATE if state is None else state.owner
        yield (
            case.ref,
            case.matter,
            case.process,
            case.version,
            case.provenance.value,
            visit.number,
            visit.state,
            owner,
            party_of(definition, owner).value,
            "" if state is None else state.kind.value,
            "" if state is None else state.stage.value,
            *_bounds(visit.entered),
            *_bounds(visit.left),
            visit.entered_by,
            visit.left_by,
            visit.entered.zone,
            case.outcome.value if case.outcome else "",
        )


def _bounds(when: When | None) -> tuple[str, str]:
    return ("", "") if when is None else (_time(when.earliest_us), _time(when.latest_us))


def _time(us: int | None) -> str:
    return "" if us is None else from_us(us).isoformat(timespec="microseconds")
