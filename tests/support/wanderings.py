"""Cases that wander: commands at random, kept where the engine allows them, with moments of every precision."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from licensing.calendars.registry import calendar
from licensing.definitions.definition import Definition
from licensing.domain.case import Case
from licensing.domain.command import (
    Advance,
    Answer,
    Ask,
    Block,
    Command,
    Correct,
    Lapse,
    Move,
    Observe,
    Record,
    Refer,
    Reply,
    Submit,
    Unblock,
)
from licensing.domain.errors import LicensingError
from licensing.domain.event import Event
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import DAY_US, Precision, When
from licensing.engine.clocks import readings
from licensing.engine.conditions import View
from licensing.engine.correction import correct
from licensing.engine.decide import decide, record
from licensing.engine.evolve import evolve
from licensing.engine.surroundings import ALONE, Surroundings

BEGIN = date(2026, 1, 5)


def wandered(law: Definition, draws: Random, steps: int, surroundings: Surroundings = ALONE) -> list[Event]:
    """Give the events of a case that took up to ``steps`` commands, one of them maybe corrected at the end."""
    zone = calendar(law.calendar).zone.key
    observed = draws.random() < 0.4
    only_days = draws.random() < 0.5
    day = BEGIN
    events: list[Event] = []
    case: Case | None = None

    def try_it(command: Command) -> None:
        nonlocal case
        try:
            if isinstance(command, Correct):
                bodies = correct(events, command, lambda _: law, surroundings)
            else:
                bodies = decide(law, case, command, surroundings)  # type: ignore[assignment]
        except LicensingError:
            return
        for event in record(case, command, bodies):
            case = evolve(case, event)
            events.append(event)

    try_it(
        Submit(
            when=_moment(draws, day, zone, only_days=only_days),
            actor="chance",
            key="open",
            ref=f"CASE-{draws.randrange(10**9)}",
            process=law.id,
            version=law.version.id,
            definition_digest=law.digest,
            provenance=Provenance.OBSERVED if observed else Provenance.MOCK,
            matter="M",
            attributes=tuple(
                (name, draws.choice(values))
                for name, values in (("classified", (True, False)), ("joint", (True, False)), ("value_usd", (0, 5000)))
            ),
            links=tuple((item.role, item.matter) for item in surroundings.linked),
        )
    )
    for number in range(steps):
        day += timedelta(days=draws.choice((0, 0, 1, 3, 9, 31)))
        if case is not None:
            when = _moment(draws, day, zone, only_days=only_days)
            try_it(_command(law, case, draws, when, f"step-{number}", surroundings))
    if steps and draws.random() < 0.4:
        target = f"step-{draws.randrange(steps)}"
        try_it(
            Correct(
                when=_moment(draws, day, zone, only_days=only_days),
                actor="chance",
                key="mend",
                target=target,
                reason="a slip",
            )
        )
    return events


def _moment(draws: Random, day: date, zone: str, *, only_days: bool) -> When:
    precise = Precision.DAY if only_days else draws.choice((*Precision, Precision.INSTANT, Precision.DAY))
    civil = When.on(day, zone)
    match precise:
        case Precision.INSTANT:
            at_us = (civil.earliest_us or 0) + draws.randrange(DAY_US - 3_600_000_000)
            return When(at_us, at_us, Precision.INSTANT, zone)
        case Precision.MONTH:
            return When.in_month(day.year, day.month, zone)
        case Precision.REPORT | Precision.UNKNOWN:
            before = None if draws.random() < 0.5 else day - timedelta(days=draws.randrange(40))
            return When.on_or_before(day, zone, not_before=before)
        case _:
            return civil


def _command(law: Definition, case: Case, draws: Random, when: When, key: str, around: Surroundings) -> Command:
    common: dict[str, Any] = {"when": when, "actor": "chance", "key": key}
    paths = [item.path for item in case.open_referrals]
    path, kind = draws.choice(paths or ["defense"]), draws.choice(list(law.blockers))
    due = [item.instance for item in readings(View(law, case, when, around)) if item.stopped is None]
    ways = [name for name in law.ways_out(case.state) if name not in ("return", "withdraw") or draws.random() < 0.05]
    choices: list[tuple[int, Command]] = [
        (8, Advance(transition=draws.choice(ways or ["withdraw"]), **common)),
        (3, Block(kind=kind, referral=draws.choice(("", path)), **common)),
        (3, Unblock(kind=draws.choice([item.kind for item in case.open_blockers] or [kind]), **common)),
        (2, Record(fact=draws.choice(list(law.facts)), value=when.latest_day.isoformat(), **common)),
        (1, Lapse(instance=draws.choice(due or ["none#1"]), **common)),
        (2, _sighting(law, draws, common)),
    ]
    if paths:
        choices += [
            (6, Answer(referral=path, position="approve" if path == "defense" else "no-objection", **common)),
            (2, Ask(referral=path, **common)),
            (3, Reply(referral=path, **common)),
            (3, Move(referral="package", **common)),
            (2, Refer(referral=draws.choice(("laboratory", "defense/services", "bureaus")), **common)),
        ]
    return draws.choices([item for _, item in choices], [weight for weight, _ in choices])[0]


def _sighting(law: Definition, draws: Random, common: dict[str, Any]) -> Observe:
    return Observe(
        state=draws.choice([*(name for name in law.states if not law.terminal(name)), "unknown", "unknown"]),
        gap=draws.random() < 0.5,
        outcome=draws.choice((*[None] * 12, *Outcome)),
        **common,
    )
