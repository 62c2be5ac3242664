"""A store in a notebook: reports as frozen results that show themselves as tables and go on as Arrow tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from licensing.analysis.ruler import Measure
from licensing.analysis.scope import Scope
from licensing.analysis.trend import Every
from licensing.domain.errors import ProvenanceNeeded, UsageError
from licensing.domain.text import Json
from licensing.domain.vocabulary import Provenance
from licensing.service.answers import report_on
from licensing.service.days import end_at_home, end_of_us
from licensing.service.why import Why, why
from licensing.store.database import Database

if TYPE_CHECKING:
    import pyarrow as pa

_TOLD = ("process", "n_decided", "n_open", "clock", "clock_id", "as_of", "definition_versions", "by", "class")


@dataclass(frozen=True)
class Result:
    """A report: ``head`` (what every figure carries), ``rows`` as mappings, and all of it as ``data``."""

    data: dict[str, Json]

    @property
    def head(self) -> dict[str, Json]:
        """Give what every figure carries: process, clock, provenance, as-of day, cases, versions."""
        return {name: value for name, value in self.data.items() if name in ("report", "provenance", "period", *_TOLD)}

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """Give the rows of the main table, as ``--json`` prints them."""
        rows = self.data["rows"]
        return tuple(row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()

    def to_arrow(self) -> pa.Table:
        """Give the rows as an Arrow table, its metadata the head. Raises :class:`UsageError` without pyarrow."""
        try:
            import pyarrow as pa  # noqa: PLC0415 - comes with the extra `notebook`
        except ImportError as missing:
            raise UsageError(
                "Arrow tables need pyarrow.", next_step="Install it: pip install 'licensing[notebook]'."
            ) from missing
        table = pa.Table.from_pylist([{name: _flat(value) for name, value in row.items()} for row in self.rows])
        return table.replace_schema_metadata({name: str(value) for name, value in self.head.items()})

    def _repr_html_(self) -> str:
        rows = self.rows
        columns = [name for name in (rows[0] if rows else {}) if name != "figure"]
        told = " · ".join(f"{name} {_cell(self.head[name])}" for name in _TOLD if self.head.get(name) is not None)
        head = f"<caption>{escape(str(self.data['report']))} · {escape(told)} · {_provenance(self.data)}</caption>"
        titles = "".join(f"<th>{escape(name)}</th>" for name in columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(row[name]))}</td>" for name in columns) + "</tr>" for row in rows
        )
        return f"<table>{head}<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True)
class Store:
    """An open store; close it, or use it in a ``with`` statement."""

    database: Database

    def __enter__(self) -> Self:
        """Give the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self.database.close()

    def report(self, name: str, process: str, **asked: Any) -> Result:  # noqa: ANN401 - the options of a report
        """Make a report by its name, such as ``bottlenecks``; options as :meth:`reports` takes them.

        Raises ``ProvenanceNeeded`` where the process has cases of several provenances and none is chosen.
        """
        made = self.reports(name, process, **asked)
        if len(made) > 1 and "by" not in asked:
            present = [str(result.data["provenance"]) for result in made]
            raise ProvenanceNeeded(
                f"this process has {' and '.join(present)} cases, and no figure mixes them.",
                next_step=f"Choose one: provenance='{present[0]}'.",
            )
        return made[0]

    def reports(  # noqa: PLR0913 - the options of a report, by name
        self,
        name: str,
        process: str,
        *,
        clock: str = "elapsed",
        clock_id: str | None = None,
        since: date | None = None,
        until: date | None = None,
        as_of: date | None = None,
        as_known_on: date | None = None,
        provenance: str | None = None,
        by: str = "",
        state: str = "",
        stock_on: date | None = None,
        still_after: int = 0,
        every: str = "year",
    ) -> tuple[Result, ...]:
        """Make a report for every provenance (and class of ``by``); ``state`` to ``still_after`` are survival's.

        Raises ``UsageError``, ``UnknownProcess``, ``NoCases`` or ``UnknownClock``.
        """
        options: dict[str, object] = {}
        if name == "survival":
            stock = end_at_home(_text(stock_on), "stock_on", process)
            options = {"state": state, "stock_on": stock, "still_after": still_after}
        elif name == "trend":
            options = {"every": Every(every)}
        scope = Scope(
            as_of=end_at_home(_text(as_of), "as_of", process),
            measure=Measure(clock),
            clock=clock_id,
            since=since,
            until=until,
        )
        chosen = None if provenance is None else Provenance(provenance)
        known_us = end_of_us(_text(as_known_on), "as_known_on")
        found = report_on(
            self.database,
            name,
            process,
            scope,
            by=by,
            provenance=chosen,
            recorded_until_us=known_us,
            options=options,
        )
        return tuple(Result(report.as_json()) for report in found)

    def why(self, figure: str, *, by: str = "") -> Why:
        """Walk back from a figure of a report made without options (or with ``by``)."""
        return why(self.database, figure, Scope(), by=by)

    def processes(self) -> tuple[str, ...]:
        """Give the processes that have cases here."""
        with self.database.reading() as unit:
            return tuple(dict.fromkeys(sorted(summary.process for summary in unit.summaries())))


def open_store(address: str | Path) -> Store:
    """Open a store for reading, by path or URL. Raises a ``StoreError``."""
    return Store(Database.open(address, read_only=True))


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _flat(value: Json) -> Json:
    """Give a cell an Arrow column can hold: what is nested is printed."""
    return str(value) if isinstance(value, dict) else value


def _cell(value: Json) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.1f}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_cell, value))
    return str(value)


def _provenance(data: dict[str, Json]) -> str:
    return escape(str(data["provenance"]).upper())
