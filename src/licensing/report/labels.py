"""What states, owners, blockers and clocks of a process are called, by the newest version that has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from licensing.analysis.map import UNSEEN
from licensing.analysis.scope import Cohort
from licensing.definitions.base import Text
from licensing.definitions.definition import Definition
from licensing.definitions.elements import State
from licensing.definitions.glossary import glossary
from licensing.domain.vocabulary import UNKNOWN_STATE, Party
from licensing.report.words import Words


@dataclass(frozen=True)
class Labels:
    """The labels of one process in one language."""

    words: Words
    cohort: Cohort

    @cached_property
    def versions(self) -> tuple[Definition, ...]:
        """Give the versions among the cases, the newest first."""
        found = {seen.definition.digest: seen.definition for seen in self.cohort.seen}
        return tuple(sorted(found.values(), key=lambda item: item.version.in_force_from, reverse=True))

    def declared_state(self, name: str) -> State | None:
        """Give the newest state of a name."""
        found: State | None = self._newest(lambda definition: definition.states, name)
        return found

    def state(self, name: str) -> str:
        """Name a state."""
        found = self.declared_state(name)
        return self.words.text(UNSEEN if found is None else found.label) if name == UNKNOWN_STATE or found else name

    def owner(self, name: str) -> str:
        """Name an owner; one that only its process knows goes by its id."""
        known = glossary().owners.get(name)
        if known is not None:
            return self.words.text(known.label)
        return self.party(Party.UNKNOWN) if name in ("", UNKNOWN_STATE) else name

    def party(self, party: Party) -> str:
        """Name a party."""
        return self.words.text(glossary().parties[party])

    def clock(self, name: str) -> str:
        """Name a clock."""
        found = self._newest(lambda definition: definition.clocks, name)
        return name if found is None else self.words.text(found.label)

    def thing(self, what: str, name: str) -> str:
        """Name what can be taken out of a case: a blocker, a referral by its path, or a step of one."""
        if what == "blocker":
            found = self._newest(lambda definition: definition.blockers, name)
            return name if found is None else self.words.text(found.label)
        path = name.removeprefix(f"{what}/")
        if what == "referral":
            return self._referral(path)
        path, _, step = path.rpartition("/")
        return f"{self._referral(path)}: {self._step(path, step)}"

    def cause(self, name: str) -> str:
        """Name what a clock left days out for: a blocker, a state, a referral, or the name the definition gives it."""
        blocker = self._newest(lambda definition: definition.blockers, name)
        state = self.declared_state(name)
        label = next((found.label for found in (blocker, state) if found is not None), None)
        return self._referral(name) if label is None else self.words.text(label)

    def _referral(self, path: str) -> str:
        for definition in self.versions:
            for name in definition.states:
                found = definition.referral(name, path)
                if found is not None and found.label is not None:
                    return self.words.text(found.label)
                owner = None if found is None else found.owner
                if owner in glossary().owners:
                    return self.owner(owner or "")
        last = path.rsplit("/", 1)[-1]
        return self.owner(last)

    def _step(self, path: str, step: str) -> str:
        for definition in self.versions:
            referral = definition.declared_referral(path)
            for item in () if referral is None else referral.steps:
                if item.id == step:
                    return self.words.text(item.label) if item.label is not None else self.owner(item.owner)
        return step

    def _newest(self, having: Callable[[Definition], Mapping[str, Any]], name: str) -> Any:  # noqa: ANN401 - the element asked for
        return next((having(item)[name] for item in self.versions if name in having(item)), None)


def both(text: Text) -> tuple[str, str]:
    """Give a text in English and Japanese."""
    return text.en, text.ja
