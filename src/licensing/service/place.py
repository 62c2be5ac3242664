"""Name the file and line at which a refusal or a fault of a file arose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from licensing.definitions.finding import Finding, Level
from licensing.definitions.strict_yaml import Document, FilePath
from licensing.domain.errors import CaseError, DefinitionError, KeyReused, LicensingError

_PLACE = re.compile(r"^(?P<file>.+?):(?P<line>\d+): (?P<message>.+)$", re.DOTALL)


def finding_of(error: LicensingError, path: Path) -> Finding:
    """Make a finding of the error of a file, at the line that it names."""
    place = _PLACE.match(error.message)
    file, line, message = (place["file"], int(place["line"]), place["message"]) if place else (path, 1, error.message)
    return Finding(error.code, Level.ERROR, str(file), line, "", message, error.next_step)


@contextmanager
def at_place(document: Document | None, *part: str | int) -> Iterator[None]:
    """Put file and line before what the engine refuses; without a document the refusal stays as it is.

    A refusal that quotes an attribute, a link or the state of the file stands at the line of that.
    """
    try:
        yield
    except (CaseError, DefinitionError) as error:
        if document is None:
            raise
        # In a file, a step that was changed after it had been recorded is what brings a key back.
        remedy = (
            "Leave recorded steps as they are, and mend them by `licensing case correct`."
            if isinstance(error, KeyReused)
            else error.next_step
        )
        line = document.line(part if part != ("ref",) else _quoted(document, error.message) or part)
        raise type(error)(f"{document.name}:{line}: {error.message}", next_step=remedy) from error


def _quoted(document: Document, message: str) -> FilePath | None:
    data = document.data if isinstance(document.data, dict) else {}
    if f"'{data.get('state')}'" in message:
        return ("state",)
    for section in ("attributes", "links"):
        given = data.get(section)
        for name in given if isinstance(given, dict) else ():
            if f"'{name}'" in message:
                return (section, name)
    return None
