"""Cases of the processes that ship walk to their end under every version, whatever they are about."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from licensing.calendars.registry import calendar
from licensing.definitions.assumptions import read_assumptions
from licensing.definitions.definition import Definition
from licensing.definitions.glossary import calendar_of
from licensing.definitions.registry import process, process_ids
from licensing.domain.case import Case
from licensing.domain.command import Advance, Block, Command, Lapse, Submit
from licensing.domain.vocabulary import Provenance
from licensing.domain.when import When, from_us
from licensing.engine.conditions import View
from licensing.engine.decide import decide, record
from licensing.engine.evolve import evolve
from licensing.engine.needs import ways_out
from licensing.simulation.draws import Draws
from licensing.simulation.plan import Plan
from licensing.simulation.trial import Variety, even, trial_surroundings
from licensing.simulation.walker import Walker

SEEDS = range(4)
VERSIONS = [(name, item.version.id) for name in process_ids() for item in process(name).versions]


@pytest.mark.parametrize("name, version", VERSIONS, ids=lambda value: value.replace("/", "-"))
def test_every_case_walks_to_its_end_or_to_a_linked_matter(name, version):
    law = process(name).version(version)
    supposed = read_assumptions(name)
    for seed in SEEDS:
        days = timedelta(days=30 + 200 * seed)
        variety = Variety(law, law.version.in_force_from + days)
        walk = _Walk(law, variety, even(supposed) if seed % 2 else supposed, seed)
        walk.to_its_end()
        assert walk.case.closed is not None or walk.waits_for_a_linked_matter()


class _Walk:
    def __init__(self, law, variety, assumptions, seed):
        ref = f"WALK-{seed}"
        self.law: Definition = law
        zone = calendar(law.calendar).zone.key
        opened = When.at(datetime.combine(variety.day, time(12), UTC), zone)
        self.around = trial_surroundings(law, Draws(seed, ref), opened)
        self.walker = Walker(law, assumptions, Plan(seed), str)
        self.done: set[str] = set()
        self.case: Case = self._after(None, Submit(
            when=opened, actor="test", key="open", ref=ref, process=law.id, version=law.version.id,
            definition_digest=law.digest, provenance=Provenance.MOCK, matter=ref,
            attributes=variety.draw(Draws(seed, ref)),
            links=tuple((item.role, item.matter) for item in self.around.linked),
        ))  # fmt: skip

    def _after(self, case: Case | None, command: Command) -> Case:
        for event in record(case, command, decide(self.law, case, command, self.around)):
            case = evolve(case, event)
        self.done.add(command.key)
        return case

    def to_its_end(self) -> None:
        while (command := self.walker.next(self.case, frozenset(self.done), self.around)) is not None:
            assert len(self.done) < 600
            assert command.when.latest_us > self.case.last.latest_us or isinstance(command, Lapse)
            if isinstance(command, Advance | Block):
                self._holder_works(command)
            self.case = self._after(self.case, command)

    def _holder_works(self, command: Command) -> None:
        office = calendar(calendar_of(self.law.states[self.case.state].owner))
        local = from_us(command.when.latest_us).astimezone(office.zone)
        assert office.is_open(local.date())
        assert "09:00" <= f"{local:%H:%M}" <= "17:00"

    def waits_for_a_linked_matter(self) -> bool:
        ways = ways_out(View(self.law, self.case, self.case.last, self.around))
        return any({need.kind for need in way.missing} == {"link"} for way in ways if way.applies)
