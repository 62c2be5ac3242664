"""Every model inside a model, with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from licensing.definitions.strict_yaml import FilePath


def inside(part: BaseModel, path: FilePath = ()) -> Iterator[tuple[FilePath, BaseModel]]:
    """Give a model and every model inside it, each with the keys and places that lead to it in a file."""
    yield path, part
    for name, field in type(part).model_fields.items():
        yield from _values(getattr(part, name), (*path, field.alias or name))


def _values(value: object, path: FilePath) -> Iterator[tuple[FilePath, BaseModel]]:
    if isinstance(value, BaseModel):
        yield from inside(value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _values(item, (*path, key))
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _values(item, (*path, place))
