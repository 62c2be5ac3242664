"""Write cases of a store as an object-centric log (OCEL 2.0, JSON): one event can belong to several things at once.

Objects are cases, matters (the chain of cases that are one story), programs (matters joined by a lead case), referrals,
blockers and owners. An event of a referral belongs to the referral, its case and its matter, and to whoever acted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

from licensing.domain.when import from_us
from licensing.exchange.log import Phase
from licensing.exchange.told import CaseRecord, Line, lines

JOINT = "joint/"
OBJECT_TYPES: dict[str, dict[str, str]] = {
    "case": {"process": "string", "version": "string", "provenance": "string", "outcome": "string"},
    "matter": {},
    "program": {},
    "referral": {"path": "string"},
    "blocker": {"kind": "string", "reason": "string"},
    "owner": {"party": "string"},
}
EVENT_ATTRIBUTES = {"lifecycle": "string", "note": "string", "earliest": "time", "precision": "string"}


class _Log:
    def __init__(self) -> None:
        self.objects: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.types: set[str] = set()

    def object(self, of_type: str, called: str, at: str, **attributes: str) -> str:
        key = f"{of_type}:{called}"
        if key not in self.objects:
            told = [{"name": name, "time": at, "value": value} for name, value in attributes.items() if value]
            self.objects[key] = {"id": key, "type": of_type, "attributes": told, "relationships": []}
        return key

    def relate(self, one: str, other: str, qualifier: str) -> None:
        relation = {"objectId": other, "qualifier": qualifier}
        if relation not in self.objects[one]["relationships"]:
            self.objects[one]["relationships"].append(relation)


def write_ocel(records: Iterable[CaseRecord], sink: IO[str]) -> int:
    """Write cases and give how many they were; the document is held in memory, as JSON asks."""
    log, count = _Log(), 0
    for count, record in enumerate(records, start=1):  # noqa: B007 - the number of the last one is the answer
        _case(log, record)
    document = {
        "objectTypes": [{"name": name, "attributes": _declared(told)} for name, told in OBJECT_TYPES.items()],
        "eventTypes": [{"name": name, "attributes": _declared(EVENT_ATTRIBUTES)} for name in sorted(log.types)],
        "objects": list(log.objects.values()),
        "events": sorted(log.events, key=_instant),
    }
    json.dump(document, sink, ensure_ascii=False, indent=1)
    sink.write("\n")
    return count


def _instant(event: dict[str, Any]) -> str:
    return str(event["time"])


def _declared(attributes: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in attributes.items()]


def _case(log: _Log, record: CaseRecord) -> None:
    case = record.case
    opened = _time(case.opened.latest_us)
    own = log.object(
        "case",
        case.ref,
        opened,
        process=case.process,
        version=case.version,
        provenance=case.provenance.value,
        outcome=case.outcome.value if case.outcome else "",
    )
    matter = log.object("matter", case.matter, opened)
    log.relate(own, matter, "belongs to")
    for role, linked in case.links:
        other = log.object("matter", linked, opened)
        log.relate(own, other, role)
        if case.process.startswith(JOINT):
            log.relate(other, log.object("program", case.matter, opened), role)
    for number, line in enumerate(lines(record), start=1):
        _event(log, record, line, number, (own, matter))


def _event(log: _Log, record: CaseRecord, line: Line, number: int, base: tuple[str, str]) -> None:
    kind, colon, name = line.activity.partition(":")
    at = _time(line.us)
    related = [(base[0], "case"), (base[1], "matter")]
    if kind in ("referral", "step", "question") and colon:
        path = name.rpartition("/")[0] if kind == "step" else name
        referral = log.object("referral", f"{record.case.ref}/{path}#{line.number}", at, path=path)
        log.relate(referral, base[0], "asked for")
        related.append((referral, "referral"))
    if kind == "blocker" and colon:
        reason = line.note if line.phase is Phase.START else ""
        blocker = log.object("blocker", f"{record.case.ref}/{name}#{line.number}", at, kind=name, reason=reason)
        log.relate(blocker, base[0], "stands in the way of")
        related.append((blocker, "blocker"))
    if line.party:
        related.append((log.object("owner", line.owner, at, party=line.party), "holds"))
    log.types.add(line.activity)
    told: dict[str, str] = {"lifecycle": "start" if line.phase is Phase.START else "complete", "note": line.note}
    if line.recorded is not None:
        when = line.recorded.event.when
        told["precision"] = when.precision.value
        if when.earliest_us is not None and when.earliest_us != when.latest_us:
            told["earliest"] = _time(when.earliest_us)
    log.events.append(
        {
            "id": f"{record.case.ref}/{number}",
            "type": line.activity,
            "time": at,
            "attributes": [{"name": name, "value": value} for name, value in told.items() if value],
            "relationships": [{"objectId": key, "qualifier": qualifier} for key, qualifier in related],
        }
    )


def _time(us: int) -> str:
    return from_us(us).isoformat(timespec="microseconds").replace("+00:00", "Z")
