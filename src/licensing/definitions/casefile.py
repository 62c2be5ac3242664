"""Case files: one application, mock or observed, in YAML."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from licensing.definitions.base import Strict, Text
from licensing.definitions.script import Attributes, Moment, Source, Step
from licensing.definitions.strict_yaml import Document
from licensing.domain.vocabulary import Provenance

REF_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"
Ref = Annotated[str, Field(pattern=REF_PATTERN)]


class CaseFile(Strict):
    """One case as its file gives it; see the reference of the format."""

    ref: Ref
    process: str
    provenance: Literal[Provenance.MOCK, Provenance.OBSERVED]
    title: Text | None = None
    version: str | None = None
    matter: Ref | None = None
    links: dict[str, Ref] = {}
    attributes: Attributes = {}
    sources: tuple[Source, ...] = ()
    opened: Moment
    state: str | None = None
    observed_until: date | None = None
    actor: str = "case-file"
    history: tuple[Step, ...] = ()
    """Steps recorded when the case is submitted."""
    seed: int = 0
    script: tuple[Step, ...] = ()
    """Steps that the walker of a mock case takes first."""
    then: Literal["walk", "wait"] | None = None
    """What follows the script: the walker's own choices, or nothing."""

    @model_validator(mode="after")
    def _by_provenance(self) -> CaseFile:
        observed = self.provenance is Provenance.OBSERVED
        if observed and (self.script or self.seed or self.then):
            message = "an observed case has no script, seed or then; write its history"
            raise ValueError(message)
        if observed and not self.sources:
            message = "an observed case names its sources"
            raise ValueError(message)
        if not observed and (self.state or self.observed_until):
            message = "state and observed_until belong to observed cases"
            raise ValueError(message)
        return self

    @property
    def of_matter(self) -> str:
        """Give the matter; a case that names none begins its own."""
        return self.matter or self.ref

    @property
    def walks_on(self) -> bool:
        """Say whether the walker goes on by the assumptions after the script."""
        return (self.then or ("wait" if self.script else "walk")) == "walk"


def read_case_file(path: Path) -> CaseFile:
    """Read a case file. Raises ``MissingFile``, ``MalformedFile`` or ``InvalidFile`` with file and line."""
    return Document.read(path).validate(CaseFile)
