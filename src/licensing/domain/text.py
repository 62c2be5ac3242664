"""Canonical text of values, and the digests taken over it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias, Union

Json: TypeAlias = Union[bool, int, float, str, Sequence["Json"], Mapping[str, "Json"], None]  # noqa: UP007 - it names itself


def canonical(value: Json) -> str:
    """Write a value as canonical text: sorted keys, no spaces, no escapes beyond JSON's own.

    Floating point numbers are refused: instants are integer microseconds and money is integer units, so the text
    of a value is the same on every machine.
    """
    if _holds_float(value):
        path = next(floats(value))
        message = f"a floating point number has no canonical text: {'.'.join(map(str, path)) or value!r}"
        raise TypeError(message)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """Give the SHA-256 of a text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _holds_float(value: Json) -> bool:
    """Say whether there is any; where a million texts are looked through, that is all there is time to ask."""
    rest: list[Json] = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, str):
            continue
        if isinstance(item, float):
            return True
        if isinstance(item, Mapping):
            rest.extend(item.values())
        elif isinstance(item, Sequence):
            rest.extend(item)
    return False


def floats(value: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give the place of every floating point number in a value."""
    if isinstance(value, float):
        yield path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from floats(item, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, item in enumerate(value):
            yield from floats(item, (*path, place))
