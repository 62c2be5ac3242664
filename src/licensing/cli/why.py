"""``licensing why``: walk back from a figure to its cases, their events and the sentence of law behind them."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from licensing.analysis.figure import Figure
from licensing.analysis.printed import days, share
from licensing.cli.common import NO_OPTIONS, Common, opened, print_json
from licensing.cli.report import DEFAULTS, Asked
from licensing.domain.text import Json


def why(
    figure: Annotated[str, Parameter(help="A figure, as reports print it with --ids and carry it in JSON.")],
    *,
    asked: Asked = DEFAULTS,
    common: Common = NO_OPTIONS,
) -> None:
    """Say what a figure counts, which cases weigh most in it, by which events, and on what law it rests.

    Give the options of the report it comes from: --since, --until, --as-of, --as-known-on, --by.
    """
    from licensing.service.days import end_of_us
    from licensing.service.why import NO_SOURCE
    from licensing.service.why import why as walk_back

    scope = asked.scope(Figure.parse(figure).process)
    known_us = end_of_us(asked.as_known_on, "--as-known-on")
    with opened(common, read_only=True) as database:
        found = walk_back(database, figure, scope, by=asked.by or "", recorded_until_us=known_us)
    if common.json or common.csv:
        print_json(found.as_json())
        return
    common.line(found.sentence)
    common.line(_filter(found.head))
    common.line("Row: " + ", ".join(f"{name} {_cell(value)}" for name, value in found.row.items() if name != "figure"))
    common.line("")
    common.line(f"{found.cases} cases; those that weigh most:")
    for item in found.weights:
        common.line(f"{item.ref}  {days(item.days, item.days)} days, {share(item.share)}")
        for stretch in item.stretches:
            common.line(f"  {stretch.start} to {stretch.end}  {days(stretch.days, stretch.days)} days  {stretch.what}")
            for seq, kind, when, digest in stretch.events:
                common.line(f"    event {seq}, {kind}, {when}, digest {digest}")
        for line in item.clock:
            common.line(f"    clock {line}")
    common.line("")
    common.line("Rests on:" if found.sourced else f"Rests on: {NO_SOURCE}.")
    for basis in found.bases:
        common.line(f"  {basis.cite} [{basis.kind}, {basis.confidence}, read as of {basis.as_of}]")
        common.line(f"    {common.say(basis.says)}")


def _filter(head: dict[str, Json]) -> str:
    told = ("process", "provenance", "clock", "clock_id", "as_of", "n_decided", "n_open", "by", "class")
    return "Over: " + ", ".join(f"{name} {head[name]}" for name in told if head.get(name) is not None)


def _cell(value: Json) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
