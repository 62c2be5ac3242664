"""``licensing demo``: the main job end to end, on SQLite, in this folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from licensing.bundled import bundled
from licensing.cli.common import NO_OPTIONS, Common, opened, opened_cases
from licensing.definitions.casefile import CaseFile, read_case_file
from licensing.domain.vocabulary import Provenance

SHOWN = ("us/munitions-license", "jp/equipment-transfer")
"""The processes whose tables the demo prints; the others are a command away."""


def demo(*, common: Common = NO_OPTIONS) -> int:
    """Submit the example cases, walk the mock ones through Prefect flows, and print where the days went."""
    from licensing.cli.flow import walk, walking

    files = [read_case_file(path) for path in _examples()]
    common.line(f"1. Submitting {len(files)} example cases to {common.settings.store}")
    with opened_cases(common, create=True) as cases:
        cases.submit(files)
    mock = [(file.ref, file.process) for file in _in_order(files)]
    common.line(
        f"2. Walking {len(mock)} mock cases through their states, each a Prefect flow run (first start: 10-40 s)"
    )
    with walking(common, None) as (prefect, progress):
        ran = walk(prefect, mock, progress)
    failed = [item for item in ran if item.failed]
    for item in failed:
        common.line(f"{item.ref}: {item.message}")
    common.line(f"   {len(ran) - len(failed)} of {len(ran)} flow runs completed")
    common.line("3. Where the days went (observed and mock cases apart: no figure mixes them)")
    for process in SHOWN:
        _tables(common, process)
    _what_next(common)
    return 1 if failed else 0


def _examples() -> list[Path]:
    root = bundled("examples")
    return sorted((root / "observed").glob("*.yaml")) + sorted((root / "mock").glob("*.yaml"))


def _in_order(files: list[CaseFile]) -> list[CaseFile]:
    """Put cases behind those they are linked to, so that what they wait for has happened when they walk."""
    mock = [file for file in files if file.provenance is Provenance.MOCK]
    linked = {matter for file in mock for matter in file.links.values()}
    return sorted(mock, key=lambda file: (file.of_matter not in linked, file.ref))


def _tables(common: Common, process: str) -> None:
    from licensing.analysis.scope import Scope
    from licensing.cli.report_tables import print_report
    from licensing.service.reports import KINDS, reports

    quiet = replace(common, quiet=True)
    with opened(common, read_only=True) as database:
        for kind in KINDS:
            for report in reports(database, kind, process, Scope()):
                common.line("")
                print_report(quiet, report)


def _what_next(common: Common) -> None:
    store = common.settings.store
    common.line("")
    common.line(f"Store: {store} (SQLite). Prefect's runs: beside it, in prefect/. Nothing is left running.")
    common.line("Try next:")
    for command, what in (
        ("licensing case list", "every case and where it stands"),
        ("licensing case show JP-ET-FRIGATE-AUSTRALIA", "one case: states, clocks, what it waits for"),
        ("licensing report bottlenecks jp/export-permit", "another process"),
        ("licensing flow serve", "Prefect's pages with every run"),
        ("licensing process show us/munitions-license", "the states, their clocks and citations"),
    ):
        common.line(f"  {command}\n      {what}")
