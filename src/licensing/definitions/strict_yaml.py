"""Strict YAML 1.2: duplicate and unknown keys are errors that name file and line."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from licensing.domain.errors import InvalidFile, MalformedFile, MissingFile
from licensing.domain.text import Json

Model = TypeVar("Model", bound=BaseModel)
LARGEST_FILE_BYTES = 4_000_000


class Document:
    """A file in strict YAML: its plain data, and the line of every part."""

    def __init__(self, name: str, text: str) -> None:
        """Read ``text``; ``name`` is what errors call it. Raises :class:`MalformedFile`."""
        self.name = name
        yaml = YAML(typ="rt", pure=True)
        yaml.version = (1, 2)
        yaml.allow_duplicate_keys = False
        try:
            self._tree = yaml.load(io.StringIO(text))
        except DuplicateKeyError as error:
            raise MalformedFile(
                f"{name}:{_line(error)}: a key is given twice.", next_step="Keep one of the two."
            ) from error
        except MarkedYAMLError as error:
            problem = " ".join(str(error.problem or error.context or "not YAML").split())
            raise MalformedFile(
                f"{name}:{_line(error)}: {problem}.", next_step="Mend the YAML at that line."
            ) from error
        except (YAMLError, ValueError) as error:
            first = str(error).strip().splitlines()[0] if str(error).strip() else "not YAML"
            raise MalformedFile(f"{name}: {first}.", next_step="Mend the YAML.") from error
        self.data = plain(self._tree)

    @classmethod
    def read(cls, path: Path) -> Document:
        """Read a file. Raises :class:`MissingFile` or :class:`MalformedFile`."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise MissingFile(
                f"{path}: cannot be read ({error.strerror}).", next_step="Name a file that is there."
            ) from error
        if len(raw) > LARGEST_FILE_BYTES:
            raise MalformedFile(
                f"{path}: {len(raw)} bytes are more than a definition or case file can have.",
                next_step=f"Keep it below {LARGEST_FILE_BYTES} bytes.",
            )
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise MalformedFile(f"{path}: not UTF-8 at byte {error.start}.", next_step="Save it as UTF-8.") from error
        return cls(str(path), text)

    def line(self, path: tuple[str | int, ...]) -> int:
        """Give the line (from 1) of the deepest part of ``path`` that the file has."""
        node: object = self._tree
        line = 1
        for part in path:
            position = _position(node, part)
            if position is None:
                if isinstance(node, CommentedSeq) and node and isinstance(node[0], CommentedMap):
                    node = node[0]  # a list of variants where the sliced definition has one element
                    position = _position(node, part)
                if position is None:
                    continue
            line = position + 1
            node = node[part]  # type: ignore[index] # _position found the part, so the node is a container
        return line

    def fault(self, path: tuple[str | int, ...], message: str, next_step: str) -> InvalidFile:
        """Make the error of a part of this file."""
        return InvalidFile(f"{self.name}:{self.line(path)}: {message}", next_step=next_step)

    def validate(self, model: type[Model], data: Json = None) -> Model:
        """Read the data (or the part of it given) as a model. Raises :class:`InvalidFile` with file and line."""
        try:
            return model.model_validate(self.data if data is None else data)
        except ValidationError as error:
            raise self.invalid(error) from error

    def invalid(self, error: ValidationError) -> InvalidFile:
        """Turn the first finding of a validation into one line with file, line, place, cause and remedy."""
        found = error.errors(include_url=False)
        first = min(found, key=lambda item: self.line(item["loc"]))
        where = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            message, remedy = f"unknown key '{where}'.", "Remove it or mend its spelling."
        elif first["type"] == "missing":
            message, remedy = f"'{where}' is missing.", "Add it."
        else:
            message = f"'{where}': {first['msg'].removeprefix('Value error, ')}."
            remedy = "See `licensing process schema`."
        more = f" ({len(found) - 1} more findings)" if len(found) > 1 else ""
        return self.fault(first["loc"], message + more, remedy)


def plain(node: object) -> Json:
    """Turn what ruamel read into plain data; dates become ISO text."""
    if isinstance(node, CommentedMap):
        return {_key(key): plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [plain(item) for item in node]
    if isinstance(node, datetime):
        return node.isoformat()
    if isinstance(node, date):
        return node.isoformat()
    if node is None or isinstance(node, bool):
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return str(node)


def _key(key: object) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)


def _position(node: object, part: str | int) -> int | None:
    try:
        if isinstance(node, CommentedMap):
            return int(node.lc.key(part)[0]) if part in node else None
        if isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            return int(node.lc.item(part)[0])
    except (KeyError, AttributeError, TypeError):
        return None
    return None


def _line(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return int(mark.line) + 1 if mark is not None else 1
