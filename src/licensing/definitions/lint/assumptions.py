"""Whether the assumptions of a process fit its definition, and suffice for a walk that ends.

=========  =======================================================================================
ASSUME-01  assumptions of another process
ASSUME-02  a name that no version of the definition has
ASSUME-03  a state without a duration: a walked case would pass through it in no time
ASSUME-04  a state with several ways that a person chooses, without weights
ASSUME-05  a referral, blocker or question that begins and has no duration: it would never end
ASSUME-06  a place or a value that a fact cannot have
=========  =======================================================================================
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from licensing.definitions.assumptions import Assumptions, FactRule, LaterDate
from licensing.definitions.elements import FactType, Referral, SubReferral, Transition
from licensing.definitions.finding import Finding, Level, in_order
from licensing.definitions.lint.comparisons import is_value
from licensing.definitions.process import Process
from licensing.definitions.strict_yaml import Document
from licensing.domain.vocabulary import Outcome

_NOT_DRAWN = (Outcome.WITHDRAWN, Outcome.RETURNED)
"""Outcomes a walked case comes to only where weights say so."""


def lint_assumptions(assumptions: Assumptions, document: Document, process: Process) -> tuple[Finding, ...]:
    """Find what in the assumptions fits no version of the process, and what is missing for a walk."""
    scope = _Scope(assumptions, document, process)
    found: list[Finding] = []
    if assumptions.process != process.id:
        message = f"these are the assumptions of {assumptions.process}, not of {process.id}."
        found.append(scope.error("ASSUME-01", ("process",), message, f"Write `process: {process.id}`."))
    for rule in (_keys, _weights, _blockers, _facts, _states, _endings):
        found.extend(rule(scope))
    return in_order(found)


@dataclass(frozen=True)
class _Scope:
    assumptions: Assumptions
    document: Document
    process: Process

    def error(self, code: str, path: tuple[str, ...], message: str, remedy: str) -> Finding:
        where = ".".join(path)
        return Finding(code, Level.ERROR, self.document.name, self.document.line(path), where, message, remedy)

    def unknown(self, path: tuple[str, ...], kind: str, name: str, known: Collection[str]) -> Finding:
        message = f"no version of {self.process.id} has {kind} '{name}'."
        return self.error("ASSUME-02", path, message, f"Known: {', '.join(sorted(known)) or 'none'}.")

    @property
    def states(self) -> dict[str, None]:
        return dict.fromkeys(name for version in self.process.versions for name in version.states)

    @property
    def blockers(self) -> dict[str, None]:
        return dict.fromkeys(name for version in self.process.versions for name in version.blockers)

    def referrals(self) -> dict[str, SubReferral]:
        """Give ``STATE/REFERRAL`` and ``STATE/REFERRAL/BELOW``; the newest version's rule where they differ."""
        found: dict[str, SubReferral] = {}
        for version in self.process.versions:
            for state, declared in version.states.items():
                for name, referral in declared.referrals.items():
                    found[f"{state}/{name}"] = referral
                    found |= {f"{state}/{name}/{below}": rule for below, rule in referral.sub_referrals.items()}
        return found

    def ways(self, state: str) -> dict[str, Transition]:
        """Give the transitions that a person can take from a state, in any version."""
        return {
            name: rule
            for version in self.process.versions
            for name, rule in version.ways_out(state).items()
            if not rule.lapse_of
        }


def _keys(scope: _Scope) -> Iterator[Finding]:
    given, referrals = scope.assumptions, scope.referrals()
    steps = {
        f"{path}/{step.id}" for path, rule in referrals.items() if isinstance(rule, Referral) for step in rule.steps
    }
    timed = {*scope.states, *referrals, *steps}
    timed |= {f"blocker:{kind}" for kind in scope.blockers} | {f"question:{path}" for path in referrals}
    by_chance = {
        path for path, rule in referrals.items() if not isinstance(rule, Referral) or rule.sent == "by-command"
    }
    sections: tuple[tuple[str, str, Collection[str], Collection[str]], ...] = (
        ("choices", "state", given.choices, scope.states),
        ("durations", "state, referral, step, blocker or question", given.durations, timed),
        ("positions", "referral", given.positions, referrals),
        ("blockers", "blocker", given.blockers, scope.blockers),
        ("questions", "referral", given.questions, referrals),
        ("referrals", "referral that is sent by command", given.referrals, by_chance),
    )
    for section, kind, names, known in sections:
        yield from (scope.unknown((section, name), kind, name, known) for name in names if name not in known)


def _weights(scope: _Scope) -> Iterator[Finding]:
    for state, choice in scope.assumptions.choices.items():
        ways = scope.ways(state)
        for name in choice.weights:
            if name not in ways and state in scope.states:
                yield scope.unknown(("choices", state, "weights", name), f"from '{state}' a transition", name, ways)
    referrals = scope.referrals()
    for path, choice in scope.assumptions.positions.items():
        positions = referrals[path].positions if path in referrals else ()
        for name in choice.weights:
            if positions and name not in positions:
                yield scope.unknown(("positions", path, "weights", name), f"for '{path}' a position", name, positions)


def _blockers(scope: _Scope) -> Iterator[Finding]:
    for kind, chance in scope.assumptions.blockers.items():
        rules = [(version, version.blockers[kind]) for version in scope.process.versions if kind in version.blockers]
        states = {state for version, rule in rules for state in version.blocker_states(rule)}
        reasons = {reason for _, rule in rules for reason in rule.reasons}
        if not rules:
            continue
        for state in chance.in_:
            if state not in states:
                yield scope.unknown(("blockers", kind, "in"), f"for blocker '{kind}' a state", state, states)
        for reason in chance.reasons:
            if reason not in reasons:
                where = ("blockers", kind, "reasons", reason)
                yield scope.unknown(where, f"for blocker '{kind}' a reason", reason, reasons)


def _facts(scope: _Scope) -> Iterator[Finding]:
    for name, rule in scope.assumptions.facts.items():
        declared = [version.facts[name] for version in scope.process.versions if name in version.facts]
        if not declared:
            known = {fact for version in scope.process.versions for fact in version.facts}
            yield scope.unknown(("facts", name), "fact", name, known)
            continue
        places = _places(scope, declared[-1])
        for place in rule.in_:
            if place not in places:
                message = f"fact '{name}' is recorded on a {declared[-1].on}, not in '{place}'."
                yield scope.error(
                    "ASSUME-06", ("facts", name, "in"), message, f"Known: {', '.join(sorted(places)) or 'none'}."
                )
        if not any(_can_be(rule, fact) for fact in declared):
            message = f"fact '{name}' cannot be {rule.value!r}."
            yield scope.error(
                "ASSUME-06", ("facts", name, "value"), message, f"Give a value of type {declared[-1].value}."
            )


def _places(scope: _Scope, declared: FactType) -> Collection[str]:
    match declared.on:
        case "case":
            return scope.states
        case "referral":
            return scope.referrals()
        case "blocker":
            return [f"blocker:{kind}" for kind in scope.blockers]


def _can_be(rule: FactRule, declared: FactType) -> bool:
    if declared.value == "date" and (rule.value == "today" or isinstance(rule.value, LaterDate)):
        return True
    return not isinstance(rule.value, LaterDate) and is_value(declared, rule.value)


def _states(scope: _Scope) -> Iterator[Finding]:
    ends = {state for version in scope.process.versions for state in version.states if version.terminal(state)}
    for state in scope.states:
        if state in ends:
            continue
        if state not in scope.assumptions.durations:
            message = f"nothing is assumed about how long state '{state}' lasts."
            yield scope.error("ASSUME-03", ("durations", state), message, f"Add durations.{state}.")
        drawn = [name for name, rule in scope.ways(state).items() if rule.outcome not in _NOT_DRAWN]
        if len(drawn) > 1 and state not in scope.assumptions.choices:
            message = f"nothing is assumed about what is chosen in state '{state}' ({', '.join(drawn)})."
            yield scope.error("ASSUME-04", ("choices", state), message, f"Add choices.{state} with weights.")


def _endings(scope: _Scope) -> Iterator[Finding]:
    given, referrals = scope.assumptions, scope.referrals()
    for path, rule in referrals.items():
        sent = rule.required or path in given.referrals
        steps = [f"{path}/{step.id}" for step in rule.steps] if isinstance(rule, Referral) else []
        timed = all(key in given.durations for key in steps or [path])
        if sent and rule.silence == "still-waiting" and not timed:
            needed = ", ".join(steps or [path])
            message = f"nothing is assumed about how long '{path}' takes to answer, and its silence is no answer."
            yield scope.error("ASSUME-05", ("durations", path), message, f"Add durations for {needed}.")
    for section, prefix, names in (
        ("blockers", "blocker", given.blockers),
        ("questions", "question", given.questions),
    ):
        for name in names:
            key = f"{prefix}:{name}"
            if key not in given.durations:
                message = f"nothing is assumed about how long {prefix} '{name}' lasts."
                yield scope.error("ASSUME-05", (section, name), message, f"Add durations.{key}.")
