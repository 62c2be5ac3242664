"""What a mock case file says of its walk: the seed of its draws, a script, and what follows the script."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.definitions.casefile import CaseFile
from licensing.definitions.script import Step
from licensing.domain.text import Json


@dataclass(frozen=True, slots=True)
class Plan:
    """Seed, script and whether the walker goes on by the assumptions after it."""

    seed: int = 0
    script: tuple[Step, ...] = ()
    walks_on: bool = True

    @classmethod
    def of(cls, file: CaseFile) -> Plan:
        """Take the plan of a case file."""
        return cls(file.seed, file.script, file.walks_on)

    @classmethod
    def from_json(cls, data: Json) -> Plan:
        """Read a plan back from JSON."""
        if not isinstance(data, dict):
            return cls(walks_on=False)
        script = data["script"]
        steps = tuple(Step.model_validate(item) for item in script) if isinstance(script, list) else ()
        return cls(int(str(data["seed"])), steps, bool(data["walks_on"]))

    def as_json(self) -> dict[str, Json]:
        """Write the plan as JSON."""
        steps = [step.model_dump(mode="json", by_alias=True, exclude_defaults=True) for step in self.script]
        return {"seed": self.seed, "script": steps, "walks_on": self.walks_on}
