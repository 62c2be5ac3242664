"""Programme files: the matters of several processes and countries that make one undertaking, by role, in YAML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from licensing.definitions.base import Name, Strict, Text
from licensing.definitions.casefile import CaseFile, Ref
from licensing.definitions.script import Attributes, Moment, Source, Step
from licensing.definitions.strict_yaml import Document, FilePath
from licensing.domain.vocabulary import Provenance

LEAD_PATTERN = r"^joint/[a-z0-9]+(-[a-z0-9]+)*$"


class Lead(Strict):
    """The programme's own course: a case of a joint process, which bears the programme's reference."""

    process: Annotated[str, Field(pattern=LEAD_PATTERN)]
    version: str | None = None
    attributes: Attributes = {}
    sources: tuple[Source, ...] = ()
    opened: Moment
    state: str | None = None
    observed_until: date | None = None
    actor: str = "programme-file"
    history: tuple[Step, ...] = ()
    seed: int = 0
    script: tuple[Step, ...] = ()
    then: Literal["walk", "wait"] | None = None


class Member(Strict):
    """Who plays a role: a case written out, the file of one, a matter of the store, or one to be opened later."""

    case: CaseFile | None = None
    file: str | None = None
    """Path of a case file, from the folder of the programme file."""
    matter: Ref | None = None
    planned: Ref | None = None
    """A matter of which no case has been opened yet, such as a consent that is asked for years later."""

    @model_validator(mode="after")
    def _one_of(self) -> Member:
        if sum(item is not None for item in (self.case, self.file, self.matter, self.planned)) != 1:
            message = "a member is a case, a file, a matter or planned"
            raise ValueError(message)
        return self

    @property
    def opens(self) -> bool:
        """Say whether the programme opens a case for it."""
        return self.case is not None or self.file is not None


class ProgrammeFile(Strict):
    """One programme as its file gives it; see the reference of the format."""

    programme: Ref
    title: Text
    provenance: Literal[Provenance.MOCK, Provenance.OBSERVED]
    lead: Lead
    members: Annotated[dict[Name, Member], Field(min_length=1)]
    """Who plays each role that the lead's process names among its links."""


@dataclass(frozen=True)
class Opening:
    """A case that a programme opens, and what it was read from."""

    role: str
    """Empty for the lead."""
    case: CaseFile
    document: Document


@dataclass(frozen=True)
class Programme:
    """A programme read from its file: the cases it opens, lead last, and the matters that are there already."""

    file: ProgrammeFile
    document: Document
    openings: tuple[Opening, ...]
    matters: tuple[tuple[str, str], ...]
    """Role and matter of members that the store has already."""

    @property
    def lead(self) -> CaseFile:
        """Give the case of the programme's own course."""
        return self.openings[-1].case


def is_programme(document: Document) -> bool:
    """Say whether a file is one of a programme, and not of a single case."""
    return isinstance(document.data, dict) and "programme" in document.data


def read_programme(document: Document, folder: Path) -> Programme:
    """Read a programme and the case files it names, from ``folder``.

    Raises ``MissingFile``, ``MalformedFile`` or ``InvalidFile`` with file and line.
    """
    file = document.validate(ProgrammeFile)
    members = [_opening(document, folder, role, member) for role, member in file.members.items() if member.opens]
    matters = tuple((role, member.matter) for role, member in file.members.items() if member.matter)
    planned = {role: member.planned for role, member in file.members.items() if member.planned}
    links = dict(matters) | planned | {item.role: item.case.of_matter for item in members}
    _refuse_mixture(document, file, members)
    lead = Opening("", _lead_case(document, file, links), document.part(("lead",)))
    return Programme(file, document, (*members, lead), matters)


def _opening(document: Document, folder: Path, role: str, member: Member) -> Opening:
    if member.case is not None:
        return Opening(role, member.case, document.part(("members", role, "case")))
    own = Document.read(folder / str(member.file))
    return Opening(role, own.validate(CaseFile), own)


def _lead_case(document: Document, file: ProgrammeFile, links: dict[str, str]) -> CaseFile:
    data = document.data if isinstance(document.data, dict) else {}
    written = data["lead"] if isinstance(data["lead"], dict) else {}
    whole: dict[str, Any] = {
        **written,
        "actor": file.lead.actor,
        "ref": file.programme,
        "title": data["title"],
        "provenance": file.provenance.value,
        "links": links,
    }
    return document.validate(CaseFile, whole, _in_lead)


def _in_lead(path: FilePath) -> FilePath:
    """Give the place in a programme file of a part of its lead case."""
    if path[:1] == ("links",):
        return ("members", *path[1:])
    return path if path[:1] in (("title",), ("provenance",)) else ("lead", *path)


def _refuse_mixture(document: Document, file: ProgrammeFile, members: list[Opening]) -> None:
    for item in members:
        if item.case.provenance is not file.provenance:
            raise document.fault(
                ("members", item.role),
                f"{item.case.ref} is {item.case.provenance}, the programme {file.provenance}.",
                "Keep observed and mock cases apart: no figure mixes them.",
            )
