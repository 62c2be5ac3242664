"""Where cases stand, in one line each: state, outcome, days, and what they wait for."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.domain.case import Case
from licensing.domain.when import Duration, between
from licensing.engine.evolve import fold_tightened
from licensing.store.database import Database


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one case stands."""

    ref: str
    process: str
    state: str
    outcome: str
    days: Duration
    """Opening to decision, or to the newest event of a case that has none."""
    waits_for: str


def standings(database: Database, refs: list[str]) -> dict[str, Standing]:
    """Give where each case stands; references that the store does not know are left out."""
    found = {}
    with database.reading() as unit:
        for ref in refs:
            events = unit.events(ref)
            if events:
                found[ref] = standing_of(fold_tightened(events))
    return found


def standing_of(case: Case) -> Standing:
    """Give where a case stands."""
    waiting = [item.kind for item in case.open_blockers] + [item.path for item in case.open_referrals]
    return Standing(
        ref=case.ref,
        process=case.process,
        state=case.state,
        outcome=case.outcome_label,
        days=between(case.opened, case.decided or case.closed or case.last),
        waits_for=", ".join(waiting),
    )
