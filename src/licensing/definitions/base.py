"""What every model of a file in YAML shares: no unknown keys, frozen values, texts in both languages."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from licensing.domain.vocabulary import BasisKind, Confidence, SourceKind

NAME_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Flag = Annotated[bool, Field(strict=True)]
"""``true`` or ``false``; the ``yes`` and ``on`` of YAML 1.1 are words."""
Whole = Annotated[int, Field(strict=True)]
"""A whole number; ``"30"`` is a word."""


class Strict(BaseModel):
    """A frozen model that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """Words for a person, in English and Japanese."""

    en: Annotated[str, Field(min_length=1)]
    ja: Annotated[str, Field(min_length=1)]


class Basis(Strict):
    """What a rule rests on: kind, citation, address, date of the text read, confidence and meaning."""

    kind: BasisKind
    cite: Annotated[str, Field(min_length=1)]
    address: str | None = None
    as_of: date
    confidence: Confidence
    source_kind: SourceKind
    says: Text


class Element(Strict):
    """An element of a definition: it names the bases it rests on."""

    basis: tuple[str, ...] = ()


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
"""One name or a list of names."""
