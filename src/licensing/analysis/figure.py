"""The identity of a figure: which report, process, row and column, over which snapshot of the cases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from licensing.analysis.casefile import CaseFile
from licensing.calendars import registry
from licensing.domain.errors import UsageError
from licensing.domain.text import canonical, digest
from licensing.domain.when import to_us

_FORM = re.compile(r"([^:@]+):([^:@]+):([^:@]+):([^:@]+)@([0-9a-f]+)")
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """``report:process:row:column@snapshot-digest``: two figures of one identity are the same number."""

    report: str
    process: str
    row: str
    column: str
    snapshot: str

    @classmethod
    def parse(cls, text: str) -> Figure:
        """Read an identity back. Raises :class:`UsageError` for a text of another form."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise UsageError(
                f"'{text}' names no figure.",
                next_step="A figure is report:process:row:column@digest, as reports print it with --ids.",
            )
        return cls(*found.groups())

    def __str__(self) -> str:
        """Print the identity as reports carry it."""
        return f"{self.report}:{self.process}:{self.row}:{self.column}@{self.snapshot}"


def snapshot_digest(files: Iterable[CaseFile], as_of: datetime) -> str:
    """Give the digest of what figures are made from: heads of cases, definitions, calendars, and the day asked for.

    A case that was not read from a store has no head; its number of events stands for it.
    """
    chosen = list(files)
    return digest_of_heads(
        ((file.case.ref, file.head or str(file.case.seq)) for file in chosen),
        (file.definition.digest for file in chosen),
        as_of,
    )


def digest_of_heads(heads: Iterable[tuple[str, str]], definitions: Iterable[str], as_of: datetime) -> str:
    """Give the same digest from references with the digests of their newest events, and digests of definitions."""
    text = canonical(
        {
            "as_of_us": to_us(as_of),
            "calendars": registry.digest(),
            "definitions": sorted(set(definitions)),
            "heads": sorted([ref, head] for ref, head in heads),
        }
    )
    return digest(text)[:_DIGITS]
