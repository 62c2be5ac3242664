"""The published figures that ship with the package: read, and checked for what no model sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from licensing.definitions.finding import Finding, Level
from licensing.definitions.period import Jurisdiction, span
from licensing.definitions.published import Entry, Topic
from licensing.definitions.registry import JURISDICTIONS, library, process_ids
from licensing.definitions.strict_yaml import Document, FilePath
from licensing.domain.errors import InvalidFile


@dataclass(frozen=True)
class TopicFile:
    """The file of a topic, as read."""

    document: Document
    topic: Topic
    jurisdiction: Jurisdiction

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Give its figures, in the order of the file."""
        return tuple(Entry(self.topic, self.jurisdiction, figure) for figure in self.topic.figures)


def topic_paths() -> tuple[Path, ...]:
    """Give the files of all topics, in the order jurisdiction, name."""
    root = library() / "figures"
    return tuple(path for name in JURISDICTIONS for path in sorted((root / name).glob("*.yaml")))


@cache
def published() -> tuple[Entry, ...]:
    """Give every published figure. Raises ``MalformedFile`` or ``InvalidFile`` with file and line."""
    return tuple(entry for path in topic_paths() for entry in read_topic(path).entries)


def read_topic(path: Path) -> TopicFile:
    """Read the file of a topic. Raises ``MissingFile``, ``MalformedFile`` or ``InvalidFile`` with file and line."""
    file = open_topic(path)
    for fault in faults(file):
        raise InvalidFile(f"{fault.file}:{fault.line}: {fault.message}", next_step=fault.remedy)
    return file


def open_topic(path: Path) -> TopicFile:
    """Read the file of a topic without asking whether it contradicts itself. Raises as :func:`read_topic` does."""
    document = Document.read(path)
    return TopicFile(document, document.validate(Topic), _jurisdiction(path, document))


def faults(file: TopicFile) -> Iterator[Finding]:
    """Find what contradicts itself within a topic (``FIG-01`` to ``FIG-06``)."""
    topic, stem = file.topic, Path(file.document.name).stem
    if topic.topic != stem:
        yield _fault(file, "FIG-01", ("topic",), f"the topic is named {topic.topic}, its file {stem}.", "Use one name.")
    for place, name in enumerate(topic.processes):
        if name not in process_ids():
            message = f"no process '{name}'."
            yield _fault(file, "FIG-02", ("processes", place), message, f"Processes: {', '.join(process_ids())}.")
    seen: set[tuple[str, str]] = set()
    for place, figure in enumerate(topic.figures):
        for key, known in (("series", topic.series), ("source", topic.sources)):
            if (name := getattr(figure, key)) not in known:
                message = f"the topic has no {key} '{name}'."
                yield _fault(file, "FIG-03", ("figures", place, key), message, "Add it or mend its spelling.")
        if (figure.series, figure.period) in seen:
            message = f"'{figure.series}' has two figures for {figure.period}."
            remedy = "Keep one, or make a series of the other definition."
            yield _fault(file, "FIG-04", ("figures", place), message, remedy)
        seen.add((figure.series, figure.period))
        try:
            span(figure.period, file.jurisdiction)
        except ValueError as error:
            yield _fault(
                file, "FIG-05", ("figures", place, "period"), f"{error}.", "Write the period as the source has it."
            )
    yield from _unused(file)


def _unused(file: TopicFile) -> Iterator[Finding]:
    for key, known, used in (
        ("series", file.topic.series, {figure.series for figure in file.topic.figures}),
        ("sources", file.topic.sources, {figure.source for figure in file.topic.figures}),
    ):
        for name in known:
            if name not in used:
                yield _fault(file, "FIG-06", (key, name), f"no figure names '{name}' of {key}.", "Remove it.")


def _fault(file: TopicFile, code: str, path: FilePath, message: str, remedy: str) -> Finding:
    where = ".".join(map(str, path))
    return Finding(code, Level.ERROR, file.document.name, file.document.line(path), where, message, remedy)


def _jurisdiction(path: Path, document: Document) -> Jurisdiction:
    name = path.resolve().parent.name
    if name not in JURISDICTIONS:
        raise document.fault(
            (), f"the folder {name} is no jurisdiction.", f"Put the file into one of {', '.join(JURISDICTIONS)}."
        )
    return cast("Jurisdiction", name)
