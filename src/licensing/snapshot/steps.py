"""What one case adds to the reports that sum over cases: bodies asked, needs, rounds, handoffs, rules."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.analysis.casefile import SeenCase
from licensing.analysis.conformance import rules_met
from licensing.analysis.handoffs import handed_on
from licensing.analysis.lasts import needs_of
from licensing.analysis.referrals import bodies_asked
from licensing.analysis.rework import further_rounds
from licensing.domain.vocabulary import Party
from licensing.domain.when import DAY_US
from licensing.snapshot.measured import Measured, Row

PARTIES = tuple(Party)
"""Parties by the place of their bit in a number."""


def steps_of(measured: Measured) -> dict[str, list[Row]]:
    """Give the rows of a case, table by table, without the number of the case and its cohort."""
    seen = measured.seen
    return {
        **_bodies(seen),
        **_needs(seen),
        "rounds": list(_rounds(measured)),
        "handoffs": list(_handoffs(measured)),
        **_rules(seen),
    }


def _bodies(seen: SeenCase) -> dict[str, list[Row]]:
    asked = bodies_asked(seen)
    return {
        "bodies": [
            (
                path,
                item.sent,
                item.open,
                item.silent,
                item.late,
                item.judged,
                item.changed,
                item.open_us,
                item.critical_us,
            )
            for path, item in asked.items()
        ],
        "positions": [
            (path, position, times) for path, item in asked.items() for position, times in item.positions.items()
        ],
    }


def _needs(seen: SeenCase) -> dict[str, list[Row]]:
    needs = needs_of(seen)
    return {
        "needs": [
            (what, name, bits_of(item.parties), item.stays, item.last, item.length_us)
            for (what, name), item in needs.items()
        ],
        "slacks": [(what, name, slack_us) for (what, name), item in needs.items() for slack_us in item.slacks_us],
    }


def bits_of(parties: set[Party]) -> int:
    """Write parties as the bits of a number."""
    return sum(1 << place for place, party in enumerate(PARTIES) if party in parties)


def parties_of(bits: int) -> set[Party]:
    """Read parties back."""
    return {party for place, party in enumerate(PARTIES) if bits >> place & 1}


def _rounds(measured: Measured) -> Iterator[Row]:
    for what, name, spans in further_rounds(measured.seen):
        elapsed, clock, working = (sum(ruler.span_us(*span) for span in spans) for ruler in measured.rulers)
        yield what, name, len(spans), elapsed, clock // DAY_US, working // DAY_US


def _handoffs(measured: Measured) -> Iterator[Row]:
    elapsed, clock, working = (handed_on(ruler) for ruler in measured.rulers)
    for pair, item in elapsed.items():
        on_clock, in_work = clock[pair].queued_us // DAY_US, working[pair].queued_us // DAY_US
        yield *pair, item.handoffs, item.returns, item.queued_us, on_clock, in_work, item.closed_us


def _rules(seen: SeenCase) -> dict[str, list[Row]]:
    rules = rules_met(seen)
    return {
        "rules": [
            (what, rule, item.instances, item.kept, item.missed, item.running, item.excluded)
            for (what, rule), item in rules.items()
        ],
        "overdue": [(what, rule, days) for (what, rule), item in rules.items() for days in item.excess],
        "excluded": [
            (what, rule, cause, days) for (what, rule), item in rules.items() for cause, days in item.causes.items()
        ],
    }
