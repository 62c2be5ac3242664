"""What lies around a case when a command is decided: the matters it is linked to, and what was decided before."""

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
        return _standing(self.decisions, when)

    @property
    def undecided(self) -> bool:
        """Say whether the newest case has come to no outcome."""
        return not self.decisions or self.decisions[-1][1] is None


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """A case of another matter that is, by what it was about, a precedent or a standing authorization for this one."""

    name: str
    """The precedent or authorization of the definition that it is."""
    matter: str
    ref: str
    decisions: tuple[tuple[When, Outcome], ...]
    closed: When | None = None

    def outcome_at(self, when: When) -> Outcome | None:
        """Give the outcome that stood at a moment, ``None`` where there was none yet."""
        return _standing(self.decisions, when)

    def closed_at(self, when: When) -> bool:
        """Say whether the case had been closed by a moment: an authorization that has ended covers nothing."""
        return self.closed is not None and _not_after(self.closed, when)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The linked cases by role, a role without a case left out; the precedents and the standing authorizations."""

    linked: tuple[LinkedCase, ...] = ()
    precedents: tuple[EarlierCase, ...] = ()
    authorizations: tuple[EarlierCase, ...] = ()

    def of_role(self, role: str) -> LinkedCase | None:
        """Give the linked case that plays a role."""
        return next((item for item in self.linked if item.role == role), None)


ALONE = Surroundings()


def _standing(decisions: tuple[tuple[When, Outcome | None], ...], when: When) -> Outcome | None:
    standing = [outcome for decided, outcome in decisions if _not_after(decided, when)]
    return standing[-1] if standing else None


def _not_after(moment: When, when: When) -> bool:
    return moment.earliest_us is None or moment.earliest_us <= when.latest_us
