"""What the figures of a case rest on beside its own events: with another of these, they are counted anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from licensing.definitions.definition import Definition
from licensing.domain.text import Json, canonical, digest
from licensing.service.reports import DEEPEST_LINKS
from licensing.store.header import Head


@dataclass(frozen=True)
class Surrounding:
    """The heads of all cases of a store, and how they bear on each other."""

    heads: Sequence[Head]
    links: Mapping[str, tuple[tuple[str, str], ...]]
    definitions: Mapping[str, Definition]
    clocks: Mapping[tuple[str, str], str | None]
    """The clock that cases are counted on, by process and provenance."""

    def around(self, head: Head) -> str:
        """Give a digest of what the figures of a case rest on: its clock, who looked until when, and other cases."""
        clock = self.clocks[head.process, head.provenance]
        looked = None if head.observed_until is None else head.observed_until.isoformat()
        return digest(canonical([clock, looked, *self._others(head, 0)]))

    def _others(self, head: Head, depth: int) -> Iterator[Json]:
        """Give the cases of linked matters, theirs in turn, and all decisions that a precedent may be among."""
        law = self.definitions[head.definition_digest]
        for rule in (*law.precedents.values(), *law.authorizations.values()):
            for process in rule.processes:
                yield self._all_of[process, head.provenance]
        for role, matter in self.links.get(head.ref, ()) if depth <= DEEPEST_LINKS else ():
            for linked in self._of_matter[matter]:
                yield [role, linked.ref, linked.digest, *self._others(linked, depth + 1)]

    @cached_property
    def _of_matter(self) -> Mapping[str, Sequence[Head]]:
        """Give the cases of every matter that a case is linked to, in the order of their opening."""
        linked = {matter for own in self.links.values() for _, matter in own}
        found: dict[str, list[Head]] = {matter: [] for matter in linked}
        for head in sorted(self.heads, key=_age):
            if head.matter in linked:
                found[head.matter].append(head)
        return found

    @cached_property
    def _all_of(self) -> dict[tuple[str, str], str]:
        """Give one digest over all cases of a process and a provenance."""
        told: dict[tuple[str, str], list[Json]] = defaultdict(list)
        for head in self.heads:
            told[head.process, head.provenance].append([head.ref, head.digest])
        return defaultdict(str, {kind: digest(canonical(own)) for kind, own in told.items()})


def _age(head: Head) -> tuple[int, str]:
    return head.opened_latest_us, head.ref
