"""Write the reference of commands from the commands themselves.

After a change of a command: ``python -m tests.support.command_reference > docs/reference/commands.md``.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from cyclopts import App
from cyclopts.argument import Argument

from licensing.cli.common import NO_OPTIONS, Common
from licensing.cli.main import app
from licensing.cli.report import Asked

HEAD = """# Commands

Written from the commands themselves; `licensing COMMAND --help` prints the same. The store is `licensing.db` in the
working folder unless `--store` or `LICENSING_STORE` names another.

Exit codes: 0 fine (warnings too), 1 something was found (an error of a definition, a fault, a run that failed), 2
refused or wrong use, 3 the store, its data or Prefect cannot be used. An error is one line on standard error: a
[code](errors.md), what is wrong, and what to do.
"""


def reference() -> str:
    """Give the whole page."""
    parts = [HEAD, "## Options of every command\n", _table(_shared(Common)), ""]
    for name in _names(app):
        command = app[name]
        parts.append(f"## licensing {name}\n")
        below = list(_names(command))
        if not below:
            parts.extend(_command(command, f"licensing {name}", title=""))
            continue
        parts.append(f"{command.help}\n")
        if name == "report":
            parts.append("Every report takes these options:\n")
            parts.extend((_table(_shared(Asked)), ""))
        for inner in sorted(below):
            parts.extend(_command(command[inner], f"licensing {name} {inner}", title="###"))
    return "\n".join(parts).rstrip() + "\n"


def commands() -> Iterator[str]:
    """Give every command as it is typed."""
    for name in _names(app):
        below = list(_names(app[name]))
        yield from (f"licensing {name} {inner}" for inner in below)
        if not below:
            yield f"licensing {name}"


def _names(group: App) -> Iterator[str]:
    return (name for name in group if not name.startswith("-"))


def _command(command: App, typed: str, title: str) -> Iterator[str]:
    found = [item for item in command.assemble_argument_collection() if _own(item)]
    placed = [item for item in found if item.field_info.kind is not item.field_info.KEYWORD_ONLY]
    options = [item for item in found if item not in placed]
    call = " ".join((typed, *(_placed(item) for item in placed)))
    if title:
        yield f"{title} {typed}\n"
    if call != typed:
        yield f"`{call}`\n"
    yield f"{_sentences(command)}\n"
    rows = [(f"`{_placed(item)}`", item.parameter.help or "") for item in placed if item.parameter.help]
    rows.extend((f"`{_option(item)}`", _said(item)) for item in options)
    if rows:
        yield _table(rows)
        yield ""


def _own(item: Argument) -> bool:
    """Tell whether an option belongs to this command alone."""
    shared = {name for kind in (Common, Asked) for name in _names_of(kind)}
    return item.names != ("*",) and not (set(item.names) & shared)


def _names_of(kind: type[Common | Asked]) -> Iterator[str]:
    return (f"--{name.replace('_', '-')}" for name in inspect.signature(kind).parameters)


def _shared(kind: type[Common | Asked]) -> list[tuple[str, str]]:
    """Give the options that commands share, as they stand at a report."""
    names = set(_names_of(kind))
    found = app["report"]["ledger"].assemble_argument_collection()
    return [(f"`{_option(item)}`", _said(item)) for item in found if set(item.names) & names]


def _placed(item: Argument) -> str:
    name = item.names[0].removeprefix("--").upper() if item.names else item.field_info.name.upper()
    if item.field_info.kind is item.field_info.VAR_POSITIONAL:
        return f"{item.field_info.name.upper()}…"
    return name if item.required else f"[{name}]"


def _option(item: Argument) -> str:
    name = item.names[0]
    if item.hint is bool:
        return name
    choices = item.get_choices()
    return f"{name} {'|'.join(choices)}" if choices else f"{name} {_unit(item)}"


def _unit(item: Argument) -> str:
    return {"svg": "FILE", "store": "ADDRESS"}.get(item.field_info.name, item.names[0].removeprefix("--").upper())


def _said(item: Argument) -> str:
    said = (item.parameter.help or "").replace("|", "\\|")
    default = item.field_info.default
    if item.required:
        return f"{said} Required."
    if default in (None, False, NO_OPTIONS) or default is item.field_info.empty or "default:" in said:
        return said
    return f"{said} Default: `{default}`."


def _sentences(command: App) -> str:
    function = command.default_command
    return inspect.cleandoc((function.__doc__ if function else "") or command.help or "")


def _table(rows: list[tuple[str, str]]) -> str:
    lines = ["| option | meaning |", "|---|---|"]
    lines.extend(f"| {name.replace('|', chr(92) + '|')} | {said} |" for name, said in rows)
    return "\n".join(lines)


if __name__ == "__main__":
    print(reference(), end="")
