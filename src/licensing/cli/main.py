"""The entrance ``licensing``: its groups of commands, loaded only when used, and its exit codes."""

from __future__ import annotations

import json
import sys

from cyclopts import App
from cyclopts.exceptions import CycloptsError

from licensing import __version__
from licensing.domain.errors import LicensingError, UsageError

app = App(
    name="licensing",
    help="Show where the days go between two allies' licensing offices: submit cases, watch them walk, report.",
    version=__version__,
    version_flags=["--version"],
)
app.command("licensing.cli.demo:demo", name="demo", help="The main job end to end, on SQLite.")
app.command("licensing.cli.process:app", name="process", help="Processes: states, clocks, citations, checks.")
app.command("licensing.cli.case:app", name="case", help="Cases: submit, list, show, and every command on one.")
app.command("licensing.cli.report:app", name="report", help="Reports: where the days go, what blocks, whose time.")
app.command("licensing.cli.flow:app", name="flow", help="Prefect flows: run, serve, watch.")
app.command("licensing.cli.db:app", name="db", help="The store: upgrade, check, rebuild, verify, info.")
app.command("licensing.cli.config:app", name="config", help="Settings: show.")

EXIT_FINDING = 1


def main(tokens: list[str] | None = None) -> None:
    """Run a command; an error is one line on standard error with code, cause and next step."""
    arguments = sys.argv[1:] if tokens is None else tokens
    try:
        result = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
    except LicensingError as error:
        _fail(error, as_json="--json" in arguments)
    except CycloptsError as error:
        sentence = " ".join(str(error).replace("\n", " ").split())
        _fail(UsageError(sentence, next_step="See `licensing --help`."), as_json="--json" in arguments)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    else:
        sys.exit(result if isinstance(result, int) else 0)


def _fail(error: LicensingError, *, as_json: bool) -> None:
    text = json.dumps(error.as_json(), ensure_ascii=False) if as_json else str(error)
    print(text, file=sys.stderr)  # noqa: T201 - the command line's one way to say what is wrong
    sys.exit(error.exit_code)
