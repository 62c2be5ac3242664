"""Every case in one line: where it is, for how long, and how long it has taken so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from licensing.definitions.registry import process as process_of
from licensing.definitions.registry import process_ids, process_path
from licensing.domain.errors import UsageError
from licensing.domain.vocabulary import UNKNOWN_STATE, Provenance
from licensing.domain.when import Duration, Precision, When, between, from_us, to_us
from licensing.engine.evolve import fold_tightened
from licensing.store.database import Database
from licensing.store.header import CaseSummary
from licensing.store.unit import Reading

_PLAIN = (Precision.INSTANT, Precision.DAY)


@dataclass(frozen=True, slots=True)
class Listed:
    """One case of a list; ``stay`` is how long it has been in its state, ``None`` once it is closed."""

    summary: CaseSummary
    stay: Duration | None
    whole: Duration
    """Opening to decision (or to a closing without one), or as far as anybody looked."""

    def as_json(self) -> dict[str, Any]:
        """Write the line as JSON; ``x`` is the high bound, ``null`` where there is none, ``x_low`` the low one."""
        item = self.summary
        return {
            "ref": item.ref,
            "process": item.process,
            "version": item.version,
            "provenance": item.provenance.value,
            "state": item.state,
            "outcome": item.outcome.value if item.outcome else None,
            "outcome_label": item.outcome_label,
            "opened": day_text(item.opened),
            "filed": day_text(item.filed),
            "decided": day_text(item.decided),
            "closed": day_text(item.closed),
            "days_in_state": None if self.stay is None else self.stay.high_days,
            "days_in_state_low": None if self.stay is None else self.stay.low_days,
            "days": self.whole.high_days,
            "days_low": self.whole.low_days,
        }


def listed(
    database: Database,
    now: datetime,
    *,
    process: str | None = None,
    state: str | None = None,
    provenance: Provenance | None = None,
    over: int | None = None,
) -> tuple[Listed, ...]:
    """List cases by reference; ``over`` keeps those that have been in their state for more than so many days.

    Raises ``UnknownProcess``, and :class:`UsageError` for a state that no process has.
    """
    if process is not None:
        process_path(process)
    with database.reading() as unit:
        summaries = unit.summaries(process=process, state=state, provenance=provenance)
        entered = unit.entered(process=process, state=state, provenance=provenance)
        found = tuple(_listed(unit, item, entered[item.ref], now) for item in summaries)
    if not found and state is not None:
        _refuse_unknown_state(state, process)
    return tuple(item for item in found if over is None or (item.stay is not None and item.stay.low_days > over))


def day_text(when: When | None) -> str | None:
    """Print a moment as a civil day of its zone, or with what precision it has."""
    if when is None:
        return None
    return when.latest_day.isoformat() if when.exact else str(when)


def _listed(unit: Reading, item: CaseSummary, entered: When, now: datetime) -> Listed:
    opened, over = item.opened, item.decided or item.closed
    if any(when is not None and when.precision not in _PLAIN for when in (opened, entered, over)):
        # What is imprecise is narrowed by the order of events, as figures read it.
        case = fold_tightened(unit.events(item.ref))
        opened, over, entered = case.opened, case.decided or case.closed, case.visit.entered
    return Listed(
        summary=item,
        stay=None if item.closed is not None else _so_far(item, entered, now),
        whole=_so_far(item, opened, now) if over is None else between(opened, over),
    )


def _so_far(item: CaseSummary, start: When, now: datetime) -> Duration:
    """Give how long something has lasted that has not ended, with no more precision than its beginning."""
    last_us = to_us(now)
    if item.observed_until is not None:
        last_us = min(last_us, When.on(item.observed_until, start.zone).latest_us)
    last_us = max(last_us, start.latest_us)
    end = When.at(from_us(last_us), start.zone) if start.exact else When.on(start.day_of(last_us), start.zone)
    lasted = between(start, end)
    return lasted if item.observed_until is None else Duration(lasted.low_us, None)


def _refuse_unknown_state(state: str, process: str | None) -> None:
    states = {UNKNOWN_STATE}
    for name in process_ids() if process is None else (process,):
        for version in process_of(name).versions:
            states.update(version.states)
    if state not in states:
        where = "no process has" if process is None else f"{process} has no"
        what = f"a state '{state}'" if process is None else f"state '{state}'"
        raise UsageError(f"{where} {what}.", next_step="See `licensing process show PROCESS`.")
