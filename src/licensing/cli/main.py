"""The entrance ``licensing``: its groups of commands, loaded only when used, and its exit codes."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

from cyclopts import App
from cyclopts.exceptions import CycloptsError

from licensing import __version__
from licensing.domain.errors import LicensingError, OutputFailed, UsageError

app = App(
    name="licensing",
    help="Show where the days go between two allies' licensing offices: submit cases, watch them walk, report.",
    version=__version__,
    version_flags=["--version"],
)
app.command("licensing.cli.demo:demo", name="demo", help="The main job end to end, on SQLite.")
app.command("licensing.cli.process:app", name="process", help="Processes: states, clocks, citations, checks.")
app.command("licensing.cli.case:app", name="case", help="Cases: submit, list, show, and every command on one.")
app.command(
    "licensing.cli.programme:app", name="programme", help="Programmes: matters of several countries, tied by role."
)
app.command("licensing.cli.report:app", name="report", help="Reports: where the days go, what blocks, whose time.")
app.command("licensing.cli.figures:app", name="figures", help="Published figures: list, show, check.")
app.command(
    "licensing.cli.import_log:import_logs",
    name="import",
    help="Import event logs (XES, CSV, Parquet, OCEL) to report on.",
)
app.command(
    "licensing.cli.export:export", name="export", help="Write cases for other programs: XES, OCEL, CSV, Parquet."
)
app.command("licensing.cli.why:why", name="why", help="Walk back from a figure to its cases, events and law.")
app.command("licensing.cli.flow:app", name="flow", help="Prefect flows: run, serve, watch.")
app.command("licensing.cli.db:app", name="db", help="The store: upgrade, check, rebuild, verify, info.")
app.command("licensing.cli.config:app", name="config", help="Settings: show.")

EXIT_FINDING = 1


GLOBAL_FLAGS = {"--json", "--csv", "--quiet", "--no-color"}
GLOBAL_VALUES = {"--store", "--lang"}


def main(tokens: list[str] | None = None) -> None:
    """Run a command; an error is one line on standard error with code, cause and next step."""
    arguments = sys.argv[1:] if tokens is None else tokens
    as_json = "--json" in arguments
    try:
        _prepare_output()
        _refuse_bytes(arguments)
        result = app(_globals_last(arguments), exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except LicensingError as error:
        _fail(error, as_json=as_json)
    except CycloptsError as error:
        sentence = " ".join(str(error).replace("\n", " ").split())
        _fail(UsageError(sentence, next_step="See `licensing --help`."), as_json=as_json)
    except BrokenPipeError:
        _forget_output()
        sys.exit(0)
    except OSError as error:
        _forget_output()
        _fail(_of_the_system(error), as_json=as_json)
    except KeyboardInterrupt:
        sys.exit(130)
    else:
        sys.exit(result if isinstance(result, int) else 0)


def _globals_last(arguments: list[str]) -> list[str]:
    """Put options of every command behind the command, where they are read, when they were given before it."""
    ahead = 0
    while ahead < len(arguments):
        option = arguments[ahead]
        if option in GLOBAL_VALUES:
            ahead += 2
        elif option in GLOBAL_FLAGS or option.partition("=")[0] in GLOBAL_VALUES:
            ahead += 1
        else:
            break
    return arguments[ahead:] + arguments[:ahead] if ahead < len(arguments) else arguments


def _prepare_output() -> None:
    """See that words can be printed whatever the locale: what it has no character for is printed as its number."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            raise OutputFailed("there is no standard output or error.", next_step="Leave both open.")
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _refuse_bytes(arguments: list[str]) -> None:
    for argument in arguments:
        if any("\ud800" <= character <= "\udfff" for character in argument):
            raise UsageError(f"{argument!r} is not UTF-8.", next_step="Write it in UTF-8.")


def _forget_output() -> None:
    """Let what could not be written stay unwritten, so that the end of the program does not try again."""
    try:
        sys.stdout.close()
    except OSError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the program ends


def _of_the_system(error: OSError) -> LicensingError:
    """Name what the operating system complains of outside a store or a file of ours."""
    where = f" ({error.filename})" if error.filename else ""
    return OutputFailed(
        f"the operating system refuses: {error.strerror or error}{where}.",
        next_step="Check the folder, the disk and where the output goes.",
    )


def _fail(error: LicensingError, *, as_json: bool) -> None:
    from licensing.cli.table import harmless

    text = json.dumps(error.as_json(), ensure_ascii=False) if as_json else harmless(str(error))
    with suppress(OSError, AttributeError):  # nobody may be there to read it; the exit code still tells
        print(text, file=sys.stderr)  # noqa: T201 - the command line's one way to say what is wrong
    sys.exit(error.exit_code)
