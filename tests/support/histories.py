"""Random histories: any sequence of events that folds into a case, with moments of every precision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from licensing.definitions.definition import Definition
from licensing.definitions.process import definition_of_text
from licensing.domain.case import Case
from licensing.domain.event import (
    BlockerCleared,
    BlockerOpened,
    Body,
    CaseOpened,
    Corrected,
    Event,
    FactRecorded,
    Migrated,
    Moved,
    QuestionAsked,
    QuestionReplied,
    ReferralAnswered,
    ReferralRecalled,
    ReferralSent,
    ReferralStepped,
    Seen,
)
from licensing.domain.text import canonical
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import Precision, When
from licensing.engine.evolve import effective, evolve, fold

PROCESS = "us/fictitious-license"
STATES = ("drafting", "officer-review", "staffed", "final-action", "awaiting-buyer")
REFERRALS = ("dtsa", "state-bureaus", "dtsa/navy", "embassy")
BLOCKERS = ("end-use-check", "hold")
FACTS = ("certification-received", "offer-expires", "内容")
VALUES = (True, 7, "2024-02-29", "甲乙丙", ("AU", "NO"), "")
ZONES = ("America/New_York", "Asia/Tokyo", "UTC")

Command = tuple[Event, ...]
"""The events of one command."""


def definition(version: str) -> Definition:
    """Give a definition of two states, in a version."""
    basis = {
        "kind": "practice",
        "cite": "none",
        "as_of": "2024-01-01",
        "confidence": "unknown",
        "source_kind": "official",
        "says": {"en": "It is done so.", "ja": "慣行"},
    }
    state = {"stage": "prepare", "owner": "applicant", "kind": "touch", "basis": ["usage"]}
    return definition_of_text(
        canonical(
            {
                "id": PROCESS,
                "label": {"en": "License", "ja": "許可"},
                "jurisdiction": "us",
                "calendar": "us-federal",
                "headline_clock": None,
                "verified_on": "2024-01-01",
                "version": {"id": version, "in_force_from": "2000-01-01", "basis": ["usage"]},
                "states": {
                    "drafting": state | {"initial": True, "label": {"en": "Drafting", "ja": "作成"}},
                    "closed": state | {"kind": "terminal", "label": {"en": "Closed", "ja": "終了"}},
                },
                "transitions": {"close": {"from": "drafting", "to": "closed", "basis": ["usage"]}},
                "bases": {"usage": basis},
            }
        )
    )


VERSIONS = (definition("2020-01"), definition("2024-10"))


def opening(ref: str, *, at: datetime, matter: str = "", provenance: Provenance = Provenance.MOCK) -> Command:
    """Open a case."""
    body = CaseOpened(
        ref=ref,
        process=PROCESS,
        version=VERSIONS[0].version.id,
        definition_digest=VERSIONS[0].digest,
        provenance=provenance,
        state="drafting",
        matter=matter or ref,
        attributes=(("value_usd", 30_000_000), ("countries", ("JP",))),
        links=(("policy-finding", f"{ref}-finding"),),
    )
    return (Event(1, When.at(at), body, f"{ref}/open", "applicant", command=canonical({"open": ref})),)


def advance(case: Case, target: str, *, key: str, at: datetime, outcome: Outcome | None = None) -> Command:
    """Move a case on."""
    body = Moved(f"to-{target}", case.state, target, outcome, files=target == "officer-review")
    return (Event(case.seq + 1, When.at(at), body, key, "officer", command=canonical({"key": key, "to": target})),)


def commands(random: Random, ref: str, length: int) -> Iterator[Command]:
    """Give the commands of a random history, each with one to three events."""
    moment = datetime(2024, 1, 1, 9, tzinfo=UTC)
    first = opening(ref, at=moment)
    yield first
    events = list(first)
    case = fold(events)
    for number in range(length):
        command: list[Event] = []
        for place in range(random.randint(1, 3)):
            moment += timedelta(seconds=random.randint(0, 900_000))
            body = random.choice(BODIES)(random, case, events)
            if body is None:
                continue
            event = Event(
                seq=case.seq + 1,
                when=_when(random, moment),
                body=body,
                key=f"{ref}/{number}",
                actor=random.choice(("officer", "申請者")),
                basis=tuple(random.sample(("22 CFR 126.1", "外為法第25条"), random.randint(0, 2))),
                command=canonical({"command": number, "place": place}) if not command else "",
            )
            command.append(event)
            case = evolve(case, event)
        if command:
            events += command
            yield tuple(command)


def _when(random: Random, moment: datetime) -> When:
    zone = random.choice(ZONES)
    match random.choice(list(Precision)):
        case Precision.INSTANT:
            return When.at(moment, zone)
        case Precision.DAY:
            return When.on(moment.date(), zone)
        case Precision.MONTH:
            return When.in_month(moment.year, moment.month, zone)
        case Precision.REPORT:
            return When.on_or_before(moment.date(), zone)
        case Precision.UNKNOWN:
            return When(None, When.at(moment).latest_us, Precision.UNKNOWN, zone)


def _moved(random: Random, case: Case, _: list[Event]) -> Body:
    outcome = random.choice((None, None, *Outcome))
    return Moved(
        "go",
        case.state,
        random.choice(STATES),
        outcome,
        label="許可" if outcome else "",
        files=random.random() < 0.3,
        terminal=random.random() < 0.1,
        relied_on=(("policy-finding", f"{case.ref}-finding", "granted"),),
    )


def _seen(random: Random, _: Case, __: list[Event]) -> Body:
    return Seen(random.choice(STATES), gap=random.random() < 0.5, terminal=random.random() < 0.1)


def _sent(random: Random, case: Case, _: list[Event]) -> Body:
    path = random.choice(REFERRALS)
    number = 1 + sum(item.path == path for item in case.referrals)
    return ReferralSent(path, number, random.choice(("", "desk")))


def _of_referral(random: Random, case: Case, _: list[Event]) -> Body | None:
    if not case.open_referrals:
        return None
    referral = random.choice(case.open_referrals)
    path, number = referral.path, referral.number
    asked = bool(referral.questions) and referral.questions[-1].replied is None
    choices: list[Body] = [
        ReferralAnswered(path, number, random.choice(("approve", "object")), random.choice(("", "thirty-days"))),
        ReferralRecalled(path, number),
        QuestionReplied(path, number) if asked else QuestionAsked(path, number),
    ]
    if referral.steps:
        choices.append(ReferralStepped(path, number, "front-office"))
    return random.choice(choices)


def _blocked(random: Random, case: Case, _: list[Event]) -> Body:
    kind = random.choice(BLOCKERS)
    number = 1 + sum(item.kind == kind for item in case.blockers)
    on = random.choice([item.id for item in case.referrals]) if case.referrals else ""
    return BlockerOpened(kind, number, random.choice(("", "visit-pending")), random.choice(("", on)))


def _cleared(random: Random, case: Case, _: list[Event]) -> Body | None:
    if not case.open_blockers:
        return None
    blocker = random.choice(case.open_blockers)
    return BlockerCleared(blocker.kind, blocker.number, random.choice(("", "us-embassy")))


def _fact(random: Random, _: Case, __: list[Event]) -> Body:
    return FactRecorded(random.choice(FACTS), random.choice(VALUES))


def _migrated(random: Random, _: Case, __: list[Event]) -> Body:
    target = random.choice(VERSIONS)
    return Migrated(target.version.id, target.digest, "transitional provision")


def _corrected(random: Random, _: Case, events: list[Event]) -> Body:
    standing = effective(events)
    return Corrected(standing[-1].key, "日付の誤り", standing[: random.randint(1, len(standing))])


BODIES: tuple[Callable[[Random, Case, list[Event]], Body | None], ...] = (
    _moved,
    _moved,
    _seen,
    _sent,
    _sent,
    _of_referral,
    _of_referral,
    _blocked,
    _cleared,
    _fact,
    _migrated,
    _corrected,
)
