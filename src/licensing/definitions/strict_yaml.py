"""Strict YAML 1.2: duplicate and unknown keys are errors that name file and line.

Merge keys, tags and directives are refused, because each of them lets a short text mean something else. An alias
is allowed, so that a rule the law states once is written once; how much text aliases may stand for is bounded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.constructor import ConstructorError, DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, StringMark
from ruamel.yaml.events import AliasEvent, Event, ScalarEvent
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError

from licensing.domain.errors import InvalidFile, MalformedFile, MissingFile
from licensing.domain.text import Json

Model = TypeVar("Model", bound=BaseModel)
LARGEST_FILE_BYTES = 4_000_000
MOST_PARTS = 200_000
"""How many values a file may stand for once its aliases are written out."""
DEEPEST_NESTING = 60

_CHOICE = re.compile(r"^[A-Z]\w*$|\[|^(bool|int|str)$")
"""What pydantic puts into a place for each thing that a value may be: a model, a type."""

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Characters that an escape can bring into a value, and that no database or terminal takes for text."""

FilePath = tuple[str | int, ...]
"""Keys and places in lists that lead to a part of a file."""


class _StrictComposer(Composer):
    """Composes what is written and nothing else."""

    def compose_document(self) -> object:
        start = self.parser.peek_event()
        if start.version or start.tags:
            raise _refused("a directive (a line that starts with %) is not part of this format", start)
        return super().compose_document()

    def compose_node(self, parent: Node | None, index: Node | int | None) -> object:
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent):
            node = self.anchors.get(event.anchor)
            if node is not None and node.end_mark is None:
                raise _refused(f"alias *{event.anchor} stands inside what it repeats", event)
            return super().compose_node(parent, index)
        if event.anchor in self.anchors:
            raise _refused(f"anchor &{event.anchor} is given twice", event)
        if event.ctag is not None:
            raise _refused(f"a tag ({event.ctag}) is not part of this format", event)
        if index is None and parent is not None and isinstance(event, ScalarEvent) and event.value == "<<":
            raise _refused("a merge key (<<) is not part of this format; write it out", event)
        if self.depth == DEEPEST_NESTING:
            raise _refused(f"more than {DEEPEST_NESTING} levels of nesting", event)
        return super().compose_node(parent, index)


class _StrictConstructor(RoundTripConstructor):
    """Names the line of a value that only looks like a date or a number."""

    def construct_object(self, node: Node, deep: bool = False) -> object:  # noqa: FBT001, FBT002 - ruamel.yaml's own
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise ConstructorError(None, None, f"'{node.value[:40]}' is no value ({error})", node.start_mark) from error


def _refused(problem: str, event: Event) -> ComposerError:
    return ComposerError(None, None, problem, event.start_mark)


class Document:
    """A file in strict YAML: its plain data, and the line of every part."""

    _first = 1
    """The line at which it begins: another for a part of a file."""

    def __init__(self, name: str, text: str) -> None:
        """Read ``text``; ``name`` is what errors call it. Raises :class:`MalformedFile`."""
        self.name = name
        yaml = YAML(typ="rt", pure=True)
        yaml.version = (1, 2)
        yaml.Composer = _StrictComposer
        yaml.allow_duplicate_keys = False
        yaml.Constructor = _StrictConstructor
        try:
            self._tree = yaml.load(io.StringIO(text))
            self.data = _Plain(name).of(self._tree)
        except DuplicateKeyError as error:
            raise MalformedFile(
                f"{name}:{_line(error)}: a key is given twice.", next_step="Keep one of the two."
            ) from error
        except MarkedYAMLError as error:
            problem = " ".join(str(error.problem or error.context).split()).removeprefix("but ")
            raise MalformedFile(
                f"{name}:{_line(error)}: {problem}.", next_step="Mend the YAML at that line."
            ) from error
        except ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            code = ord(error.character) if isinstance(error.character, str) else error.character
            raise MalformedFile(
                f"{name}:{line}: the character U+{code:04X} cannot be part of a text file.", next_step="Remove it."
            ) from error

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

    def part(self, path: FilePath) -> Document:
        """Give a part of this file that is there as a document of its own; its lines stay those of the file."""
        inside = copy(self)
        inside._first = self.line(path)  # noqa: SLF001 - a document makes another
        for key in path:
            inside._tree = inside._tree[key]  # noqa: SLF001
            inside.data = inside.data[key]  # type: ignore[index] # the caller knows that it is there
        return inside

    def line(self, path: FilePath) -> int:
        """Give the line (from 1) of the deepest part of ``path`` that the file has."""
        node: object = self._tree
        line = self._first
        for part in path:
            position = _position(node, part)
            if position is None:
                continue
            line = position + 1
            node = node[part]  # type: ignore[index] # _position found the part, so the node is a container
        return line

    def fault(self, path: FilePath, message: str, next_step: str) -> InvalidFile:
        """Make the error of a part of this file."""
        return InvalidFile(f"{self.name}:{self.line(path)}: {message}", next_step=next_step)

    def validate(
        self, model: type[Model], data: Json = None, at: Callable[[FilePath], FilePath] = lambda path: path
    ) -> Model:
        """Read the data (or the part of it given) as a model. Raises :class:`InvalidFile` with file and line.

        ``at`` gives the place in the file of a part of the data, where the data given are laid out otherwise.
        """
        try:
            return model.model_validate(self.data if data is None else data)
        except ValidationError as error:
            raise self.invalid(error, at) from error

    def invalid(self, error: ValidationError, at: Callable[[FilePath], FilePath] = lambda path: path) -> InvalidFile:
        """Turn the first finding of a validation into one line with file, line, place, cause and remedy."""
        found = error.errors(include_url=False)
        # Where a value may be one thing or another, the finding that was put in words says what it should be.
        first = min(found, key=lambda item: (self.line(at(item["loc"])), item["type"] != "value_error"))
        where = ".".join(str(part) for part in first["loc"] if not _CHOICE.search(str(part)))
        if first["type"] == "extra_forbidden":
            message, remedy = f"unknown key '{where}'.", "Remove it or mend its spelling."
        elif first["type"] == "missing":
            message, remedy = f"'{where}' is missing.", "Add it."
        elif first["type"] in ("model_type", "dict_type"):
            message = f"{repr(where) if where else 'the file'} has another form than it should."
            remedy = "See `licensing process schema`."
        else:
            message = f"{f'{where!r}: ' if where else ''}{first['msg'].removeprefix('Value error, ')}."
            remedy = "See `licensing process schema`."
        more = f" ({len(found) - 1} more findings)" if len(found) > 1 else ""
        return self.fault(at(first["loc"]), message + more, remedy)


class _Plain:
    """Turns what ruamel read into plain data; dates become ISO text."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts = 0

    def of(self, node: object) -> Json:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise MalformedFile(
                f"{self._name}: it stands for more than {MOST_PARTS} values once its aliases are written out.",
                next_step="Repeat less.",
            )
        if isinstance(node, CommentedMap):
            out: dict[str, Json] = {}
            for key, value in node.items():
                name = _key(node, key)
                if name in out:
                    raise _at_key(node, key, f"'{name}' is given twice")
                out[name] = self.of(value)
            return out
        if isinstance(node, CommentedSeq):
            return [self.of(item) for item in node]
        plain = _plain_scalar(node)
        found = _UNFIT.search(plain) if isinstance(plain, str) else None
        if found:
            raise MalformedFile(
                f"{self._name}: a value holds the character U+{ord(found[0]):04X}, which is no part of any text.",
                next_step="Remove it.",
            )
        return plain


def _plain_scalar(node: object) -> Json:
    if isinstance(node, datetime | date):
        return node.isoformat()
    if node is None or isinstance(node, bool):
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return str(node)


def _key(node: CommentedMap, key: object) -> str:
    if isinstance(key, bool) or not isinstance(key, str | int | date):
        raise _at_key(node, key, f"{'an empty key' if key is None else f'the key {key}'} is no name; put it in quotes")
    return key.isoformat() if isinstance(key, date) else str(key)


def _at_key(node: CommentedMap, key: object, problem: str) -> MarkedYAMLError:
    line, column = node.lc.key(key)
    return MarkedYAMLError(problem=problem, problem_mark=StringMark("", 0, line, column, "", 0))


def _position(node: object, part: str | int) -> int | None:
    if isinstance(node, CommentedMap):
        return int(node.lc.key(part)[0]) if part in node else None
    if isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
        return int(node.lc.item(part)[0])
    return None


def _line(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return int(mark.line) + 1 if mark is not None else 1
