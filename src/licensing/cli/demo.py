"""``licensing demo``: the main job end to end, on SQLite, in this folder."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from licensing.bundled import bundled
from licensing.cli.common import NO_OPTIONS, Common, opened, opened_cases
from licensing.cli.program import program, unbroken
from licensing.definitions.casefile import CaseFile, read_case_file
from licensing.domain.vocabulary import Provenance

if TYPE_CHECKING:
    from licensing.runs.run import Ran

SHOWN = ("us/munitions-license", "jp/equipment-transfer")
"""The processes whose tables the demo prints; the others are a command away."""

NEXT = (
    ("case list", "every case, and where it stands"),
    ("case show JP-ET-FRIGATE-AUSTRALIA", "one case: its states, its clocks, what it waits for"),
    ("report bottlenecks jp/export-permit", "where the days of another process went"),
    ("process show us/munitions-license", "the states of a process, with clocks and citations"),
    ("flow runs", "the flow runs, and what to do about one that went wrong"),
    ("flow serve", "Prefect's own pages: prints their address, Ctrl-C ends it"),
)


def demo(*, common: Common = NO_OPTIONS) -> int:
    """Submit the example cases, walk the mock ones through Prefect flows, and print where the days went."""
    files = [read_case_file(path) for path in _examples()]
    failed = _submit_and_walk(common, files)
    common.line("")
    common.line("3. Report: where the days went. No figure mixes OBSERVED and MOCK cases.")
    for process in SHOWN:
        _tables(common, process)
    _what_next(common)
    return 1 if failed else 0


def _submit_and_walk(common: Common, files: Sequence[CaseFile]) -> list[Ran]:
    """Submit cases, walk the mock ones, and give the flow runs that failed."""
    from licensing.cli.flow import linked_first, walk, walking

    mock = linked_first([file for file in files if file.provenance is Provenance.MOCK])
    with opened_cases(common, create=True) as cases:
        new = sum(done.new for done in cases.submit(files))
    common.line(
        f"1. Submit: {len(files)} example cases, {len(files) - len(mock)} observed in public sources, {len(mock)} mock."
    )
    if new < len(files):
        common.line(f"   {len(files) - new} of them were in the store before, and stay as they are.")
    common.line("")
    common.line("2. Walk: each mock case goes through its states, in its own Prefect flow run.")
    common.line("   The first start of Prefect takes 10 to 30 seconds.")
    with walking(common, None) as (prefect, progress):
        ran = walk(prefect, [(file.ref, file.process) for file in mock], progress)
    failed = [item for item in ran if item.failed]
    common.line(f"   {len(ran) - len(failed)} of {len(ran)} flow runs completed.")
    for item in failed:
        common.line(f"   {item.ref} failed: {item.message}")
    return failed


def _examples() -> list[Path]:
    root = bundled("examples")
    return sorted((root / "observed").glob("*.yaml")) + sorted((root / "mock").glob("*.yaml"))


def _tables(common: Common, process: str) -> None:
    from licensing.analysis.catalog import MAIN, maker
    from licensing.analysis.scope import Scope
    from licensing.cli.report_print import print_report
    from licensing.service.reports import each

    quiet = replace(common, quiet=True)
    with opened(common, read_only=True) as database:
        for name in MAIN:
            for report in each(database, maker(name), process, Scope()):
                common.line("")
                print_report(quiet, report)


def _what_next(common: Common) -> None:
    from licensing.store.address import printed, read_address

    store = printed(read_address(common.settings.store))
    chosen = f" --store {shlex.quote(common.store)}" if common.store else ""
    common.line("")
    common.line("4. Next. Nothing was left running. The cases are in")
    unbroken(common, f"   {store}")
    common.line("   and Prefect's runs beside it, in the folder prefect. In the folder")
    unbroken(common, f"   {Path.cwd()}")
    common.line("   try:")
    for words, what in NEXT:
        unbroken(common, f"     {program('licensing')} {words}{chosen}")
        common.line(f"         {what}")
