"""Walk trial cases through a definition by its assumptions: is every state reached, does every case come to an end?

=======  ================================================================================================
WALK-01  the walker chose a command that the engine refuses
WALK-02  cases stay in a state, and nothing happens any more (warning)
WALK-03  a state that no case came to, though the assumptions give weight to ways there
WALK-04  a case that goes round and round
WALK-05  a state to which the assumptions let no case come: every way there has weight 0 (note)
=======  ================================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from licensing.definitions.assumptions import Assumptions
from licensing.definitions.finding import Finding, Level
from licensing.definitions.lint.flow import Graph
from licensing.definitions.process import Process
from licensing.definitions.strict_yaml import Document
from licensing.domain.case import Case
from licensing.domain.command import Command, Submit
from licensing.domain.errors import LicensingError
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import When
from licensing.engine.conditions import View
from licensing.engine.decide import decide, record
from licensing.engine.evolve import evolve
from licensing.engine.needs import ways_out
from licensing.engine.refusal import possibilities
from licensing.engine.surroundings import Surroundings
from licensing.service.zones import zone_of
from licensing.simulation.draws import Draws
from licensing.simulation.plan import Plan
from licensing.simulation.trial import Variety, even, trial_surroundings
from licensing.simulation.walker import Walker

LONGEST_WALK = 1000
"""Commands after which a trial case is taken to be going round in circles."""
_OPENED_AFTER_DAYS = 30
"""Days from the beginning of a version to the opening of its trial cases."""


@dataclass
class _Walks:
    """Trial cases of one process, and what their walks have shown so far."""

    process: Process
    seed: int
    reached: set[str] = field(default_factory=set)
    refused: dict[str, list[str]] = field(default_factory=dict)
    halted: dict[str, list[str]] = field(default_factory=dict)
    endless: dict[str, list[str]] = field(default_factory=dict)
    """By state: which cases were refused a command, halted or did not end, and why."""

    def walk(self, ref: str, variety: Variety, assumptions: Assumptions) -> None:
        """Open a trial case and let it walk to its end."""
        definition, draws = variety.definition, Draws(self.seed, ref)
        opened = When.at(datetime.combine(variety.day, time(9), UTC), zone_of(definition))
        around = trial_surroundings(definition, draws, opened)
        walker = Walker(definition, assumptions, Plan(self.seed), lambda version: self.process.version(version).digest)
        command: Command | None = _submit(ref, variety, draws, opened, around)
        case: Case | None = None
        done: set[str] = set()
        while command is not None and len(done) < LONGEST_WALK:
            try:
                bodies = decide(definition, case, command, around)
            except LicensingError as error:
                state = case.state if case else definition.initial
                why = f"{ref} (version {definition.version.id}, {type(command).__name__.lower()}): {error}"
                self.refused.setdefault(state, []).append(why)
                return
            for event in record(case, command, bodies):
                case = evolve(case, event)
            if case is None:
                return
            self.reached.add(case.state)
            done.add(command.key)
            command = walker.next(case, frozenset(done), around)
        if case is not None and command is not None:
            self.endless.setdefault(case.state, []).append(ref)
        elif case is not None and case.closed is None:
            self._halt(View(definition, case, case.last, around))

    def _halt(self, view: View) -> None:
        """Note a case in which nothing happens any more, unless it only waits for a linked matter."""
        ways = [way for way in ways_out(view) if way.applies and not way.rule.lapse_of]
        if any({need.kind for need in way.missing} == {"link"} for way in ways):
            return
        case = view.case
        given = ", ".join(f"{name}: {value}" for name, value in case.attributes)
        why = f"{case.ref} (version {case.version}; {given}): {possibilities(view)}"
        self.halted.setdefault(case.state, []).append(why)


def trial_findings(
    process: Process,
    assumptions: Assumptions,
    document: Document,
    *,
    walks: int,
    seed: int,
    told: Callable[[int, int], None],
) -> Iterator[Finding]:
    """Walk so many trial cases, an equal share under each version, and give what is wrong.

    Half of the cases follow the assumptions as they are. For the others everything that can happen happens often,
    so that rare states are seen too. ``document`` is the file of the assumptions; ``told`` hears of every case.
    """
    trials = _Walks(process, seed)
    supposed = (assumptions, even(assumptions))
    opened = timedelta(days=_OPENED_AFTER_DAYS)
    varieties = [Variety(version, version.version.in_force_from + opened) for version in process.versions]
    for number in range(walks):
        told(number, walks)
        turn, version = divmod(number, len(varieties))
        trials.walk(f"trial-{number + 1}", varieties[version], supposed[turn % 2])
    told(walks, walks)
    yield from _faults(document, trials)
    yield from _unreached(process, assumptions, trials.reached)


def _submit(ref: str, variety: Variety, draws: Draws, opened: When, around: Surroundings) -> Submit:
    definition = variety.definition
    return Submit(
        when=opened,
        actor="check",
        key="open",
        ref=ref,
        process=definition.id,
        version=definition.version.id,
        definition_digest=definition.digest,
        provenance=Provenance.MOCK,
        matter=ref,
        attributes=variety.draw(draws),
        links=tuple((item.role, item.matter) for item in around.linked),
    )


def _faults(document: Document, trials: _Walks) -> Iterator[Finding]:
    error, warning = Level.ERROR, Level.WARNING
    for code, level, by_state, message, remedy in (
        ("WALK-01", error, trials.refused, "the engine refuses the walker in", "Mend the assumptions."),
        ("WALK-02", warning, trials.halted, "nothing happens any more in", "Add what ends the wait, or another way."),
        ("WALK-04", error, trials.endless, "cases go round and round through", "Give the way out more weight."),
    ):
        for state, cases in by_state.items():
            many = "1 case" if len(cases) == 1 else f"{len(cases)} cases"
            text = f"{message} '{state}' ({many}), first {cases[0].rstrip('.')}."
            line = document.line(("durations", state))
            yield Finding(code, level, document.name, line, f"durations.{state}", text, remedy)


def _unreached(process: Process, assumptions: Assumptions, reached: set[str]) -> Iterator[Finding]:
    reachable = _reachable(process, assumptions)
    for state in dict.fromkeys(name for definition in process.versions for name in definition.states):
        path = ("states", state)
        line, where = process.document.line(path), f"states.{state}"
        if state in reached:
            continue
        if state in reachable:
            message = f"no trial case came to state '{state}'."
            remedy = "Give the ways there weight, or weight 0 where no mock case shall go there."
            yield Finding("WALK-03", Level.ERROR, process.document.name, line, where, message, remedy)
        else:
            message = f"the assumptions let no mock case come to state '{state}'."
            yield Finding("WALK-05", Level.NOTE, process.document.name, line, where, message, "Nothing to do.")


def _reachable(process: Process, assumptions: Assumptions) -> set[str]:
    """Give the states of any version that can be reached without a way whose weight is 0."""
    shut = {
        (state, name)
        for state, choice in assumptions.choices.items()
        for name, weight in choice.weights.items()
        if weight == 0
    }
    reachable: set[str] = set()
    for definition in process.versions:
        edges = {
            (source, rule.to)
            for name, rule in definition.transitions.items()
            for source in definition.sources(rule)
            if (source, name) not in shut
        }
        reachable |= Graph(frozenset(edges)).after([definition.initial])
    return reachable
