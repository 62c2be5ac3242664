"""``licensing flow``: walk cases as Prefect flow runs, serve the flows, watch the runs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from rich.progress import Progress

from licensing.analysis.printed import duration
from licensing.cli.common import NO_OPTIONS, Common, now, opened, opened_cases, print_rows
from licensing.cli.program import program, unbroken
from licensing.cli.table import Column
from licensing.definitions.casefile import CaseFile
from licensing.definitions.programme_file import is_programme, read_programme
from licensing.definitions.strict_yaml import Document
from licensing.domain.errors import FlowRunFailed, NotPossibleNow, UsageError
from licensing.domain.vocabulary import Provenance

if TYPE_CHECKING:
    from licensing.runs.flow_run import FlowRunRow
    from licensing.runs.run import Prefect, Ran
    from licensing.runs.trouble import Trouble
    from licensing.service.standing import Standing

app = App(name="flow", help="Prefect flows: run, serve, watch.")

PrefectUrl = Annotated[
    str | None, Parameter(help="API of your own Prefect server (default: a server beside the store).")
]


@app.command
def run(*cases: str, prefect_url: PrefectUrl = None, common: Common = NO_OPTIONS) -> int:
    """Walk cases and programmes, given as files (submitted first if new) or references, each as one flow run.

    Run it again after anything that ended it: every event is recorded once, and the earlier run ends as crashed.
    """
    if not cases:
        raise UsageError("no case was named.", next_step="Give case files or references.")
    _refuse_useless(_url(common, prefect_url))
    pairs = _submitted(common, cases)
    with walking(common, prefect_url) as (prefect, progress):
        ran = walk(prefect, pairs, progress)
    _print_ran(common, ran)
    return 1 if any(item.failed for item in ran) else 0


@app.command
def serve(
    *,
    prefect_url: PrefectUrl = None,
    port: Annotated[int | None, Parameter(help="Port of the server beside the store (default: a free one).")] = None,
    common: Common = NO_OPTIONS,
) -> None:
    """Keep a Prefect server with its pages, and the flows as deployments, until ended by Ctrl-C."""
    from licensing.runs.run import home_of, prefect_of
    from licensing.runs.serve import serve as serve_flows

    _refuse_useless(_url(common, prefect_url))
    use_store(common)
    with opened(common, create=True):
        pass
    with starting(common) as progress, prefect_of(_store(common), _url(common, prefect_url), port=port) as prefect:
        progress.stop()
        serve_flows(prefect, home_of(_store(common)), lambda served, names: _print_served(common, served, names))


@app.command
def runs(
    *,
    prefect_url: PrefectUrl = None,
    limit: Annotated[int, Parameter(help="How many runs, newest first.")] = 50,
    common: Common = NO_OPTIONS,
) -> int:
    """Watch the flow runs: licensing state, outcome, days, what blocks; and what to do about runs that went wrong."""
    from licensing.runs.trouble import with_troubles
    from licensing.service.standing import standings

    with opened(common, read_only=True) as database:
        found = _runs(common, _url(common, prefect_url), limit)
        known = standings(database, sorted({item.ref for item in found}))
    rows = [_run_row(item, trouble, known.get(item.ref)) for item, trouble in with_troubles(found, now())]
    print_rows(
        common,
        rows,
        [
            Column("case", "Run"),
            Column("run", "Prefect"),
            Column("state", "Licensing state"),
            Column("outcome", "Outcome"),
            Column("days", "Days", right=True),
            Column("waits_for", "Blocked by"),
        ],
    )
    wrong = [row for row in rows if row["what"]]
    if not (common.json or common.csv):
        for row in wrong:
            common.line(f"{row['case']} {row['what']}. {row['do']}")
        common.hint(
            "Days are days of the case; Prefect's own times are the seconds a walk took."
            if rows
            else "No flow run yet. Run: licensing flow run FILE"
        )
    return 1 if wrong else 0


def _runs(common: Common, url: str | None, limit: int) -> Sequence[FlowRunRow]:
    """Give the newest runs; where no server has ever kept any, none is started to say so."""
    from licensing.runs.api import PrefectApi
    from licensing.runs.flows import NAMED_FLOWS
    from licensing.runs.run import home_of, server_of

    if url is None and not home_of(_store(common)).used:
        return ()
    with starting(common), server_of(_store(common), url) as prefect, PrefectApi(prefect.api_url) as api:
        return api.flow_runs(flows=[item.name for item in NAMED_FLOWS], limit=limit)


@contextmanager
def starting(common: Common) -> Iterator[Progress]:
    """Show on a terminal that the Prefect server is being started, which takes a while."""
    with Progress(console=common.progress(), transient=True) as progress:
        progress.add_task("Prefect server", total=None)
        yield progress


@contextmanager
def walking(common: Common, prefect_url: str | None) -> Iterator[tuple[Prefect, Progress]]:
    """Have a Prefect to walk cases with, and a progress bar."""
    from licensing.runs.run import prefect_of

    use_store(common)
    with Progress(console=common.progress(), transient=True) as progress:
        waiting = progress.add_task("Starting Prefect", total=None)
        with prefect_of(_store(common), _url(common, prefect_url)) as prefect:
            progress.remove_task(waiting)
            yield prefect, progress


def walk(prefect: Prefect, pairs: Sequence[tuple[str, str]], progress: Progress) -> list[Ran]:
    """Walk cases, given as pairs of reference and process, one after the other."""
    from licensing.runs.run import run_cases

    task = progress.add_task("Walking cases", total=len(pairs))
    return run_cases(prefect, pairs, told=lambda _: progress.advance(task))


def use_store(common: Common) -> None:
    """Let flows that Prefect loads by path open the same store."""
    os.environ["LICENSING_STORE"] = _store(common)


def _store(common: Common) -> str:
    """Give the store's address as it stays true in another folder: the whole path of a file, or a server's URL."""
    from licensing.store.address import read_address
    from licensing.store.connection import is_sqlite

    url = read_address(common.settings.store)
    return str(url.database) if is_sqlite(url) else common.settings.store


def _url(common: Common, prefect_url: str | None) -> str | None:
    return prefect_url or common.settings.prefect_url


def _refuse_useless(url: str | None) -> None:
    """Ask the user's own server, if one was named, before anything is written. Raises as ``health`` does."""
    from licensing.runs.api import health

    if url is not None:
        health(url)


def _submitted(common: Common, cases: Sequence[str]) -> list[tuple[str, str]]:
    """Submit the files among the cases, all or none, and give reference and process of every case to walk.

    Of a programme that is its lead, in whose run the members walk.
    """
    from licensing.service.programmes import submit as submit_programmes

    if not cases:
        raise UsageError("no case was named.", next_step="Give files or references: licensing flow run FILE|REF.")
    documents = [Document.read(Path(item)) for item in cases if _is_file(item)]
    programmes = [
        read_programme(document, Path(document.name).parent) for document in documents if is_programme(document)
    ]
    documents = [document for document in documents if not is_programme(document)]
    files = [document.validate(CaseFile) for document in documents]
    for file in (*files, *(programme.lead for programme in programmes)):
        _refuse_others(file.ref, file.provenance)
    refs = [item for item in cases if not _is_file(item)]
    with opened_cases(common, create=bool(files or programmes)) as service:
        with service.database.reading() as unit:
            known = [unit.header(ref) for ref in refs]
        for header in known:
            _refuse_others(header.ref, header.provenance)
        service.submit(files, documents=documents)
        submit_programmes(service, programmes)
    leads = [programme.lead for programme in programmes]
    return [(file.ref, file.process) for file in (*linked_first(files), *leads)] + [
        (item.ref, item.process) for item in known
    ]


def linked_first(files: Sequence[CaseFile]) -> list[CaseFile]:
    """Put cases that others are linked to before those, so that what they wait for has happened when they walk."""
    linked = {matter for file in files for matter in file.links.values()}
    return sorted(files, key=lambda file: file.of_matter not in linked)


def _is_file(text: str) -> bool:
    return text.endswith((".yaml", ".yml")) or Path(text).is_file()


def _refuse_others(ref: str, provenance: Provenance) -> None:
    if provenance is not Provenance.MOCK:
        raise NotPossibleNow(
            f"{ref} is {provenance}; only mock cases walk through flows.", next_step="Submit it, and report on it."
        )


def _print_ran(common: Common, ran: Sequence[Ran]) -> None:
    rows = [{"case": item.ref, "ended": item.name, "message": item.message if item.failed else ""} for item in ran]
    failed = [item.ref for item in ran if item.failed]
    columns = [Column("case", "Case"), Column("ended", "Flow run ended")]
    print_rows(common, rows, [*columns, Column("message", "Why")] if failed else columns)
    if failed and not (common.json or common.csv):
        error = FlowRunFailed(f"{len(failed)} of {len(ran)} flow runs failed.", next_step="See `licensing flow runs`.")
        common.line(str(error))


def _print_served(common: Common, prefect: Prefect, names: list[str]) -> None:
    common.line(f"Prefect's pages: {prefect.ui_url}")
    common.line("Walk a case of this store, from another terminal:")
    for name in names:
        words = f"{program('prefect')} deployment run {name} -p ref=REFERENCE"
        unbroken(common, f"  PREFECT_API_URL={prefect.api_url} {words}")
    common.hint("Ctrl-C ends it.")


def _run_row(run: FlowRunRow, trouble: Trouble | None, case: Standing | None) -> dict[str, str]:
    return {
        "case": run.ref,
        "flow": run.flow,
        "run": "STUCK" if trouble and trouble.stuck else run.state_type.value,
        "state": run.state_name,
        "outcome": case.outcome if case else "",
        "days": duration(case.days) if case else "",
        "waits_for": case.waits_for if case else "",
        "what": trouble.what if trouble else "",
        "do": trouble.next_step if trouble else "",
    }
