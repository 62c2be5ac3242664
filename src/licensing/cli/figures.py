"""``licensing figures``: what others have published, with definition, clock and source, and whether it fits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from licensing.cli.common import NO_OPTIONS, Common, print_csv, print_json, print_rows, print_table
from licensing.cli.table import Column

if TYPE_CHECKING:
    from licensing.analysis.little import Triple
    from licensing.definitions.published import Entry
    from licensing.service.figures import Check, Shown

app = App(name="figures", help="Published figures: list, show, check.")


@app.command(name="list")
def list_all(
    *,
    process: Annotated[str | None, Parameter(help="Only figures that speak of this process.")] = None,
    topic: Annotated[str | None, Parameter(help="Only figures of this topic, e.g. ddtc-license.")] = None,
    common: Common = NO_OPTIONS,
) -> None:
    """List what has been published: number, unit, statistic and how well it is founded; --json and --csv say all."""
    from licensing.service.figures import list_figures, row

    entries = list_figures(process=process, topic=topic)
    if common.json or common.csv:
        rows = [row(entry) for entry in entries]
        if common.json:
            print_json(rows)
        else:
            flat = [
                item | {"processes": " ".join(entry.topic.processes)} for item, entry in zip(rows, entries, strict=True)
            ]
            print_csv(flat, list(flat[0]) if flat else ["figure"])
        return
    for place, name in enumerate(dict.fromkeys(entry.topic.topic for entry in entries)):
        own = [entry for entry in entries if entry.topic.topic == name]
        if place:
            common.line("")
        common.line(f"{name} · {common.say(own[0].topic.title)} · {len(own)}")
        print_table(common, [_line(common, entry) for entry in own], COLUMNS)
    if not entries:
        common.line(f"No published figure speaks of {process}.")
        return
    common.hint("Source, clock and definition of one:", "licensing figures show FIGURE")


COLUMNS = [
    Column("figure", "Figure"),
    Column("label", "What"),
    Column("value", "Value", right=True, wrap=False),
    Column("unit", "Unit", wrap=False),
    Column("statistic", "Statistic"),
    Column("confidence", "Founded", wrap=False),
]


@app.command
def show(
    figure: Annotated[str, Parameter(help="The figure, as `licensing figures list` names it.")],
    *,
    common: Common = NO_OPTIONS,
) -> None:
    """Show a published figure: definition, clock, source, and the other figures that may stand on one line with it."""
    from licensing.service.figures import row, show_figure

    shown = show_figure(figure)
    data = row(shown.entry) | {
        "same_series": [entry.id for entry in shown.same_series],
        "never_joined_with": [f"{shown.entry.topic.topic}/{name}" for name in shown.apart],
    }
    if common.json:
        print_json(data)
    elif common.csv:
        flat = {name: " ".join(map(str, value)) if isinstance(value, list) else value for name, value in data.items()}
        print_csv([flat], list(flat))
    else:
        _print_shown(common, shown)


@app.command
def check(
    file: Annotated[
        Path | None, Parameter(help="One file of figures (default: all that ship with the package).")
    ] = None,
    *,
    common: Common = NO_OPTIONS,
) -> int:
    """Check the data, and by Little's law whether open cases, cases closed and mean days fit; errors exit with 1."""
    from licensing.service.figures import check_figures

    checked = check_figures(file)
    if common.json:
        print_json(checked.as_json())
        return checked.exit_code
    rows = [_triple(triple) for triple in checked.checked]
    if common.csv:
        print_rows(common, rows, TRIPLES)
        return checked.exit_code
    _print_check(common, checked)
    return checked.exit_code


TRIPLES = [
    Column("time", "Published mean"),
    Column("open", "Open", right=True, wrap=False),
    Column("through", "Through", right=True, wrap=False),
    Column("period_days", "Days", right=True, wrap=False),
    Column("computed", "Computed", right=True, wrap=False),
    Column("published", "Published", right=True, wrap=False),
    Column("deviation", "Off by", right=True, wrap=False),
]


def _line(common: Common, entry: Entry) -> dict[str, str]:
    from licensing.service.figures import number

    series = entry.series
    return {
        "figure": f"{entry.figure.series}/{entry.figure.period}",
        "label": f"{common.say(series.label)}\n  {common.say(series.place)}",
        "value": number(entry),
        "unit": series.unit,
        "statistic": series.statistic.value,
        "confidence": entry.figure.confidence.value,
    }


def _print_shown(common: Common, shown: Shown) -> None:
    from licensing.service.figures import number

    entry, series, source = shown.entry, shown.entry.series, shown.entry.source
    common.line(f"{entry.id} · {common.say(entry.topic.title)}")
    common.line(f"{common.say(series.label)} · {common.say(series.place)}")
    days = " to ".join("…" if day is None else day.isoformat() for day in (entry.span.first, entry.span.last))
    common.line(f"{number(entry)} {series.unit} · {series.statistic} · {entry.figure.period} ({days})")
    common.line("")
    common.line(f"Definition: {entry.says}.")
    if series.clock is not None:
        common.line(f"Clock: {series.clock}.")
    if not series.whole:
        common.line("Covers a part of the cases of its topic.")
    common.line(f"Source: {source.cite} [{source.kind}]")
    if source.address:
        common.console.print(f"  {source.address}", markup=False, soft_wrap=True)
    common.line(f"Founded: {entry.figure.confidence}; read on {entry.topic.as_of}")
    others = [item for item in shown.same_series if item.id != entry.id]
    if others:
        common.line("")
        common.line("On one line with it: " + ", ".join(f"{item.figure.period} {number(item)}" for item in others))
    if shown.apart:
        common.line(f"Never joined with (another definition, clock or source): {', '.join(shown.apart)}")


def _triple(triple: Triple) -> dict[str, str]:
    from licensing.service.figures import number

    return {
        "time": f"{triple.time.id}\n  {'; '.join(triple.caveats) or 'all from one source, over one period'}",
        "open": number(triple.stock),
        "through": number(triple.flow),
        "period_days": str(triple.days),
        "computed": f"{triple.computed_days:.1f}",
        "published": number(triple.time),
        "deviation": f"{100 * triple.deviation:+.1f}\u00a0%",
    }


def _print_check(common: Common, checked: Check) -> None:
    for finding in checked.findings:
        common.console.print(str(finding), markup=False, soft_wrap=True)
    common.line(f"{checked.figures} figures in {checked.topics} topics, {len(checked.findings)} errors.")
    if not checked.checked:
        return
    common.line("")
    common.line("Little's law: open cases ÷ (cases through ÷ days of the period) = mean days")
    print_table(common, [_triple(triple) for triple in checked.checked], TRIPLES)
    reasons: dict[str, int] = {}
    for item in checked.unchecked:
        reasons[item.reason] = reasons.get(item.reason, 0) + 1
    common.line("")
    common.line(f"{len(checked.unchecked)} other processing times cannot be checked:")
    for reason, count in reasons.items():
        common.line(f"  {count} × {reason}")
