"""Canonical text of values, and the digests taken over it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias, Union

Json: TypeAlias = Union[bool, int, float, str, Sequence["Json"], Mapping[str, "Json"], None]  # noqa: UP007 - it names itself


def canonical(value: Json) -> str:
    """Write a value as canonical text: sorted keys, no spaces, no escapes beyond JSON's own.

    Floating point numbers are refused: instants are integer microseconds and money is integer units, so the text
    of a value is the same on every machine.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """Give the SHA-256 of a text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _refuse_floats(value: Json) -> None:
    if isinstance(value, float):
        message = f"a floating point number has no canonical text: {value!r}"
        raise TypeError(message)
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            _refuse_floats(item)
