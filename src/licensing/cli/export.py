"""``licensing export``: write cases for other programs, by the ending of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.progress import Progress

from licensing.cli.common import NO_OPTIONS, Common, opened, print_json
from licensing.domain.vocabulary import Provenance


def export(
    file: Annotated[Path, Parameter(help="Where to: .xes, .xes.gz, .json (OCEL 2.0), .csv or .parquet.")],
    *,
    process: Annotated[str | None, Parameter(help="Only cases of this process.")] = None,
    provenance: Annotated[Provenance | None, Parameter(help="Only cases of this origin.")] = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Write cases for other programs. XES loses nothing: `licensing import` restores the cases with their digests.

    A table (CSV, Parquet) has a row for every stay, and a dictionary of its columns beside it.
    """
    from licensing.service.exports import export as write

    with opened(common, read_only=True) as database, Progress(console=common.progress(), transient=True) as progress:
        task = progress.add_task("Writing")
        count = write(
            database,
            file,
            lambda done, total: progress.update(task, completed=done, total=total),
            process=process,
            provenance=provenance,
        )
    if common.json or common.csv:
        print_json({"file": str(file), "cases": count})
    else:
        common.line(f"{file} has {count} case{'' if count == 1 else 's'}.")
