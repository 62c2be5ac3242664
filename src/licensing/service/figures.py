"""Published figures as people ask for them: listed, shown with all that belongs to one, and checked."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from licensing.analysis.little import Triple, Unchecked, triples
from licensing.definitions.figure_library import TopicFile, faults, open_topic, published, topic_paths
from licensing.definitions.finding import Finding, Level, in_order
from licensing.definitions.published import Entry, Reading
from licensing.definitions.registry import process_path
from licensing.domain.errors import DefinitionError, UnknownFigure
from licensing.domain.text import Json

SIGNS: dict[Reading, str] = {
    Reading.EXACT: "",
    Reading.ABOUT: "≈\u00a0",
    Reading.ALMOST: "<≈\u00a0",
    Reading.MORE_THAN: ">\u00a0",
    Reading.AT_LEAST: "≥\u00a0",
    Reading.AT_MOST: "≤\u00a0",
}


@dataclass(frozen=True)
class Check:
    """What a check of published figures came to."""

    topics: int
    figures: int
    findings: tuple[Finding, ...]
    checked: tuple[Triple, ...]
    unchecked: tuple[Unchecked, ...]

    @property
    def exit_code(self) -> int:
        """Give 1 where the data are wrong; numbers that do not fit together are the publishers' own."""
        return 1 if any(finding.level is Level.ERROR for finding in self.findings) else 0

    def as_json(self) -> dict[str, Json]:
        """Give the check as JSON."""
        return {
            "topics": self.topics,
            "figures": self.figures,
            "findings": [finding.as_json() for finding in self.findings],
            "checked": [_triple_json(triple) for triple in self.checked],
            "unchecked": [{"figure": item.time.id, "reason": item.reason} for item in self.unchecked],
        }


@dataclass(frozen=True)
class Shown:
    """A figure, the others of its series, and the series of the same quantity that it is not joined with."""

    entry: Entry
    same_series: tuple[Entry, ...]
    apart: tuple[str, ...]


def list_figures(*, process: str | None = None, topic: str | None = None) -> tuple[Entry, ...]:
    """Give the published figures of a process or a topic, or all of them.

    Raises ``UnknownProcess`` or :class:`UnknownFigure`.
    """
    if process is not None:
        process_path(process)
    topics = tuple(dict.fromkeys(entry.topic.topic for entry in published()))
    if topic is not None and topic not in topics:
        raise UnknownFigure(f"no topic '{topic}'.", next_step=f"Topics: {', '.join(topics)}.")
    return tuple(
        entry
        for entry in published()
        if (process is None or process in entry.topic.processes) and topic in (None, entry.topic.topic)
    )


def show_figure(name: str) -> Shown:
    """Give a figure with what belongs to it. Raises :class:`UnknownFigure`."""
    known = {entry.id: entry for entry in published()}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        remedy = f"Near it: {', '.join(near)}." if near else "See `licensing figures list`."
        raise UnknownFigure(f"no published figure '{name}'.", next_step=remedy)
    entry = known[name]
    own = entry.topic.figures
    same = tuple(
        item for item in known.values() if item.topic is entry.topic and item.figure.series == entry.figure.series
    )
    names = tuple(dict.fromkeys(figure.series for figure in own))
    apart = tuple(
        other
        for other in names
        if other != entry.figure.series and entry.topic.series[other].quantity is entry.series.quantity
    )
    return Shown(entry, same, apart)


def check_figures(path: Path | None = None) -> Check:
    """Check the files of published figures, or one file, and what Little's law says of their numbers."""
    findings: list[Finding] = []
    files: list[TopicFile] = []
    paths = topic_paths() if path is None else (path,)
    for item in paths:
        try:
            file = open_topic(item)
        except DefinitionError as error:
            findings.append(_of(error, item))
            continue
        found = tuple(faults(file))
        findings.extend(found)
        if not found:
            files.append(file)
    entries = tuple(entry for file in files for entry in file.entries)
    findings.extend(_twice(files))
    return Check(len(paths), len(entries), in_order(findings), *triples(entries))


def number(entry: Entry) -> str:
    """Print the number of a figure with its unit, no more precise than its source."""
    figure = entry.figure
    text = f"{_plain(figure.low)}–{_plain(figure.high)}" if figure.value is None else _plain(figure.value)
    of = "" if figure.of is None else f" of {_plain(figure.of)}"
    return f"{SIGNS[figure.reading]}{text}{of}"


def row(entry: Entry) -> dict[str, Json]:
    """Give a figure as one row that says everything."""
    figure, series, span = entry.figure, entry.series, entry.span
    return {
        "figure": entry.id,
        "topic": entry.topic.topic,
        "processes": list(entry.topic.processes),
        "jurisdiction": entry.jurisdiction,
        "series": figure.series,
        "label_en": series.label.en,
        "label_ja": series.label.ja,
        "place_en": series.place.en,
        "place_ja": series.place.ja,
        "destination": series.destination,
        "quantity": series.quantity.value,
        "statistic": series.statistic.value,
        "whole": series.whole,
        "period": figure.period,
        "first_day": None if span.first is None else span.first.isoformat(),
        "last_day": None if span.last is None else span.last.isoformat(),
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "of": figure.of,
        "unit": series.unit,
        "reading": figure.reading.value,
        "clock": series.clock,
        "says": entry.says,
        "source": entry.source.cite,
        "source_kind": entry.source.kind.value,
        "address": entry.source.address,
        "confidence": figure.confidence.value,
        "as_of": entry.topic.as_of.isoformat(),
    }


def _plain(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,}".replace(",", "\u202f")


def _twice(files: Sequence[TopicFile]) -> Iterator[Finding]:
    """Find a topic that two files claim (``FIG-07``)."""
    seen: dict[str, str] = {}
    for file in files:
        name = file.topic.topic
        if name in seen:
            message = f"the topic {name} is also in {seen[name]}."
            yield Finding(
                "FIG-07", Level.ERROR, file.document.name, 1, "topic", message, "Give one of them another name."
            )
        seen.setdefault(name, file.document.name)


def _of(error: DefinitionError, path: Path) -> Finding:
    """Turn what a reader refuses into a finding; its sentence begins with file and line."""
    place, line, message = str(path), 1, error.message
    if message.startswith(f"{path}:"):
        number_text, _, rest = message.removeprefix(f"{path}:").partition(": ")
        if number_text.isdigit():
            line, message = int(number_text), rest
    return Finding(error.code, Level.ERROR, place, line, "", message, error.next_step)


def _triple_json(triple: Triple) -> dict[str, Json]:
    return {
        "topic": triple.time.topic.topic,
        "period": triple.time.figure.period,
        "days_of_period": triple.days,
        "open": triple.stock.id,
        "through": triple.flow.id,
        "time": triple.time.id,
        "computed_days": round(triple.computed_days, 3),
        "published_days": triple.published_days,
        "deviation": round(triple.deviation, 4),
        "caveats": list(triple.caveats),
    }
