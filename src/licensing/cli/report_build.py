"""``licensing report build``: the report to hand on, as one HTML file."""

from __future__ import annotations

import shlex
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from licensing.cli.common import NO_OPTIONS, Common, opened, print_csv, print_json, write_whole
from licensing.cli.report import DEFAULTS, Asked, Process
from licensing.domain.errors import ProvenanceNeeded


def build_report(
    process: Process,
    *,
    html: Annotated[Path, Parameter(help="The file to write the report to.")],
    asked: Asked = DEFAULTS,
    common: Common = NO_OPTIONS,
) -> None:
    """Build a report to hand on: one HTML file with answers, figures, tables, method, citations and glossary."""
    from licensing.report.build import build, need_charts
    from licensing.service.days import end_of_us
    from licensing.service.reports import cohorts

    need_charts()
    scope, known_us = asked.scope(process), end_of_us(asked.as_known_on, "--as-known-on")
    with opened(common, read_only=True) as database:
        made = list(cohorts(database, process, scope, provenance=asked.provenance, recorded_until_us=known_us))
    origins = [cohort.seen[0].case.provenance.value for cohort in made]
    if len(made) > 1:
        raise ProvenanceNeeded(
            f"this process has {' and '.join(origins)} cases, and no report mixes them.",
            next_step=f"Choose one: --provenance {origins[0]}.",
        )
    (cohort,) = made
    text = build(
        cohort,
        lang=common.settings.lang,
        command=_command(process, html, asked, origins[0], common.settings.lang),
        known_on=asked.as_known_on,
        by=asked.by,
        ids=asked.ids,
    )
    write_whole(html, text)
    content = text.encode()
    told = {
        "file": str(html),
        "bytes": len(content),
        "sha256": sha256(content).hexdigest(),
        "process": process,
        "provenance": origins[0],
        "n_decided": cohort.n_decided,
        "n_open": cohort.n_open,
        "snapshot": cohort.snapshot,
    }
    if common.json:
        print_json(told)
    elif common.csv:
        print_csv([told], list(told))
    else:
        common.line(
            f"{html} tells of {cohort.n_decided} decided and {cohort.n_open} open cases of {process},"
            f" {origins[0].upper()}, data {cohort.snapshot}"
        )


def _command(process: str, html: Path, asked: Asked, provenance: str, lang: str) -> str:
    """Give the command that builds the same report, with the name of the file but no folder of this machine."""
    given = {
        "--html": html.name,
        "--provenance": provenance,
        "--clock": asked.clock,
        "--clock-id": asked.clock_id,
        "--since": asked.since,
        "--until": asked.until,
        "--as-of": asked.as_of,
        "--as-known-on": asked.as_known_on,
        "--by": asked.by,
        "--lang": lang,
    }
    options = [word for name, value in given.items() if value is not None for word in (name, value)]
    return shlex.join(["licensing", "report", "build", process, *options, *(["--ids"] if asked.ids else [])])
