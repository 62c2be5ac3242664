"""A case as its events tell it: where it is, how long it was where, what is open, what is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from licensing.domain.event import Value
from licensing.domain.vocabulary import Outcome, Provenance
from licensing.domain.when import When


def _order() -> int:
    """Declare a place in the order of events: moments of one day are told apart by it, cases are compared without."""
    order: int = field(default=0, compare=False, repr=False)
    return order


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of a case in a state; open while ``left`` is ``None``."""

    number: int
    state: str
    entered: When
    left: When | None = None
    entered_by: str = ""
    left_by: str = ""
    entered_order: int = _order()
    left_order: int = _order()


@dataclass(frozen=True, slots=True)
class StepVisit:
    """One stay of a referral in one of its ordered steps."""

    step: str
    entered: When
    left: When | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Information asked of the applicant within a referral."""

    asked: When
    replied: When | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """A question put to another body while the case waits; ``path`` is ``name`` or ``parent/name``."""

    path: str
    number: int
    state: str
    """The state of the case in which it was sent."""
    visit: int
    sent: When
    ended: When | None = None
    position: str = ""
    """The answer; empty while open and after a recall."""
    by_silence: str = ""
    steps: tuple[StepVisit, ...] = ()
    questions: tuple[Question, ...] = ()
    sent_order: int = _order()
    ended_order: int = _order()

    @property
    def open(self) -> bool:
        """Say whether an answer is still awaited."""
        return self.ended is None

    @property
    def answered(self) -> bool:
        """Say whether it ended with a position."""
        return self.position != ""

    @property
    def name(self) -> str:
        """Give the last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def parent(self) -> str:
        """Give the path of the referral it belongs to, empty for a referral of the case itself."""
        return self.path.rsplit("/", 1)[0] if "/" in self.path else ""

    def sent_within(self, parent: Referral) -> bool:
        """Say whether it was sent while its parent was open."""
        return self.sent_order > parent.sent_order and (parent.open or self.sent_order < parent.ended_order)

    @property
    def step(self) -> str:
        """Give the step it is in, empty where it has none."""
        return self.steps[-1].step if self.steps else ""

    @property
    def id(self) -> str:
        """Name this referral among all of its case."""
        return f"{self.path}#{self.number}"


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that stands in the way of the case or of one of its referrals."""

    kind: str
    number: int
    reason: str
    referral: str
    """The id of the referral it stands in the way of; empty for the case."""
    opened: When
    cleared: When | None = None
    cleared_by: str = ""
    opened_order: int = _order()
    cleared_order: int = _order()

    @property
    def open(self) -> bool:
        """Say whether it has not been cleared."""
        return self.cleared is None

    @property
    def id(self) -> str:
        """Name this blocker among all of its case."""
        return f"{self.kind}#{self.number}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A declared, dated statement on the case, a referral or a blocker."""

    name: str
    value: Value
    on: str
    recorded: When
    order: int = _order()


@dataclass(frozen=True, slots=True)
class Decision:
    """One outcome given on the case; a later one may replace it, both are kept."""

    when: When
    outcome: Outcome | None
    """``None`` where an event log has the end of a case and not what it came to."""
    transition: str
    label: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One transition taken (or one sighting), as clocks read it."""

    when: When
    transition: str
    target: str
    outcome: Outcome | None = None
    lapsed_clock: str = ""
    relied_on: tuple[tuple[str, str, str], ...] = ()
    order: int = _order()


@dataclass(frozen=True, slots=True)
class Case:
    """One application under one version of one definition, folded from its events."""

    ref: str
    process: str
    version: str
    definition_digest: str
    provenance: Provenance
    matter: str
    attributes: tuple[tuple[str, Value], ...]
    links: tuple[tuple[str, str], ...]
    opened: When
    visits: tuple[Visit, ...]
    seq: int
    last: When
    filed: When | None = None
    decisions: tuple[Decision, ...] = ()
    closed: When | None = None
    referrals: tuple[Referral, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    facts: tuple[Fact, ...] = ()
    moves: tuple[Occurrence, ...] = ()
    events: int = _order()
    """How many events its effective history has."""

    @property
    def state(self) -> str:
        """Give the state the case is in."""
        return self.visits[-1].state

    @property
    def visit(self) -> Visit:
        """Give the stay that is under way, or the last one of a closed case."""
        return self.visits[-1]

    @property
    def decided(self) -> When | None:
        """Give the moment of the first transition with an outcome."""
        return self.decisions[0].when if self.decisions else None

    @property
    def outcome(self) -> Outcome | None:
        """Give the outcome that stands: the last one given."""
        return self.decisions[-1].outcome if self.decisions else None

    @property
    def outcome_label(self) -> str:
        """Give the process's own label of the outcome that stands."""
        return self.decisions[-1].label if self.decisions else ""

    @property
    def open_referrals(self) -> tuple[Referral, ...]:
        """Give the referrals that still await an answer."""
        return tuple(referral for referral in self.referrals if referral.open)

    @property
    def open_blockers(self) -> tuple[Blocker, ...]:
        """Give the blockers that have not been cleared."""
        return tuple(blocker for blocker in self.blockers if blocker.open)

    def parent_of(self, referral: Referral) -> Referral | None:
        """Give the referral that another was sent below, ``None`` for a referral of the case itself."""
        above = [item for item in self.referrals if item.path == referral.parent and referral.sent_within(item)]
        return above[-1] if above else None

    def attribute(self, name: str) -> Value | None:
        """Give the value of an attribute, ``None`` where the case has none."""
        return dict(self.attributes).get(name)

    def fact(self, name: str, on: str = "case") -> Fact | None:
        """Give the newest fact of a name on the case, a referral or a blocker."""
        return next((fact for fact in reversed(self.facts) if fact.name == name and fact.on == on), None)
