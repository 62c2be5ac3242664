"""Name the file and line of a case file at which a refusal arose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import CaseError, DefinitionError, KeyReused


@contextmanager
def at_place(document: Document | None, *part: str | int) -> Iterator[None]:
    """Put file and line before what the engine refuses; without a document the refusal stays as it is."""
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
        raise type(error)(f"{document.name}:{document.line(part)}: {error.message}", next_step=remedy) from error
