"""Apply reforms: a process and its assumptions as they would be, read and validated like any other.

The reformed process has one version, the newest, whose id names the reforms of rules (``2009-12+defense-silence-30``):
its text and digest are its own. Every rule a reform touches rests, beside its old bases, on the reform, which is an
assumption and never law. What is wrong after a patch is reported at the line of the reform that brought it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from licensing.definitions.assumptions import Assumptions
from licensing.definitions.patch import PatchFault, add_at, remove_at, set_at
from licensing.definitions.process import Process, process_of
from licensing.definitions.reform import Operation, Reform, ReformFile
from licensing.definitions.slicing import ELEMENT_MAPS, Slicer
from licensing.definitions.strict_yaml import Document, FilePath
from licensing.domain.text import Json

_SECTIONS = ("groups", "attributes", "links", "precedents", "authorizations", "facts", "blockers", "clocks")
_SUPPOSED = ("choices", "durations", "positions", "blockers", "questions", "referrals", "facts")
"""Sections that a definition, or a file of assumptions, may leave out."""


class Patched(Document):
    """The data of a file after patches; a part of it stands at the line of the operation that touched it last."""

    def __init__(self, document: Document, data: Json) -> None:
        self.name = document.name
        self.data = deepcopy(data)
        self._touched: list[tuple[FilePath, Document, FilePath]] = []

    def line(self, path: FilePath) -> int:
        """Give the line of the last operation on this part or inside or around it, else of the first one."""
        best = (0, 1)
        for touched, document, where in self._touched:
            shared = next((n for n, (a, b) in enumerate(zip(touched, path, strict=False)) if a != b), None)
            depth = min(len(touched), len(path)) if shared is None else shared
            if depth >= best[0]:
                best = (depth, document.line(where))
        return best[1]

    def apply(self, file: ReformFile, section: str, operations: Sequence[Operation]) -> list[FilePath]:
        """Apply operations in order, and give what they touched. Raises ``InvalidFile`` at the operation's line."""
        self.name = file.document.name
        found = []
        for number, operation in enumerate(operations):
            where: FilePath = (section, number)
            try:
                path = _done(self.data, operation)
            except PatchFault as fault:
                raise file.document.fault(where, fault.message, fault.remedy) from fault
            self._touched.append((path, file.document, where))
            found.append(path)
        return found


@dataclass(frozen=True)
class Reformed:
    """A process and its assumptions as they would be after reforms."""

    reforms: tuple[Reform, ...]
    before: Process
    """The newest version as it is, alone."""
    process: Process
    assumptions: Assumptions | None
    assumptions_document: Document | None


def newest_alone(process: Process) -> Process:
    """Give a process with its newest version only."""
    return process_of(Patched(process.document, _newest(process)))


def reformed(process: Process, files: Sequence[ReformFile], assumptions: Document | None = None) -> Reformed:
    """Apply reforms in order to the newest version of a process, and to the document of its assumptions if given.

    Raises ``InvalidFile`` with the reform's file and line where a patch does not fit, or what comes out is no
    definition.
    """
    data = _newest(process)
    patched = Patched(process.document, _with_sections(data, _SECTIONS))
    supposed = None if assumptions is None else Patched(assumptions, _with_sections(assumptions.data, _SUPPOSED))
    for file in files:
        reform = file.reform
        if reform.process != process.id:
            raise file.document.fault(
                ("process",), f"this is a reform of {reform.process}, not of {process.id}.", "Name the other process."
            )
        touched = patched.apply(file, "change", reform.change)
        if touched:
            _found_on(patched.data, reform, touched)
        if reform.assume and supposed is None:
            raise file.document.fault(
                ("assume",), f"{process.id} has no assumptions.", "Write them, or leave this out."
            )
        if supposed is not None:
            supposed.apply(file, "assume", reform.assume)
    for document, sections in ((patched, _SECTIONS), (supposed, _SUPPOSED)):
        if document is not None:
            document.data = _without_empty(document.data, sections)
    return Reformed(
        tuple(file.reform for file in files),
        process_of(Patched(process.document, data)),
        process_of(patched),
        None if supposed is None else supposed.validate(Assumptions),
        supposed,
    )


def _newest(process: Process) -> dict[str, Json]:
    """Give the data of the newest version as a file of its own, in the order of the file."""
    whole = process.document.data
    body = {key: value for key, value in whole.items() if key != "versions"} if isinstance(whole, dict) else {}
    slicer = Slicer(process.document, [item.version.id for item in process.versions])
    head = process.latest.version.model_dump(mode="json", exclude_none=True)
    return {**slicer.slice(body, process.latest.version.id), "versions": [head]}


def _with_sections(data: Json, sections: Sequence[str]) -> Json:
    """Let a file have every section, so that something can be added to one it left out."""
    return {**data, **{name: {} for name in sections if name not in data}} if isinstance(data, dict) else data


def _without_empty(data: Json, sections: Sequence[str]) -> Json:
    if not isinstance(data, dict):
        return data
    return {key: value for key, value in data.items() if key not in sections or value != {}}


def _done(data: Json, operation: Operation) -> FilePath:
    given = "was" in operation.model_fields_set
    if operation.set is not None:
        return set_at(data, operation.set, deepcopy(operation.to), was=operation.was, was_given=given)
    if operation.add is not None:
        return add_at(data, operation.add, deepcopy(operation.value))
    return remove_at(data, operation.address, was=operation.was, was_given=given)


def _found_on(data: Json, reform: Reform, touched: Sequence[FilePath]) -> None:
    """Let the version and every rule touched rest on the reform, and name what that is."""
    if not isinstance(data, dict):
        return
    versions = data["versions"]
    head = versions[0] if isinstance(versions, list) else None
    if isinstance(head, dict):
        head["id"] = f"{head['id']}+{reform.id}"
        _add_basis(head, reform.basis)
    for path in touched:
        rule = _rule(data, path)
        if rule is not None:
            _add_basis(rule, reform.basis)
    bases = data["bases"]
    if isinstance(bases, dict):
        source = reform.source
        bases[reform.basis] = {
            "kind": "assumption",
            "cite": f"reform ({reform.status}): {source.cite}",
            **({"address": source.address} if source.address else {}),
            "as_of": source.as_of.isoformat(),
            "confidence": source.confidence.value,
            "source_kind": source.source_kind.value,
            "says": reform.title.model_dump(),
        }


def _rule(data: Json, path: FilePath) -> dict[str, Json] | None:
    """Give the deepest element on a path that rests on bases."""
    node, found = data, None
    for number, part in enumerate(path):
        if isinstance(node, dict):
            node = node.get(str(part))
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            break
        named = path[number - 1] if number else None
        if named in ELEMENT_MAPS - {"attributes", "bases", "facts"} and isinstance(node, dict):
            found = node
    return found


def _add_basis(rule: dict[str, Json], name: str) -> None:
    bases = rule.get("basis")
    named = list(bases) if isinstance(bases, list) else [] if bases is None else [bases]
    if name not in named:
        rule["basis"] = [*named, name]
