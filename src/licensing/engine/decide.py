"""Decide what a command does to a case: the only place where rules bite."""

from __future__ import annotations

from licensing.definitions.definition import Definition
from licensing.definitions.elements import Referral as ReferralRule
from licensing.domain.case import Case, Referral
from licensing.domain.command import (
    Advance,
    Answer,
    Ask,
    Block,
    Command,
    Lapse,
    Migrate,
    Move,
    Observe,
    Record,
    Refer,
    Reply,
    Submit,
    Unblock,
    command_text,
)
from licensing.domain.errors import (
    CaseExists,
    InvalidCommand,
    MigrationRefused,
    NotPossibleNow,
    OutOfOrder,
    UnknownCase,
)
from licensing.domain.event import Body, CaseOpened, Event, FactRecorded, Migrated, as_date
from licensing.domain.vocabulary import UNKNOWN_STATE, Provenance
from licensing.domain.when import When
from licensing.engine.clocks import rule_of
from licensing.engine.conditions import View
from licensing.engine.evolve import evolve
from licensing.engine.lapses import lapse
from licensing.engine.moves import advance, observe, sent_on_entry
from licensing.engine.overlays import (
    answer,
    ask,
    block,
    find_blocker,
    find_referral,
    move,
    refer,
    reply,
    unblock,
)
from licensing.engine.surroundings import ALONE, Surroundings
from licensing.engine.values import check_attributes, check_reach, check_value


def decide(
    definition: Definition, case: Case | None, command: Command, surroundings: Surroundings = ALONE
) -> tuple[Body, ...]:
    """Give the bodies of the events that a command causes.

    Raises a :class:`~licensing.domain.errors.CaseError` that says what is possible now; ``Correct`` is decided over
    the whole history by :func:`licensing.engine.correction.correct`.
    """
    check_reach(str(command.when), command.when.earliest_day, command.when.latest_day)
    if isinstance(command, Submit):
        return _submit(definition, case, command, surroundings)
    if case is None:
        raise UnknownCase("there is no such case.", next_step="Submit it first: `licensing case submit FILE`.")
    _check_order(case, command.when)
    view = View(definition, case, command.when, surroundings)
    if case.closed is not None and not isinstance(command, Observe):
        raise NotPossibleNow(
            f"{case.ref} is closed ({case.state}).",
            next_step="A new case of the same matter can be submitted.",
        )
    return tuple(_decided(view, command))


def _decided(view: View, command: Command) -> list[Body]:
    match command:
        case Advance():
            return advance(view, command)
        case Refer():
            return refer(view, command)
        case Answer():
            return answer(view, command)
        case Ask():
            return ask(view, command)
        case Reply():
            return reply(view, command)
        case Move():
            return move(view, command)
        case Block():
            return block(view, command)
        case Unblock():
            return unblock(view, command)
        case Record():
            return _record(view, command)
        case Lapse():
            return lapse(view, command)
        case Observe():
            return observe(view, command)
        case Migrate():
            return _migrate(view, command)
        case _:
            message = f"{type(command).__name__} is not decided on a single case"
            raise TypeError(message)


def record(case: Case | None, command: Command, bodies: tuple[Body, ...], basis: tuple[str, ...] = ()) -> list[Event]:
    """Number the bodies of a command's events and give them its moment, key and actor."""
    first = 1 if case is None else case.seq + 1
    text = command_text(command)
    return [
        Event(
            seq=first + place,
            when=command.when,
            body=body,
            key=command.key,
            actor=command.actor,
            basis=basis,
            command=text if place == 0 else "",
        )
        for place, body in enumerate(bodies)
    ]


def basis_of(definition: Definition, command: Command) -> tuple[str, ...]:
    """Give the bases that a command's events rest on."""
    match command:
        case Advance(transition=name) if name in definition.transitions:
            return definition.transitions[name].basis
        case Block(kind=kind) | Unblock(kind=kind) if kind in definition.blockers:
            return definition.blockers[kind].basis
        case Lapse(instance=instance):
            clock = definition.clocks.get(instance.partition("#")[0])
            return clock.basis if clock else ()
        case Migrate(basis=basis):
            return (basis,)
        case _:
            return ()


def _check_order(case: Case, when: When) -> None:
    if case.last.earliest_us is not None and when.latest_us < case.last.earliest_us:
        raise OutOfOrder(
            f"{when} lies before the last event of {case.ref} ({case.last}).",
            next_step="Give a later moment, or correct the earlier event: `licensing case correct`.",
        )


def _submit(definition: Definition, case: Case | None, command: Submit, surroundings: Surroundings) -> tuple[Body, ...]:
    if case is not None:
        raise CaseExists(f"a case {case.ref} exists.", next_step="Choose another reference.")
    observed = command.provenance is Provenance.OBSERVED
    if command.state and command.state not in definition.states:
        raise InvalidCommand(
            f"{definition.id} has no state '{command.state}'.",
            next_step=f"States: {', '.join(definition.states)}.",
        )
    if command.state not in ("", definition.initial) and not observed:
        raise InvalidCommand(
            f"a {command.provenance} case opens in {definition.initial}, not in {command.state}.",
            next_step="Leave out `state`; only an observed case may be first seen elsewhere.",
        )
    if definition.terminal(command.state):
        raise InvalidCommand(f"a case cannot open in the end state {command.state}.", next_step="Name an earlier one.")
    check_attributes(definition, command.attributes)
    for role, _ in command.links:
        if role not in definition.links:
            raise InvalidCommand(
                f"{definition.id} has no link role '{role}'.",
                next_step=f"Roles: {', '.join(definition.links) or 'none'}.",
            )
    opened = CaseOpened(
        ref=command.ref,
        process=command.process,
        version=command.version,
        definition_digest=command.definition_digest,
        provenance=command.provenance,
        state=command.state or definition.initial,
        matter=command.matter,
        attributes=tuple(sorted(command.attributes)),
        links=tuple(sorted(command.links)),
    )
    if opened.state != definition.initial:
        return (opened,)  # first seen here: nobody knows what was sent, and when
    begun = evolve(None, Event(1, command.when, opened, command.key, command.actor))
    return (opened, *sent_on_entry(View(definition, begun, command.when, surroundings)))


def _record(view: View, command: Record) -> list[Body]:
    declared = view.definition.facts.get(command.fact)
    if declared is None:
        raise InvalidCommand(
            f"{view.definition.id} has no fact '{command.fact}'.",
            next_step=f"Facts: {', '.join(view.definition.facts) or 'none'}.",
        )
    check_value(f"fact '{command.fact}'", declared, command.value)
    if declared.value == "date":
        check_reach(str(command.value), as_date(command.value))
    on = "case"
    if declared.on == "referral":
        on = f"referral:{find_referral(view, command.on).id}"
    elif declared.on == "blocker":
        on = f"blocker:{find_blocker(view, command.on).id}"
    elif command.on != "case":
        raise InvalidCommand(f"fact '{command.fact}' is recorded on the case.", next_step="Leave out `on`.")
    return [FactRecorded(command.fact, command.value, on)]


def _migrate(view: View, command: Migrate) -> list[Body]:
    case, target = view.case, view.definition
    if target.version.id != command.version or target.digest != command.definition_digest:
        message = "a migration is decided under the definition it leads to"
        raise TypeError(message)
    if target.id != case.process:
        raise MigrationRefused(
            f"{case.ref} is a case of {case.process}, not of {target.id}.", next_step="Name a version of its own."
        )
    if case.definition_digest == command.definition_digest:
        raise MigrationRefused(f"{case.ref} is under version {command.version} already.", next_step="Nothing to do.")
    if case.state not in target.states and case.state != UNKNOWN_STATE:
        raise MigrationRefused(
            f"version {command.version} has no state '{case.state}', where {case.ref} is.",
            next_step="Migrate it after it has moved on.",
        )
    foreign = [item.path for item in case.open_referrals if not _declared(target, case, item)]
    foreign += [item.kind for item in case.open_blockers if item.kind not in target.blockers]
    if foreign:
        raise MigrationRefused(
            f"version {command.version} does not know what is open on {case.ref}: {', '.join(foreign)}.",
            next_step="Migrate it after that has ended.",
        )
    check_attributes(target, case.attributes)
    return [Migrated(command.version, command.definition_digest, command.basis, command.at_filing)]


def _declared(target: Definition, case: Case, referral: Referral) -> bool:
    """Say whether a version declares an open referral, with the step it is in."""
    rule = rule_of(target, case, referral)
    steps = [step.id for step in rule.steps] if isinstance(rule, ReferralRule) else []
    return rule is not None and (referral.step in steps or not (steps or referral.step))
