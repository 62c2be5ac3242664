"""Check a process: schema, lint, mapping table, golden paths, assumptions, walked cases and reforms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from licensing.calendars.registry import calendar_names
from licensing.definitions.assumptions import Assumptions
from licensing.definitions.finding import Finding, Level, in_order
from licensing.definitions.glossary import glossary
from licensing.definitions.lint import lint
from licensing.definitions.lint.assumptions import lint_assumptions
from licensing.definitions.mapping import dangling, mapping_at
from licensing.definitions.process import Process, read_process
from licensing.definitions.reform import reform_paths
from licensing.definitions.registry import process_path
from licensing.definitions.script import GoldenFile
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import InvalidFile, LicensingError, MalformedFile
from licensing.engine.golden import run_path
from licensing.service.place import finding_of
from licensing.service.reform_check import check_packages, check_reform
from licensing.service.trial_walks import trial_findings
from licensing.service.zones import zone_of

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_STEP = re.compile(r" step (\d+) ")
_SHOWN = 3
"""How many warnings of one kind are shown before the others are only counted."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check of one process found, and how much it looked at."""

    process: str
    versions: int
    states: int
    golden_paths: int
    walks: int
    reforms: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """Give the number of errors."""
        return sum(item.level is Level.ERROR for item in self.findings)

    @property
    def warnings(self) -> int:
        """Give the number of warnings."""
        return sum(item.level is Level.WARNING for item in self.findings)

    @property
    def exit_code(self) -> int:
        """Give 1 where there is an error; warnings leave 0."""
        return 1 if self.errors else 0

    def as_json(self) -> dict[str, str | int | list[dict[str, str | int | list[str]]]]:
        """Give the report as JSON."""
        return {
            "process": self.process,
            "versions": self.versions,
            "states": self.states,
            "golden_paths": self.golden_paths,
            "walks": self.walks,
            "reforms": self.reforms,
            "errors": self.errors,
            "warnings": self.warnings,
            "findings": [item.as_json() for item in self.findings],
        }


def check_process(
    process: str | Path, *, strict: bool = False, walks: int = 200, seed: int = 1, progress: Progress | None = None
) -> CheckReport:
    """Check a process of the library by its id, or a definition file by its path.

    The companions of a file (assumptions, golden paths, mapping table) are looked for beside its jurisdiction's
    folder, as in the library. Notes are listed only when ``strict``. ``walks`` trial cases are walked by draws of
    ``seed``.

    Raises:
        UnknownProcess: the library has no process of this id.
        MissingFile: there is no file at this path.
    """
    path = process if isinstance(process, Path) else process_path(process)
    check = _Check(path, walks, seed, progress or (lambda _what, _done, _total: None))
    return check.run(strict=strict)


class _Check:
    def __init__(self, path: Path, walks: int, seed: int, progress: Progress) -> None:
        self._path, self._wanted, self._seed, self._progress = path, walks, seed, progress
        self._found: list[Finding] = []
        self._sound = True
        self._golden_paths = self._walks = self._reforms = 0
        self._supposed: Document | None = None

    def run(self, *, strict: bool) -> CheckReport:
        try:
            process = read_process(self._path)
        except (InvalidFile, MalformedFile) as error:
            return CheckReport(str(self._path), 0, 0, 0, 0, 0, (finding_of(error, self._path),))
        self._found += lint(process, glossary(), calendars=calendar_names())
        self._sound = not any(item.level is Level.ERROR for item in self._found)
        self._read(process, "mapping", Level.WARNING, self._mapping)
        self._read(process, "golden", Level.ERROR, self._golden)
        self._read(process, "assumptions", Level.ERROR, self._assumptions)
        self._check_reforms(process)
        if not self._sound:
            message = "golden paths and trial cases were not walked, because the definition has errors."
            name = process.document.name
            self._found.append(Finding("CHECK-02", Level.WARNING, name, 1, "", message, "Mend those first."))
        findings = [item for item in self._found if strict or item.level is not Level.NOTE]
        return CheckReport(
            process.id,
            len(process.versions),
            len({state for version in process.versions for state in version.states}),
            self._golden_paths,
            self._walks,
            self._reforms,
            in_order(findings),
        )

    def _read(self, process: Process, kind: str, level: Level, use: Callable[[Process, Path], None]) -> None:
        path = self._path.parent.parent / kind / f"{process.id}.yaml"
        if not path.is_file():
            message = f"{process.id} has no {kind} file."
            self._found.append(Finding("CHECK-01", level, str(path), 1, kind, message, "Write it."))
            return
        try:
            use(process, path)
        except (InvalidFile, MalformedFile) as error:
            self._found.append(finding_of(error, path))

    def _check_reforms(self, process: Process) -> None:
        root = self._path.parent.parent
        supposed = (root / "assumptions" / f"{process.id}.yaml").is_file()
        if not self._sound or (supposed and self._supposed is None):
            return
        paths = reform_paths(process.id, root)
        for number, path in enumerate(paths):
            self._progress("reforms", number, len(paths))
            self._found += check_reform(process, path, self._supposed, walks=self._wanted // 10, seed=self._seed)
        self._found += check_packages(process, root)
        self._reforms = len(paths)

    def _mapping(self, process: Process, path: Path) -> None:
        self._found += dangling(mapping_at(path), process)

    def _golden(self, process: Process, path: Path) -> None:
        document = Document.read(path)
        file = document.validate(GoldenFile)
        if file.process != process.id:
            message = f"these are the golden paths of {file.process}, not of {process.id}."
            self._golden_finding(document, ("process",), message, f"Write `process: {process.id}`.")
        if not self._sound:
            return
        zone = zone_of(process.latest)
        for number, golden in enumerate(file.paths):
            self._progress("golden paths", number, len(file.paths))
            try:
                sentences = list(run_path(process, golden, zone))
            except LicensingError as error:
                sentences = [f"{golden.id}: {error}"]
            for sentence in sentences:
                step = _STEP.search(sentence)
                place = ("paths", number, "steps", int(step[1]) - 1) if step else ("paths", number)
                self._golden_finding(document, place, sentence, "Mend the definition, or the path by its source.")
        self._golden_paths = len(file.paths)
        self._progress("golden paths", len(file.paths), len(file.paths))

    def _golden_finding(self, document: Document, path: tuple[str | int, ...], message: str, remedy: str) -> None:
        where = ".".join(str(part) for part in path)
        line = document.line(path)
        self._found.append(Finding("GOLDEN-01", Level.ERROR, document.name, line, where, f"{message}.", remedy))

    def _assumptions(self, process: Process, path: Path) -> None:
        document = Document.read(path)
        assumptions = document.validate(Assumptions)
        faults = lint_assumptions(assumptions, document, process)
        self._found += faults
        if not self._sound or faults:
            return
        self._supposed = document
        self._found += trial_findings(
            process,
            assumptions,
            document,
            walks=self._wanted,
            seed=self._seed,
            told=lambda done, total: self._progress("trial cases", done, total),
        )
        self._walks = self._wanted


def report_text(report: CheckReport, *, strict: bool = False) -> str:
    """Write a report for people; unless ``strict``, more than three warnings of one kind are only counted."""
    return "\n".join(_lines(report, strict=strict))


def _lines(report: CheckReport, *, strict: bool) -> Iterator[str]:
    shown: dict[str, int] = {}
    for finding in report.findings:
        shown[finding.code] = shown.get(finding.code, 0) + 1
        if strict or finding.level is Level.ERROR or shown[finding.code] <= _SHOWN:
            yield str(replace(finding, file=_near(finding.file)))
    for code, number in shown.items():
        level = next(item.level for item in report.findings if item.code == code)
        if not strict and level is not Level.ERROR and number > _SHOWN:
            yield f"{code} {level}: {number - _SHOWN} more like these; `--strict` lists them."
    looked_at = (
        (report.versions, "version"),
        (report.states, "state"),
        (report.golden_paths, "golden path"),
        (report.walks, "walked case"),
        *([(report.reforms, "reform")] if report.reforms else []),
    )
    found = ((report.errors, "error"), (report.warnings, "warning"))
    yield f"{report.process}: {_counted(looked_at)}; {_counted(found)}."


def _counted(numbers: tuple[tuple[int, str], ...]) -> str:
    return ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in numbers)


def _near(file: str) -> str:
    """Give the path of a file as seen from the current folder, where it lies below it."""
    path, here = Path(file), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file
