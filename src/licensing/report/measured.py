"""What was measured: cases, period, clock, day, origin and versions; and how long whole cases took."""

from __future__ import annotations

from licensing.analysis.durations import Spread
from licensing.calendars.registry import calendar
from licensing.domain.vocabulary import Provenance
from licensing.report.facts import Facts
from licensing.report.html import Cell, Node, Safe, joined, spoken, table, tag


def measured(facts: Facts) -> Safe:
    """Write the head of all figures, and the durations of whole cases."""
    rows = [tag("tr", tag("th", facts.words.say(key), scope="row"), tag("td", value)) for key, value in _told(facts)]
    head = tag("table", tag("tbody", *rows), class_="told")
    return joined([head, tag("h3", facts.words.say("durations")), _durations(facts)])


def _told(facts: Facts) -> list[tuple[str, Node]]:
    say, cohort, drawn = facts.words.say, facts.cohort, facts.map
    provenance = drawn.provenance
    caution = say(provenance.value) if provenance in set(Provenance) else ""
    clock = cohort.definition.headline_clock
    period = say("none") if drawn.since is None else say("to", low=drawn.since, high=drawn.until)
    versions = [
        say("m-version", id=item.version.id, since=item.version.in_force_from)
        for item in reversed(facts.labels.versions)
    ]
    verified = max(item.verified_on for item in facts.labels.versions).isoformat()
    closed = len(cohort.seen) - cohort.n_decided - cohort.n_open
    return [
        ("m-process", joined([facts.words.text(cohort.definition.label), " · ", tag("code", cohort.definition.id)])),
        ("m-provenance", joined([tag("strong", facts.origin), ". " if facts.words.lang == "en" else "。", caution])),
        ("m-decided", _cases(facts, cohort.n_decided)),
        ("m-open", _cases(facts, cohort.n_open)),
        *([("m-closed", _cases(facts, closed))] if closed else []),
        ("m-period", period),
        ("m-as-of", drawn.as_of.isoformat()),
        *([("m-known", f"{facts.known_on} (UTC)")] if facts.known_on else []),
        ("m-clock", facts.unit),
        ("m-headline", say("no-clock") if clock is None else f"{facts.labels.clock(clock)} · {clock}"),
        ("m-versions", joined([spoken(item, facts.words.lang) for item in versions], "; ")),
        *([("m-verified", verified)] if any(item.bases for item in facts.labels.versions) else []),
        ("m-zone", str(calendar(cohort.definition.calendar).zone)),
        ("m-snapshot", tag("code", cohort.snapshot)),
    ]


def _cases(facts: Facts, number: int) -> str:
    return facts.words.say("m-case") if number == 1 else facts.words.say("m-cases", n=facts.words.number(number))


def _durations(facts: Facts) -> Safe:
    say = facts.words.say
    columns = [(say("c-duration"), False), *((say(key), True) for key in ("c-cases", "c-open", "c-median", "c-p90"))]
    return table(
        "durations", facts.head_line, columns, [_duration(facts, item) for item in facts.bottlenecks.durations]
    )


def _duration(facts: Facts, item: Spread) -> list[Cell]:
    name = facts.words.say(f"d-{item.name}", clock=facts.cohort.clock)
    if item.version:
        name = facts.words.say("d-version", name=name, version=item.version)
    return [
        Cell(name),
        Cell(facts.words.number(item.cases), right=True),
        Cell(facts.words.number(item.open), right=True),
        Cell(facts.words.percentile(item.median), item.median.high, right=True),
        Cell(facts.words.percentile(item.p90), item.p90.high, right=True),
    ]
