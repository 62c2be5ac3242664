"""Check the reforms of a process: each applies, and what comes out is as sound as what went in.

=========  ==============================================================================
REFORM-01  a file whose name is not the id of its reform
REFORM-02  a package names a reform that the process does not have
=========  ==============================================================================

Beside these, the findings of the lint, of the assumptions and of trial walks that the reform brings, at its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from licensing.calendars.registry import calendar_names
from licensing.definitions.finding import Finding, Level
from licensing.definitions.glossary import glossary
from licensing.definitions.lint import lint
from licensing.definitions.lint.assumptions import lint_assumptions
from licensing.definitions.process import Process
from licensing.definitions.reform import ReformFile, package_paths, read_package, read_reform, reform_paths
from licensing.definitions.reformed import Reformed, reformed
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import InvalidFile, MalformedFile
from licensing.service.place import finding_of
from licensing.service.trial_walks import trial_findings

_OF_A_WALK = ("WALK-01", "WALK-04")
"""What a few walks can show; whether every state is reached is asked of the definition itself."""


def check_reform(
    process: Process, path: Path, assumptions: Document | None, *, walks: int, seed: int
) -> tuple[Finding, ...]:
    """Check a file of a reform: it applies, and what comes out of it has no new fault."""
    found: list[Finding] = []
    try:
        file = read_reform(path)
        if file.reform.id != path.stem:
            message = f"the reform '{file.reform.id}' stands in a file of another name."
            found.append(_finding("REFORM-01", file.document, ("id",), message, f"Write `id: {path.stem}`."))
        found += findings_of(process, [file], assumptions, walks=walks, seed=seed)
    except (InvalidFile, MalformedFile) as error:
        found.append(finding_of(error, path))
    return tuple(found)


def check_packages(process: Process, root: Path) -> Iterator[Finding]:
    """Check that the packages of a library name reforms that the process has."""
    names = [path.stem for path in reform_paths(process.id, root)]
    for path in package_paths(root):
        try:
            package = read_package(path)
        except (InvalidFile, MalformedFile) as error:
            yield finding_of(error, path)
            continue
        for number, name in enumerate(package.package.parts.get(process.id, ())):
            if name not in names:
                message = f"{process.id} has no reform '{name}'."
                place = ("parts", process.id, number)
                yield _finding("REFORM-02", package.document, place, message, f"Known: {', '.join(names) or 'none'}.")


def findings_of(
    process: Process, files: list[ReformFile], assumptions: Document | None, *, walks: int, seed: int
) -> Iterator[Finding]:
    """Give what is wrong with a reformed process and was not wrong before. Raises ``InvalidFile``."""
    made = reformed(process, files, assumptions)
    bare = reformed(process, [], assumptions)
    old = {_key(item) for item in (*_linted(bare), *_supposed(bare))}
    found = [item for item in (*_linted(made), *_supposed(made)) if _key(item) not in old]
    yield from found
    if made.assumptions is None or made.assumptions_document is None or _grave(found):
        return
    for item in trial_findings(
        made.process, made.assumptions, made.assumptions_document, walks=walks, seed=seed, told=lambda _done, _all: None
    ):
        if item.code in _OF_A_WALK:
            yield item


def _linted(made: Reformed) -> Iterator[Finding]:
    """Lint a reformed definition; that a proposal is old says nothing against it."""
    proposals = {f"bases.{reform.basis}" for reform in made.reforms}
    for item in lint(made.process, glossary(), calendars=calendar_names()):
        if item.level is not Level.NOTE and not (item.code == "LINT-42" and item.where in proposals):
            yield item


def _supposed(made: Reformed) -> Iterator[Finding]:
    if made.assumptions is not None and made.assumptions_document is not None:
        yield from lint_assumptions(made.assumptions, made.assumptions_document, made.process)


def _grave(found: Iterable[Finding]) -> bool:
    return any(item.level is Level.ERROR for item in found)


def _key(item: Finding) -> tuple[str, str, str]:
    return item.code, item.where, item.message


def _finding(code: str, document: Document, path: tuple[str | int, ...], message: str, remedy: str) -> Finding:
    where = ".".join(map(str, path))
    return Finding(code, Level.ERROR, document.name, document.line(path), where, message, remedy)
