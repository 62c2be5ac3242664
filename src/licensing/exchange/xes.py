"""Read XES (IEEE 1849) as a stream: one trace in memory at a time, positions kept, nothing trusted.

The parser refuses document types and entities, which a log does not need and with which a short file can mean a huge
one or reach for other files. Only the concept, lifecycle, time and organizational extensions are read; every other
attribute of an event is checked for its type and passed over.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from licensing.domain.errors import LogFault
from licensing.exchange.log import (
    LONGEST_TEXT,
    MOST_ATTRIBUTES,
    MOST_EVENTS_IN_A_CASE,
    MOST_WORDS_OF_A_CASE,
    LogCase,
    LogEvent,
    Phase,
    Progress,
    Scalar,
    fault,
    no_progress,
)
from licensing.exchange.moments import Moments, iso_day
from licensing.exchange.opening import PIECE_BYTES, opened

DEEPEST_NESTING = 64
LONGEST_SILENCE_BYTES = 4_000_000
"""How much of the file may go by without one element in it: a tag that never closes."""
NAME, TIME, LIFECYCLE, INSTANCE, RESOURCE = (
    "concept:name",
    "time:timestamp",
    "lifecycle:transition",
    "concept:instance",
    "org:resource",
)
PHASES = {
    "start": Phase.START,
    "complete": Phase.END,
    "ate_abort": Phase.END,
    "pi_abort": Phase.END,
    "withdraw": Phase.END,
    "autoskip": Phase.END,
}
"""What the standard lifecycle says of beginning and end; its other transitions neither begin nor end anything."""
_TYPED = frozenset({"string", "date", "int", "float", "boolean", "id"})
_NESTED = frozenset({"list", "container", "values"})
_BEFORE = frozenset({"extension", "global", "classifier"})
_WHOLE = re.compile(r"[+-]?\d{1,19}")
_REAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN")


def read_xes(path: Path, moments: Moments, progress: Progress = no_progress) -> Iterator[LogCase]:
    """Read the cases of a log, one after the other.

    Raises ``MissingFile``, and :class:`LogFault` that names file and line. Cases given before a fault is met are to be
    thrown away: nothing of a faulty log is kept.
    """
    with opened(path) as (stream, below):
        yield from XesReader(str(path), moments).cases(stream, below, progress)


@dataclass
class _Open:
    """What is being read: the attributes of a trace or of an event."""

    line: int
    values: dict[str, Scalar] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    events: list[LogEvent] = field(default_factory=list)
    passed_over: int = 0


class XesReader:
    """Follows the elements of one file."""

    def __init__(self, name: str, moments: Moments) -> None:
        self.name = name
        self.moments = moments
        self.done: deque[LogCase] = deque()
        self.refs: set[str] = set()
        self.path: list[str] = []
        self.trace: _Open | None = None
        self.event: _Open | None = None
        self.heard = False
        """Whether an element began in the last piece."""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.ExternalEntityRefHandler = self._outside
        self.parser.SkippedEntityHandler = self._entity

    def cases(self, stream: IO[bytes], below: IO[bytes], progress: Progress) -> Iterator[LogCase]:
        """Read to the end and give the cases as they are complete. Raises :class:`LogFault`."""
        silent_bytes = 0
        try:
            while piece := stream.read(PIECE_BYTES):
                self.heard = False
                self.parser.Parse(piece, False)  # noqa: FBT003 - expat's own signature
                silent_bytes = 0 if self.heard else silent_bytes + len(piece)
                if silent_bytes > LONGEST_SILENCE_BYTES:
                    raise self._fault("a tag is longer than any log needs.", "Look at the file at that line.")
                progress(below.tell())
                while self.done:
                    yield self.done.popleft()
            self.parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            cut = error.code in (expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS], _UNCLOSED)
            problem = f"the file is cut off ({what})." if cut else f"no well-formed XML ({what})."
            raise fault(self.name, error.lineno, problem, "Export or copy the log again.") from error
        except (UnicodeDecodeError, LookupError) as error:
            raise self._fault(f"the text cannot be decoded ({error}).", "Save the log as UTF-8.") from error
        yield from self.done
        if not self.refs:
            raise self._fault("the log has no case.", "Name the file of a log.")

    # What expat calls

    def _doctype(self, *_: object) -> None:
        raise self._fault("a document type is declared, which no log needs.", "Remove the line that begins <!DOCTYPE.")

    def _entity(self, *_: object) -> None:
        raise self._fault("an entity is declared or used, which no log needs.", "Write its text out.")

    def _outside(self, *_: object) -> int:
        raise self._fault("the file reaches for another file.", "Write the text out.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.heard = True
        tag = tag.rpartition(":")[2]
        depth = len(self.path)
        if depth >= DEEPEST_NESTING:
            raise self._fault(f"more than {DEEPEST_NESTING} elements inside each other.", "Look at the file there.")
        self.path.append(tag)
        line = self.parser.CurrentLineNumber
        if depth == 0:
            if tag != "log":
                raise self._fault(f"the file is no event log: it begins with <{tag[:40]}>.", "Name an XES file.")
        elif tag == "trace" and depth == 1:
            self.trace = _Open(line)
        elif tag == "event" and depth == 2 and self.trace is not None:
            self.event = _Open(line)
        elif tag in _TYPED:
            self._attribute(tag, attributes, depth)
        elif tag not in _NESTED and tag not in _BEFORE:
            raise self._fault(f"<{tag[:40]}> is not part of XES here.", "Remove it.")

    def _end(self, _: str) -> None:
        depth = len(self.path) - 1
        tag = self.path.pop()
        if tag == "event" and depth == 2 and self.trace is not None and self.event is not None:
            self._event_done(self.trace, self.event)
            self.event = None
        elif tag == "trace" and depth == 1 and self.trace is not None:
            self._trace_done(self.trace)
            self.trace = None

    # What the elements mean

    def _attribute(self, tag: str, attributes: dict[str, str], depth: int) -> None:
        key, text = attributes.get("key"), attributes.get("value")
        if key is None or text is None:
            raise self._fault(f"a {tag} has no {'key' if key is None else 'value'}.", "Give it one.")
        if len(text) > LONGEST_TEXT or len(key) > LONGEST_TEXT:
            raise self._fault(f"a value has {max(len(text), len(key))} characters.", f"Keep it below {LONGEST_TEXT}.")
        holder = self.event or self.trace
        if holder is None or depth != (3 if self.event is not None else 2):
            return
        if key in holder.values or key in holder.dates:
            raise self._fault(f"{key!r} is given twice.", "Keep one of the two.")
        if len(holder.values) + len(holder.dates) >= MOST_ATTRIBUTES:
            raise self._fault(
                f"more than {MOST_ATTRIBUTES} attributes of one thing.", "Leave out what no report needs."
            )
        if tag == "date" or key == TIME:
            if tag != "date":
                raise self._fault(f"{key!r} is a {tag} and no date.", "Write it as a date.")
            holder.dates[key] = text
        else:
            holder.values[key] = self._typed(tag, key, text)

    def _typed(self, tag: str, key: str, text: str) -> Scalar:
        if tag in ("string", "id"):
            return text
        stripped = text.strip()
        if tag == "int" and _WHOLE.fullmatch(stripped):
            return int(stripped)
        if tag == "float" and _REAL.fullmatch(stripped):
            return float(stripped.replace("INF", "inf").replace("NaN", "nan"))
        if tag == "boolean" and stripped in ("true", "false", "1", "0"):
            return stripped in ("true", "1")
        raise self._fault(f"{key!r} is no {tag}: {text[:40]!r}.", "Write the value as its type asks, or as a string.")

    def _event_done(self, trace: _Open, event: _Open) -> None:
        activity, time = event.values.get(NAME), event.dates.get(TIME)
        if not isinstance(activity, str) or not activity.strip():
            raise self._fault(f"an event has no {NAME}.", "Give every event its activity.", event.line)
        if time is None:
            raise self._fault(f"the event {activity[:60]!r} has no {TIME}.", "Give every event its time.", event.line)
        try:
            us = self.moments.us(time)
        except ValueError as error:
            raise self._fault(f"{error}.", "Correct it, or name the zone in a mapping file.", event.line) from error
        phase = PHASES.get(str(event.values.get(LIFECYCLE, "complete")).lower())
        if phase is None:
            trace.passed_over += 1
            return
        if len(trace.events) >= MOST_EVENTS_IN_A_CASE:
            raise self._fault(f"a case has more than {MOST_EVENTS_IN_A_CASE} events.", "Split it.", trace.line)
        instance, resource = event.values.get(INSTANCE, ""), event.values.get(RESOURCE, "")
        trace.events.append(LogEvent(activity, us, phase, event.line, str(instance), str(resource)))

    def _trace_done(self, trace: _Open) -> None:
        ref = str(trace.values.pop(NAME, "")).strip()
        if not ref:
            raise self._fault(f"a trace has no {NAME}.", "Give every case its name.", trace.line)
        if ref in self.refs:
            raise self._fault(f"the case {ref[:60]!r} is there twice.", "Give each case a name of its own.", trace.line)
        self.refs.add(ref)
        for key, text in trace.dates.items():
            if iso_day(text) is None:
                raise self._fault(f"{key!r} is no date: {text[:40]!r}.", "Write it as ISO 8601.", trace.line)
        attributes, days = tuple(trace.values.items()), tuple(trace.dates.items())
        if sum(len(key) + len(str(value)) for key, value in attributes) > MOST_WORDS_OF_A_CASE:
            raise self._fault("the attributes of a case are longer than any report needs.", "Shorten them.", trace.line)
        by_day = bool(self.moments.by_day)
        self.done.append(LogCase(ref, trace.line, tuple(trace.events), attributes, days, trace.passed_over, by_day))

    def _fault(self, problem: str, remedy: str, line: int | None = None) -> LogFault:
        return fault(self.name, self.parser.CurrentLineNumber if line is None else line, problem, remedy)


_UNCLOSED = expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN]
