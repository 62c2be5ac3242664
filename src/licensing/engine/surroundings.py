"""What lies around a case when a command is decided: the matters it is linked to."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.domain.vocabulary import Outcome
from licensing.domain.when import When


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """The newest case of a linked matter, with every outcome the matter was given and when.

    A newer case of the matter (an amendment, a new filing) takes the outcome away when it is opened: ``None`` stands
    there until that case is decided.
    """

    role: str
    matter: str
    ref: str
    state: str
    owner: str
    decisions: tuple[tuple[When, Outcome | None], ...] = ()

    def outcome_at(self, when: When) -> Outcome | None:
        """Give the outcome that stood at a moment, ``None`` where there was none yet."""
        standing = [outcome for decided, outcome in self.decisions if _not_after(decided, when)]
        return standing[-1] if standing else None

    @property
    def undecided(self) -> bool:
        """Say whether the newest case has come to no outcome."""
        return not self.decisions or self.decisions[-1][1] is None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The linked cases, by role; a role without a case is not listed."""

    linked: tuple[LinkedCase, ...] = ()

    def of_role(self, role: str) -> LinkedCase | None:
        """Give the linked case that plays a role."""
        return next((item for item in self.linked if item.role == role), None)


ALONE = Surroundings()


def _not_after(decided: When, when: When) -> bool:
    return decided.earliest_us is None or decided.earliest_us <= when.latest_us
