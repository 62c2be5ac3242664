"""``licensing report map``: the picture of where the days go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from licensing.cli.common import NO_OPTIONS, Common, opened, print_csv, print_json, write_whole
from licensing.cli.report import DEFAULTS, Asked, Process
from licensing.domain.errors import ProvenanceNeeded, UsageError


def draw_map(
    process: Process,
    *,
    svg: Annotated[Path | None, Parameter(help="The file to write the picture to.")] = None,
    all_ways: Annotated[
        bool, Parameter(name="--all", help="Draw also the states and ways that few cases took.", negative="")
    ] = False,
    asked: Asked = DEFAULTS,
    common: Common = NO_OPTIONS,
) -> None:
    """Draw where the days go, as SVG: states by owner, heat by days, ways by cases; --json gives its data."""
    from licensing.analysis.map import process_map
    from licensing.charts.process_map import process_map_svg
    from licensing.service.days import end_of_us
    from licensing.service.reports import each

    if svg is None and not (common.json or common.csv):
        raise UsageError("a map is a picture.", next_step="Say where to: --svg FILE; or ask for its data: --json.")
    scope, known_us = asked.scope(process), end_of_us(asked.as_known_on, "--as-known-on")
    with opened(common, read_only=True) as database:
        made = list(
            each(database, process_map, process, scope, provenance=asked.provenance, recorded_until_us=known_us)
        )
    if len(made) > 1:
        raise ProvenanceNeeded(
            f"this process has {' and '.join(item.provenance for item in made)} cases, and no figure mixes them.",
            next_step=f"Choose one: --provenance {made[0].provenance}.",
        )
    if svg is not None:
        write_whole(svg, process_map_svg(made[0], common.settings.lang, everything=all_ways))
    if common.json:
        print_json(made[0].as_json())
    elif common.csv:
        rows = [node.as_json() for node in made[0].nodes]
        print_csv(rows, list(rows[0]))
    else:
        common.line(f"{svg} shows {made[0].n_decided} decided and {made[0].n_open} open cases of {process}")
