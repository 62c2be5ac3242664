"""Every error a person can meet, each with a stable code, a sentence and a next step.

::

    LicensingError
    ├─ DefinitionError            a process definition or one of its companions is wrong    (exit 1 or 2)
    │  ├─ MalformedFile           FILE-001   not readable as strict YAML
    │  ├─ InvalidFile             FILE-002   a key or value the format does not know
    │  ├─ MissingFile             FILE-003   no such file
    │  ├─ UnknownProcess          DEF-001
    │  ├─ UnknownVersion          DEF-002
    │  ├─ DefinitionFault         DEF-003    the definition contradicts itself
    │  ├─ UnknownCalendar         DEF-004
    │  ├─ UnknownReform           DEF-005
    │  └─ UnknownFigure           FIG-001
    ├─ CaseError                  the engine refuses a command                               (exit 2)
    │  ├─ UnknownCase             CASE-001
    │  ├─ CaseExists              CASE-002
    │  ├─ NotPossibleNow          CASE-003
    │  ├─ OutOfOrder              CASE-004   a moment before the previous event
    │  ├─ KeyReused               CASE-005   same key, other command
    │  ├─ InvalidCommand          CASE-006   a word the definition does not declare
    │  ├─ LapseRefused            CASE-007   too early, or nothing to lapse
    │  ├─ CorrectionRefused       CASE-008   a later event would fall
    │  ├─ ObservedOnly            CASE-009
    │  └─ MigrationRefused        CASE-010
    ├─ StoreError                 the store cannot be used                                   (exit 3)
    │  ├─ StoreMissing            STORE-001
    │  ├─ StoreNewer              STORE-002  made by a newer version
    │  ├─ StoreOutdated           STORE-003  needs `licensing db upgrade`
    │  ├─ StoreLocked             STORE-004
    │  ├─ StoreReadOnly           STORE-005
    │  ├─ StoreFull               STORE-006
    │  ├─ StoreTampered           STORE-007  the digest chain does not hold
    │  ├─ StoreUnreachable        STORE-008
    │  ├─ ProjectionDrift         STORE-009  projections differ from a rebuild
    │  └─ SnapshotFailed          STORE-010
    ├─ ReportError                a figure cannot be given                                   (exit 2)
    │  ├─ NoCases                 REPORT-001
    │  ├─ ProvenanceNeeded        REPORT-002 figures never mix provenances
    │  ├─ UnknownClock            REPORT-003
    │  └─ FigureGone              REPORT-004 the cases are not those it was made from
    ├─ LogError                   an event log cannot be taken in                            (exit 2 or 3)
    │  ├─ LogFault                LOG-001    the file breaks its format
    │  ├─ LogMisfit               LOG-002    the mapping does not fit the log
    │  ├─ LogExists               LOG-003    another log was imported under this name
    │  └─ LogDamaged              LOG-004    the imported columns were changed
    ├─ RunError                   Prefect's side                                             (exit 3)
    │  ├─ PrefectServerMissing    RUN-001
    │  ├─ PrefectServerForeign    RUN-002
    │  ├─ PrefectServerStartFailed RUN-003
    │  ├─ PrefectHomeBusy         RUN-004
    │  └─ FlowRunFailed           RUN-005
    ├─ OutputFailed               OUT-001    the answer cannot be written                    (exit 3)
    └─ UsageError                 USE-001    wrong use of a command                          (exit 2)
"""

from __future__ import annotations

from typing import ClassVar


class LicensingError(Exception):
    """Something a person did or met that stops the work; nothing has been half written."""

    code: ClassVar[str] = "LIC-000"
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        """Give code, cause and next step in one line."""
        return " ".join(part for part in (self.code, self.message, self.next_step) if part).replace("\n", " ")

    def as_json(self) -> dict[str, str | int]:
        """Give the error as the one JSON shape of every interface (RFC 9457 names)."""
        return {
            "type": self.code,
            "title": type(self).__name__,
            "detail": self.message,
            "next_step": self.next_step,
            "exit_code": self.exit_code,
        }


class DefinitionError(LicensingError):
    """A process definition, or a file that goes with it, cannot be used."""


class MalformedFile(DefinitionError):
    """A file is not readable as strict YAML."""

    code = "FILE-001"


class InvalidFile(DefinitionError):
    """A file holds a key or a value that its format does not know."""

    code = "FILE-002"


class MissingFile(DefinitionError):
    """A file that was named is not there or cannot be read."""

    code = "FILE-003"


class UnknownProcess(DefinitionError):
    """No definition has this process id."""

    code = "DEF-001"


class UnknownVersion(DefinitionError):
    """The process has no version of this id, or none in force on the day asked for."""

    code = "DEF-002"


class DefinitionFault(DefinitionError):
    """A definition contradicts itself."""

    code = "DEF-003"
    exit_code = 1


class UnknownCalendar(DefinitionError):
    """No calendar has this name, or it does not reach the day asked for."""

    code = "DEF-004"


class UnknownReform(DefinitionError):
    """The process has no reform of this name, and no package of this name touches it."""

    code = "DEF-005"


class UnknownFigure(DefinitionError):
    """No published figure or topic has this name."""

    code = "FIG-001"


class CaseError(LicensingError):
    """The engine refuses a command on a case."""


class UnknownCase(CaseError):
    """No case has this reference."""

    code = "CASE-001"


class CaseExists(CaseError):
    """A case of this reference exists already with another content."""

    code = "CASE-002"


class NotPossibleNow(CaseError):
    """The law, as the definition has it, does not allow this command now."""

    code = "CASE-003"


class OutOfOrder(CaseError):
    """The moment lies before the previous event of the case."""

    code = "CASE-004"


class KeyReused(CaseError):
    """An idempotency key came back with another command."""

    code = "CASE-005"


class InvalidCommand(CaseError):
    """A command names something that the definition does not declare."""

    code = "CASE-006"


class LapseRefused(CaseError):
    """A lapse was asked for before its computed instant, or nothing can lapse."""

    code = "CASE-007"


class CorrectionRefused(CaseError):
    """A corrected history would make a later event impossible."""

    code = "CASE-008"


class ObservedOnly(CaseError):
    """Only an observed case may be seen in a state without a legal transition."""

    code = "CASE-009"


class MigrationRefused(CaseError):
    """The case cannot move to that version of its definition."""

    code = "CASE-010"


class StoreError(LicensingError):
    """The store cannot be used as it is."""

    exit_code = 3


class StoreMissing(StoreError):
    """There is no store at this address."""

    code = "STORE-001"


class StoreNewer(StoreError):
    """The store was made by a newer version of this program."""

    code = "STORE-002"


class StoreOutdated(StoreError):
    """The store's schema is older than this program's."""

    code = "STORE-003"


class StoreLocked(StoreError):
    """Another process keeps the store locked."""

    code = "STORE-004"


class StoreReadOnly(StoreError):
    """The store cannot be written to."""

    code = "STORE-005"


class StoreFull(StoreError):
    """The disk of the store is full."""

    code = "STORE-006"


class StoreTampered(StoreError):
    """An event does not match its digest, or the chain is broken."""

    code = "STORE-007"


class StoreUnreachable(StoreError):
    """The database server does not answer, or the file is no store."""

    code = "STORE-008"


class ProjectionDrift(StoreError):
    """Projections differ from what the events say."""

    code = "STORE-009"


class SnapshotFailed(StoreError):
    """The snapshot beside the store cannot be written."""

    code = "STORE-010"


class ReportError(LicensingError):
    """A figure cannot be given."""


class NoCases(ReportError):
    """No case matches what the report asks for."""

    code = "REPORT-001"


class ProvenanceNeeded(ReportError):
    """Several provenances are present, and no figure mixes them."""

    code = "REPORT-002"


class UnknownClock(ReportError):
    """The process has no clock of this name."""

    code = "REPORT-003"


class FigureGone(ReportError):
    """A figure cannot be walked back: the cases are not those it was made from."""

    code = "REPORT-004"


class LogError(LicensingError):
    """An event log cannot be taken in."""


class LogFault(LogError):
    """The file of an event log breaks its format, or says what cannot be."""

    code = "LOG-001"


class LogMisfit(LogError):
    """A mapping names what the log does not have, or does not name what an import needs."""

    code = "LOG-002"


class LogExists(LogError):
    """Another log was imported under this name."""

    code = "LOG-003"


class LogDamaged(LogError):
    """The columns of an imported log are not what was written."""

    code = "LOG-004"
    exit_code = 3


class RunError(LicensingError):
    """Prefect's side of the work cannot go on."""

    exit_code = 3


class PrefectServerMissing(RunError):
    """No Prefect server answers at the address."""

    code = "RUN-001"


class PrefectServerForeign(RunError):
    """Something answers at the address, but it is not a Prefect server this program can use."""

    code = "RUN-002"


class PrefectServerStartFailed(RunError):
    """The Prefect server of the store did not start."""

    code = "RUN-003"


class PrefectHomeBusy(RunError):
    """Another command is using the Prefect home of this store."""

    code = "RUN-004"


class FlowRunFailed(RunError):
    """A flow run did not finish its case."""

    code = "RUN-005"


class OutputFailed(LicensingError):
    """The operating system does not take what a command has to say, or gives it no folder to work in."""

    code = "OUT-001"
    exit_code = 3


class UsageError(LicensingError):
    """A command was used in a way it does not know."""

    code = "USE-001"
