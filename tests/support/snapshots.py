"""A snapshot of cases that no store holds."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from licensing.analysis.casefile import CaseFile
from licensing.analysis.figure import snapshot_digest
from licensing.analysis.heading import newest
from licensing.domain.when import from_us, to_us
from licensing.snapshot.contents import Change, Cohort, apply
from licensing.snapshot.fill import Sheets
from licensing.snapshot.measured import CaseKey
from licensing.snapshot.rows import rows_of


def snapshot_of(files: Sequence[CaseFile], path: Path) -> None:
    """Write a snapshot of cases of one process and provenance."""
    as_of = from_us(max(file.case.last.latest_us for file in files))
    clock = newest([file.definition for file in files]).headline_clock
    laws = list({file.definition.digest: file.definition for file in files}.values())
    first = files[0].case
    cohort = Cohort(
        1, first.process, first.provenance.value, to_us(as_of), clock, snapshot_digest(files, as_of), len(files)
    )
    with tempfile.TemporaryDirectory() as folder:
        with Sheets(Path(folder), "all") as sheets:
            for number, file in enumerate(files, start=1):
                seen = file.seen(as_of)
                assert seen is not None
                key = CaseKey(number, 1, 1 + laws.index(file.definition), file.head or str(file.case.seq), "")
                sheets.write(rows_of(key, seen, clock))
        codes = [(code, law.digest, law.text) for code, law in enumerate(laws, start=1)]
        change = Change(forgotten=[], sheets=Path(folder), definitions=codes, cohorts=[cohort], root="")
        apply(path, change, anew=True)
