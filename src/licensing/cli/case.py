"""``licensing case``: submit, list and show cases, and every command on one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

from cyclopts import App, Parameter

from licensing.cli.common import NO_OPTIONS, Common, now, opened, opened_cases, print_csv, print_json, print_rows
from licensing.cli.table import Column
from licensing.definitions.casefile import CaseFile
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import UsageError
from licensing.domain.vocabulary import Provenance

if TYPE_CHECKING:
    from licensing.domain.case import Case
    from licensing.service.cases import Done

app = App(name="case", help="Cases: submit, list, show, and every command on one.")

When = Annotated[
    str | None,
    Parameter(help="Moment: 2025-01-07, 2025-01-07T10:00 (local time of the process) or 2025-01 (default: now)."),
]
Actor = Annotated[str, Parameter(help="Who does it.")]
Key = Annotated[str | None, Parameter(help="Idempotency key: the same key and command do nothing a second time.")]
Ref = Annotated[str, Parameter(help="Reference of the case.")]


@app.command
def submit(*files: Path, common: Common = NO_OPTIONS) -> None:
    """Submit case files; the same file again changes nothing, and a file that is wrong leaves nothing behind."""
    if not files:
        raise UsageError("no case file was named.", next_step="Give one or more: licensing case submit FILE.")
    documents = [Document.read(path) for path in files]
    read = [document.validate(CaseFile) for document in documents]
    with opened_cases(common, create=True) as cases:
        submitted = cases.submit(read, documents=documents)
    rows = [{**summary(done.case), "new": "submitted" if done.new else "known already"} for done in submitted]
    print_rows(
        common,
        rows,
        [Column("ref", "Case"), Column("process", "Process"), Column("state", "State"), Column("new", "")],
    )


@app.command(name="list")
def list_cases(
    *,
    process: Annotated[str | None, Parameter(help="Only this process.")] = None,
    state: Annotated[str | None, Parameter(help="Only cases in this state.")] = None,
    provenance: Annotated[Provenance | None, Parameter(help="Only cases of this origin.")] = None,
    over: Annotated[int | None, Parameter(help="Only cases in their state for more than so many days.")] = None,
    common: Common = NO_OPTIONS,
) -> None:
    """List the cases of the store, observed and mock ones apart: where each is, for how long, and since its opening."""
    from licensing.cli.case_view import print_list
    from licensing.service.listing import listed

    with opened(common, read_only=True) as database:
        found = listed(database, now(), process=process, state=state, provenance=provenance, over=over)
    if common.json or common.csv:
        print_rows(common, [item.as_json() for item in found], [Column("ref", "Case")])
    else:
        print_list(common, found)


@app.command
def show(
    ref: Ref,
    *,
    as_known_on: Annotated[str | None, Parameter(help="Only what was recorded by the end of this day (UTC).")] = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Show where a case is, whose desk it is on, what it waits for, its clocks and its history."""
    from licensing.cli.case_view import print_case, visit_rows
    from licensing.service.views import view_case

    with opened(common, read_only=True) as database:
        found = view_case(database, ref, now(), as_known_on=as_known_on)
    if common.json:
        print_json(found.as_json())
    elif common.csv:
        print_csv(visit_rows(common, found), ["state", "owner", "entered", "left", "days"])
    else:
        print_case(common, found)


@app.command
def advance(
    ref: Ref,
    transition: Annotated[str, Parameter(help="The transition to take.")],
    *,
    when: When = None,
    actor: Actor = "cli",
    key: Key = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Take a transition; a refusal says what is possible now and what each way out still needs."""
    _do(common, ref, {"advance": transition}, when, actor, key)


@app.command
def refer(
    ref: Ref, referral: str, *, when: When = None, actor: Actor = "cli", key: Key = None, common: Common = NO_OPTIONS
) -> None:
    """Send a referral (NAME), or one below an open referral (PARENT/NAME)."""
    _do(common, ref, {"refer": referral}, when, actor, key)


@app.command
def answer(
    ref: Ref,
    referral: str,
    position: str,
    *,
    when: When = None,
    actor: Actor = "cli",
    key: Key = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Answer an open referral with a position."""
    _do(common, ref, {"answer": referral, "position": position}, when, actor, key)


@app.command
def ask(
    ref: Ref, referral: str, *, when: When = None, actor: Actor = "cli", key: Key = None, common: Common = NO_OPTIONS
) -> None:
    """Ask the applicant for information within an open referral."""
    _do(common, ref, {"ask": referral}, when, actor, key)


@app.command
def reply(
    ref: Ref, referral: str, *, when: When = None, actor: Actor = "cli", key: Key = None, common: Common = NO_OPTIONS
) -> None:
    """Give the information asked for within a referral."""
    _do(common, ref, {"reply": referral}, when, actor, key)


@app.command
def move(
    ref: Ref,
    referral: str,
    step: str | None = None,
    *,
    when: When = None,
    actor: Actor = "cli",
    key: Key = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Take an open referral to its next step."""
    _do(common, ref, {"move": referral, "step": step}, when, actor, key)


@app.command
def block(
    ref: Ref,
    kind: str,
    *,
    reason: Annotated[str | None, Parameter(help="Reason, from the closed list of the blocker.")] = None,
    referral: Annotated[str | None, Parameter(help="The open referral it stands in the way of.")] = None,
    when: When = None,
    actor: Actor = "cli",
    key: Key = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Open a blocker on a case, or on one of its open referrals."""
    _do(common, ref, {"block": kind, "reason": reason, "referral": referral}, when, actor, key)


@app.command
def unblock(
    ref: Ref,
    kind: str,
    *,
    by: Annotated[str | None, Parameter(help="The owner who cleared it.")] = None,
    when: When = None,
    actor: Actor = "cli",
    key: Key = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Clear the open blocker of a kind."""
    _do(common, ref, {"unblock": kind, "by": by}, when, actor, key)


@app.command
def record(
    ref: Ref,
    fact: str,
    value: Annotated[str, Parameter(help="The value: a date, number, true, false or text.")],
    *,
    on: Annotated[str, Parameter(help="case, the path of an open referral or the kind of an open blocker.")] = "case",
    when: When = None,
    actor: Actor = "cli",
    key: Key = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Record a fact on a case, an open referral or an open blocker."""
    _do(common, ref, {"record": fact, "value": Document("value", value).data, "on": on}, when, actor, key)


@app.command
def lapse(
    ref: Ref,
    instance: Annotated[str, Parameter(help="The clock instance, e.g. reconsideration-30#1 (see `case show`).")],
    *,
    when: When = None,
    actor: Actor = "cli",
    common: Common = NO_OPTIONS,
) -> None:
    """Let the default of a clock that has run out happen."""
    _do(common, ref, {"lapse": instance}, when, actor, None)


@app.command
def correct(
    ref: Ref,
    key_of: Annotated[str, Parameter(name="KEY", help="The key of the command to correct (see `case show`).")],
    *,
    when_it_was: Annotated[str | None, Parameter(help="The right moment of that command.")] = None,
    void: Annotated[bool, Parameter(help="Take the command out of the history.", negative="")] = False,
    reason: Annotated[str, Parameter(help="Why.")],
    actor: Actor = "cli",
    key: Key = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Replace the moment of an earlier command, or void it; refused if a later event would fall."""
    from licensing.service.corrections import correction

    if void == (when_it_was is not None):
        raise UsageError("a correction gives --when-it-was or --void.", next_step="Give one of the two.")
    own_key = _key(key, actor)
    with opened_cases(common) as cases:
        command = correction(
            cases,
            ref,
            key_of,
            when_it_was=when_it_was,
            reason=reason,
            now=now(),
            actor=actor,
            key=own_key,
        )
        _print_done(common, cases.perform(ref, command))


@app.command
def migrate(
    ref: Ref,
    version: Annotated[str, Parameter(help="The version to move to.")],
    *,
    basis: Annotated[str, Parameter(help="What the migration rests on.")],
    when: When = None,
    actor: Actor = "cli",
    key: Key = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Move an open case to another version of its definition."""
    _do(common, ref, {"migrate": version, "basis": basis}, when, actor, key)


def summary(case: Case) -> dict[str, Any]:
    """Give a case as one line of a list."""
    return {
        "ref": case.ref,
        "process": case.process,
        "version": case.version,
        "provenance": case.provenance.value,
        "state": case.state,
        "outcome": case.outcome.value if case.outcome else None,
        "outcome_label": case.outcome_label,
    }


def _do(common: Common, ref: str, step: dict[str, Any], when: str | None, actor: str, key: str | None) -> None:
    from licensing.service.commands import command_for

    own_key = _key(key, actor)
    with opened_cases(common) as cases:
        command = command_for(cases, ref, step, when=when, now=now(), actor=actor, key=own_key)
        _print_done(common, cases.perform(ref, command))


def _key(key: str | None, actor: str) -> str:
    """Give the key of a command. Raises :class:`UsageError` for an empty one: a script left a variable unset."""
    for name, given in (("--key", key), ("--actor", actor)):
        if given is not None and not given.strip():
            raise UsageError(f"{name} is empty.", next_step="Give it a value, or leave it out.")
    return key or str(uuid4())


def _print_done(common: Common, done: Done) -> None:
    case = done.case
    if common.json or common.csv:
        row = {**summary(case), "new": done.new}
        print_rows(common, [row], [], row)
        return
    known = "" if done.new else " (known already, nothing changed)"
    outcome = f", {case.outcome_label}" if case.outcome_label else ""
    common.line(f"{case.ref} is in {case.state}{outcome}{known}")
