"""Write cases of a store as XES (IEEE 1849) without losing anything, and read such a file back.

Other programs see activities with beginning and end, owners as resources and parties as roles. Beside them stands, in
attributes of our own (prefix ``licensing``), every event in its canonical text with the instant of its recording, what
the case file said, and the definitions: enough to restore the cases with the very digests they had.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from licensing.domain.errors import LogFault
from licensing.domain.event import Event, event_from_json, event_to_json
from licensing.domain.text import canonical, digest
from licensing.domain.when import from_us
from licensing.exchange.log import Phase
from licensing.exchange.moments import Moments
from licensing.exchange.opening import opened
from licensing.exchange.told import CaseRecord, Line, Recorded, definitions_of, lines
from licensing.exchange.xes import XesReader

MARK = "urn:licensing:xes:1"
"""The address of our extension: a file that declares it can be restored."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PIECE = 50_000
"""Characters of one attribute: longer texts are cut, since readers refuse values without an end."""
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="nested-attributes">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Licensing" prefix="licensing" uri="{MARK}"/>
  <classifier name="Activity" keys="concept:name"/>
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """A case as a file of ours tells it: what its case file said, its events, and the digest of the last of them."""

    ref: str
    line: int
    header: dict[str, Any]
    head_digest: str
    definitions: tuple[str, ...]
    """Digests of the definitions its events name."""
    events: tuple[Recorded, ...]


def write_xes(records: Iterable[CaseRecord], definitions: dict[str, str], sink: IO[str]) -> int:
    """Write cases, with the canonical texts of their definitions by digest, and give how many they were."""
    sink.write(_HEAD)
    for key, text in definitions.items():
        _long(sink, "  ", f"licensing:definition:{key}", text)
    count = 0
    for count, record in enumerate(records, start=1):  # noqa: B007 - the number of the last one is the answer
        sink.write("  <trace>\n")
        _string(sink, "    ", "concept:name", record.case.ref)
        _string(sink, "    ", "licensing:process", record.case.process)
        _string(sink, "    ", "licensing:provenance", record.case.provenance.value)
        _string(sink, "    ", "licensing:matter", record.case.matter)
        _string(sink, "    ", "licensing:head", record.head_digest)
        _long(sink, "    ", "licensing:case", canonical(record.header))
        for line in lines(record):
            _event(sink, line)
        sink.write("  </trace>\n")
    sink.write("</log>\n")
    return count


def _event(sink: IO[str], line: Line) -> None:
    sink.write("    <event>\n")
    _string(sink, "      ", "concept:name", line.activity)
    _string(sink, "      ", "concept:instance", str(line.number))
    _string(sink, "      ", "lifecycle:transition", "start" if line.phase is Phase.START else "complete")
    sink.write(f'      <date key="time:timestamp" value="{from_us(line.us).isoformat()}"/>\n')
    for key, value in (("org:resource", line.owner), ("org:role", line.party), ("licensing:note", line.note)):
        if value:
            _string(sink, "      ", key, value)
    if line.recorded is not None:
        sink.write(f'      <int key="licensing:recorded" value="{line.recorded.recorded_at_us}"/>\n')
        _long(sink, "      ", "licensing:event", canonical(event_to_json(line.recorded.event)))
    sink.write("    </event>\n")


def _string(sink: IO[str], indent: str, key: str, value: str) -> None:
    sink.write(f"{indent}<string key={quoteattr(key)} value={_attribute(value)}/>\n")


def _attribute(value: str) -> str:
    """Write a value between quotes; a character that XML cannot carry is marked as lost (texts of ours have none)."""
    return quoteattr(_NOT_XML.sub("\ufffd", value), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _long(sink: IO[str], indent: str, key: str, text: str) -> None:
    for number, start in enumerate(range(0, max(len(text), 1), PIECE), start=1):
        _string(sink, indent, f"{key}:{number}", text[start : start + PIECE])


def is_own(path: Path) -> bool:
    """Say whether a file was written here: it declares our extension at its head."""
    with opened(path) as (stream, _):
        return f'uri="{MARK}"'.encode() in stream.read(4_096)


def read_own(path: Path) -> tuple[dict[str, str], list[Restored]]:
    """Read a file of ours back: the texts of definitions by digest, and the cases.

    Raises ``MissingFile``, and :class:`LogFault` for a file that was cut off or changed.
    """
    reader = _OwnReader(str(path), Moments(None, None))
    with opened(path) as (stream, below):
        for _ in reader.cases(stream, below, lambda _: None):
            pass
    definitions = {key: _joined(pieces) for key, pieces in reader.definitions.items()}
    for key, text in definitions.items():
        if digest(text) != key:
            raise LogFault(f"{path}: definition {key} was changed.", next_step="Export the cases again.")
    return definitions, reader.restored


class _OwnReader(XesReader):
    """Follows the elements of a file of ours and keeps what belongs to us."""

    def __init__(self, name: str, moments: Moments) -> None:
        super().__init__(name, moments)
        self.definitions: dict[str, dict[int, str]] = {}
        self.restored: list[Restored] = []
        self._recorded: list[Recorded] = []

    def _attribute(self, tag: str, attributes: dict[str, str], depth: int) -> None:
        key, text = attributes.get("key", ""), attributes.get("value")
        if depth == 1 and text is not None and key.startswith("licensing:definition:"):
            _, _, own, number = key.split(":")
            self.definitions.setdefault(own, {})[int(number)] = text
        super()._attribute(tag, attributes, depth)

    def _event_done(self, trace: Any, event: Any) -> None:  # noqa: ANN401 - what the reader holds open
        text, recorded = _pieces(event.values, "licensing:event"), event.values.get("licensing:recorded")
        if text:
            try:
                found: Event = event_from_json(json.loads(text))
            except (ValueError, TypeError, KeyError) as error:
                raise self._fault(f"an event of ours was changed ({error}).", "Export the cases again.") from error
            if not isinstance(recorded, int):
                raise self._fault("an event of ours says not when it was recorded.", "Export the cases again.")
            self._recorded.append(Recorded(found, recorded))
        super()._event_done(trace, event)

    def _trace_done(self, trace: Any) -> None:  # noqa: ANN401 - what the reader holds open
        header, head = _pieces(trace.values, "licensing:case"), trace.values.get("licensing:head")
        ref = str(trace.values.get("concept:name", ""))
        if not header or not isinstance(head, str) or not self._recorded:
            raise self._fault(f"the case {ref[:60]!r} is not whole.", "Export the cases again.", trace.line)
        used = {part for item in self._recorded for part in definitions_of(item.event)}
        told = json.loads(header)
        self.restored.append(Restored(ref, trace.line, told, head, tuple(sorted(used)), tuple(self._recorded)))
        self._recorded = []
        super()._trace_done(trace)


def _pieces(values: dict[str, Any], key: str) -> str:
    found = {int(name.rpartition(":")[2]): str(text) for name, text in values.items() if name.startswith(f"{key}:")}
    return _joined(found)


def _joined(pieces: dict[int, str]) -> str:
    return "".join(pieces[number] for number in sorted(pieces))
