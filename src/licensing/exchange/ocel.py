"""Read object-centric logs (OCEL 2.0, JSON): one type of object is the case, and its events are the case's.

An event of several such objects belongs to each of them. JSON has no lines worth naming once it is read, so a fault
names the place in the document (``events[3]``); what is no JSON at all is named by its line. The document is read
whole, and may therefore be no larger than :data:`LARGEST_BYTES`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from licensing.domain.errors import LogFault, LogMisfit
from licensing.exchange.log import LONGEST_TEXT, MOST_EVENTS_IN_A_CASE, LogCase, LogEvent, Phase, Scalar, fault
from licensing.exchange.moments import Moments, iso_day
from licensing.exchange.opening import opened

LARGEST_BYTES = 100_000_000
_REMEDY = "Export the log again."


def read_ocel(path: Path, moments: Moments, object_type: str | None) -> Iterator[LogCase]:
    """Read the cases of a log: the objects of a type, in the order of the file.

    ``object_type`` may be left out where the log has one only. Raises ``MissingFile``, :class:`LogFault` or
    :class:`LogMisfit`.
    """
    return _Document(str(path), _read(path)).cases(moments, object_type)


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever JSON gives
    with opened(path) as (stream, _):
        raw = stream.read(LARGEST_BYTES + 1)
    if len(raw) > LARGEST_BYTES:
        raise fault(str(path), 1, f"more than {LARGEST_BYTES} bytes of JSON.", "Export the log as XES or CSV.")
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise fault(str(path), 1, f"no UTF-8 at byte {error.start}.", "Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        cut = "the file is cut off" if error.pos >= len(error.doc.rstrip()) else f"no JSON ({error.msg})"
        raise fault(str(path), error.lineno, f"{cut}.", _REMEDY) from error
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise fault(str(path), 1, f"no JSON of a log ({reason}).", _REMEDY) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice[:60]!r} is given twice in one object")
    return made


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


class _Document:
    """The parts of one document, each checked for its kind when it is asked for."""

    def __init__(self, name: str, data: Any) -> None:  # noqa: ANN401 - whatever JSON gave
        self.name = name
        self.data = self._mapping(data, "the document")

    def cases(self, moments: Moments, object_type: str | None) -> Iterator[LogCase]:
        objects = self._objects(object_type)
        events: dict[str, list[LogEvent]] = {ref: [] for ref, _ in objects}
        for number, item in enumerate(self._list(self.data, "events", "the document")):
            place = f"events[{number}]"
            event = self._event(self._mapping(item, place), place, number + 1, moments)
            related = self._list(item, "relationships", place, needed=False)
            refs = [self._text(self._mapping(link, place), "objectId", place) for link in related]
            for ref in dict.fromkeys(ref for ref in refs if ref in events):
                if len(events[ref]) >= MOST_EVENTS_IN_A_CASE:
                    raise self._fault(place, f"a case has more than {MOST_EVENTS_IN_A_CASE} events.")
                events[ref].append(event)
        for number, (ref, attributes) in enumerate(objects, start=1):
            days = tuple((key, value) for key, value in attributes.items() if isinstance(value, str) and iso_day(value))
            others = tuple((key, value) for key, value in attributes.items() if key not in dict(days))
            yield LogCase(ref, number, tuple(events[ref]), others, days, by_day=bool(moments.by_day))

    def _objects(self, object_type: str | None) -> list[tuple[str, dict[str, Scalar]]]:
        found: list[tuple[str, dict[str, Scalar]]] = []
        seen: set[str] = set()
        types: set[str] = set()
        for number, raw in enumerate(self._list(self.data, "objects", "the document")):
            place = f"objects[{number}]"
            item = self._mapping(raw, place)
            ref, kind = self._text(item, "id", place), self._text(item, "type", place)
            if ref in seen:
                raise self._fault(place, f"the object {ref[:60]!r} is there twice.")
            seen.add(ref)
            types.add(kind)
            if object_type in (None, kind):
                found.append((ref, self._attributes(item, place)))
        if object_type is None and len(types) > 1:
            raise LogMisfit(
                f"{self.name} has objects of several types, and one of them is the case.",
                next_step=f"Name it in a mapping file (object: TYPE): {', '.join(sorted(types))[:400]}.",
            )
        if not found:
            raise LogMisfit(
                f"{self.name} has no object of type {object_type!r}.",
                next_step=f"It has {', '.join(sorted(types))[:400] or 'none at all'}.",
            )
        return found

    def _attributes(self, item: Mapping[str, Any], place: str) -> dict[str, Scalar]:
        """Give the newest value of every attribute of an object; one time each, as the format asks."""
        newest: dict[str, tuple[str, Scalar]] = {}
        for raw in self._list(item, "attributes", place, needed=False):
            said = self._mapping(raw, place)
            name, value, time = self._text(said, "name", place), said.get("value"), said.get("time", "")
            if not isinstance(value, str | int | float | bool) or not isinstance(time, str):
                raise self._fault(place, f"the attribute {name[:60]!r} has no plain value or time.")
            if name not in newest or time >= newest[name][0]:
                newest[name] = (time, value)
        return {name: value for name, (_, value) in newest.items()}

    def _event(self, item: Mapping[str, Any], place: str, number: int, moments: Moments) -> LogEvent:
        self._text(item, "id", place)
        try:
            us = moments.us(self._text(item, "time", place))
        except ValueError as error:
            raise self._fault(place, f"{error}.") from error
        return LogEvent(self._text(item, "type", place), us, Phase.END, number)

    def _mapping(self, value: Any, place: str) -> Mapping[str, Any]:  # noqa: ANN401 - whatever JSON gave
        if not isinstance(value, dict):
            raise self._fault(place, "it is no object of JSON.")
        return value

    def _list(self, item: Mapping[str, Any], key: str, place: str, *, needed: bool = True) -> list[Any]:
        value = item.get(key, None if needed else [])
        if not isinstance(value, list):
            raise self._fault(place, f"{key} is missing or no list.")
        return value

    def _text(self, item: Mapping[str, Any], key: str, place: str) -> str:
        value = item.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._fault(place, f"{key} is missing or no text.")
        if len(value) > LONGEST_TEXT:
            raise self._fault(place, f"{key} has {len(value)} characters.")
        return value

    def _fault(self, place: str, problem: str) -> LogFault:
        return LogFault(f"{self.name}: {place}: {problem}", next_step=f"{_REMEDY} Nothing was imported.")
