"""``licensing process``: which processes there are, what one says, whether it holds together, and its schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from rich.progress import Progress

from licensing.cli.common import NO_OPTIONS, Common, print_csv, print_json, print_rows, print_table, write_whole
from licensing.cli.table import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from licensing.definitions.base import Text
    from licensing.service.processes import Description

app = App(name="process", help="Processes: states, clocks, citations, checks.")
app.command("licensing.cli.process_new:new", name="new", help="Begin a process of your own: a definition that checks.")
app.command("licensing.cli.process_diff:diff", name="diff", help="What a reform would change, in words.")


@app.command(name="list")
def list_all(*, common: Common = NO_OPTIONS) -> None:
    """List the processes, with their versions, states, clocks and how well their bases are founded."""
    from licensing.service.processes import list_processes

    rows = [
        {
            "process": row.id,
            "label": common.say(row.label),
            "jurisdiction": row.jurisdiction,
            "versions": list(row.versions),
            "states": row.states,
            "clocks": row.clocks,
            "verified_on": row.verified_on.isoformat(),
            "bases": {level.value: count for level, count in row.confidence.items() if count},
            "founded": ", ".join(f"{count}\u00a0{level}" for level, count in row.confidence.items() if count),
        }
        for row in list_processes()
    ]
    print_rows(
        common,
        rows,
        [
            Column("process", "Process", wrap=False),
            Column("versions", "Versions"),
            Column("states", "States", right=True),
            Column("clocks", "Clocks", right=True),
            Column("founded", "Bases"),
            Column("verified_on", "Verified", wrap=False),
        ],
    )


@app.command
def show(
    process: Annotated[str, Parameter(help="The process, e.g. us/munitions-license, or a definition file.")],
    *,
    version: Annotated[str | None, Parameter(help="A version (default: the newest).")] = None,
    lanes: Annotated[
        bool, Parameter(name="--map", help="Print its states in lanes by party, and the ways between.", negative="")
    ] = False,
    svg: Annotated[Path | None, Parameter(help="Draw that map to this file.")] = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Show a process: its states, the ways between them, clocks, blockers, and the citation of each."""
    from licensing.service.processes import definition_of, describe

    if svg is not None:
        _draw(common, process, version, svg)
    if lanes:
        _print_lanes(common, process, version)
    if lanes or svg is not None:
        return
    described = describe(_place(process), version)
    if common.json:
        definition = definition_of(_place(process), version)
        print_json(definition.model_dump(mode="json", by_alias=True, exclude_none=True))
        return
    if common.csv:
        rows = [
            {"state": item.id, "stage": item.stage, "kind": item.kind, "owner": item.owner} for item in described.states
        ]
        print_csv(rows, ["state", "stage", "kind", "owner"])
        return
    _print_description(common, described)


@app.command
def check(
    process: Annotated[
        str | None, Parameter(help="A process of the library or a definition file (default: every process).")
    ] = None,
    *,
    strict: Annotated[bool, Parameter(help="List also what rests on memory or is unknown.", negative="")] = False,
    walks: Annotated[int, Parameter(help="How many trial cases to walk.")] = 200,
    seed: Annotated[int, Parameter(help="Seed of the trial cases.")] = 1,
    common: Common = NO_OPTIONS,
) -> int:
    """Check schema, lint, mapping table, golden paths, assumptions and walked cases; errors exit with 1."""
    from licensing.definitions.registry import process_ids
    from licensing.service.check import check_process, report_text

    named: Iterable[str | Path] = process_ids() if process is None else [_place(process)]
    with Progress(console=common.progress(), transient=True) as progress:
        task = progress.add_task("Checking")

        def show_progress(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total)

        reports = [check_process(item, strict=strict, walks=walks, seed=seed, progress=show_progress) for item in named]
    if common.json:
        print_json([report.as_json() for report in reports])
    else:
        for report in reports:
            common.console.print(report_text(report, strict=strict), markup=False, soft_wrap=True)
    return max((report.exit_code for report in reports), default=0)


@app.command
def schema(
    *,
    kind: Annotated[
        str, Parameter(help="definition, case, assumptions, golden, mapping, reform, package, glossary or figures.")
    ] = "definition",
) -> None:
    """Print the JSON Schema of a kind of file."""
    from licensing.definitions.json_schema import schema as schema_of
    from licensing.definitions.json_schema import schema_kinds
    from licensing.domain.errors import UsageError

    known = {str(item): item for item in schema_kinds()}
    if kind not in known:
        raise UsageError(f"'{kind}' is no kind of file.", next_step=f"Kinds: {', '.join(known)}.")
    print_json(schema_of(known[kind]))


def _draw(common: Common, process: str, version: str | None, svg: Path) -> None:
    from licensing.charts.definition_map import definition_map_svg
    from licensing.service.processes import definition_of

    definition = definition_of(_place(process), version)
    write_whole(svg, definition_map_svg(definition, common.settings.lang))
    if not common.json:
        common.line(f"{svg} shows the {len(definition.states)} states of {definition.id}")


def _print_lanes(common: Common, process: str, version: str | None) -> None:
    from licensing.domain.errors import UsageError
    from licensing.service.lanes import lane_lines, lanes_of
    from licensing.service.processes import definition_of

    if common.csv:
        raise UsageError("a map is no table.", next_step="Ask for its data: --json.")
    found = lanes_of(definition_of(_place(process), version))
    if common.json:
        print_json(found.as_json())
        return
    common.line(f"{found.process} · {common.say(found.label)} · {found.version}")
    for line in lane_lines(found, common.settings.lang):
        common.line(line)


def _place(process: str) -> str | Path:
    return Path(process) if process.endswith((".yaml", ".yml")) else process


def _print_description(common: Common, item: Description) -> None:
    common.line(f"{item.id} · {common.say(item.label)}")
    common.line(
        f"version {item.version}, in force from {item.in_force_from}; verified on {item.verified_on};"
        f" headline clock: {item.headline_clock or 'none exists'}"
    )
    common.line("")
    print_table(
        common,
        [
            {
                "state": f"{state.id}\n  {common.say(state.label)}",
                "held": f"{common.say(state.owner_label)}\n  {state.kind}",
                "basis": _cites(item, state.basis),
            }
            for state in item.states
        ],
        [Column("state", "State"), Column("held", "Held by, kind"), Column("basis", "Basis")],
    )
    common.line("")
    print_table(
        common,
        [
            {
                "transition": f"{way.id}\n  {_said(common, way.label)}" if way.label else way.id,
                "from": way.sources,
                "to": f"{way.target}{f' ({way.outcome})' if way.outcome else ''}",
                "basis": _cites(item, way.basis),
            }
            for way in item.transitions
        ],
        [Column("transition", "Transition"), Column("from", "From"), Column("to", "To"), Column("basis", "Basis")],
    )
    common.line("")
    print_table(
        common,
        [
            {
                "clock": f"{clock.id}\n  {common.say(clock.label)}",
                "limit": f"{clock.kind}, {clock.limit}",
                "basis": _cites(item, clock.basis),
            }
            for clock in item.clocks
        ],
        [Column("clock", "Clock"), Column("limit", "Limit"), Column("basis", "Basis")],
    )
    common.line("")
    print_table(
        common,
        [
            {
                "blocker": f"{blocker.id}\n  {common.say(blocker.label)}",
                "with": blocker.party,
                "basis": _cites(item, blocker.basis),
            }
            for blocker in item.blockers
        ],
        [Column("blocker", "Blocker"), Column("with", "With"), Column("basis", "Basis")],
    )


def _cites(item: Description, names: tuple[str, ...]) -> str:
    found = [item.citations[name] for name in names if name in item.citations]
    return "; ".join(f"{basis.cite} [{basis.kind}, {basis.confidence}]" for basis in found)


def _said(common: Common, label: Text | None) -> str:
    return "" if label is None else common.say(label)
