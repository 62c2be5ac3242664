"""``licensing process new``: begin a process of one's own, in a folder of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from licensing.cli.common import NO_OPTIONS, Common, now, print_json


def new(
    process: Annotated[str, Parameter(help="Its id: us/, jp/ or joint/ and a name, e.g. us/deemed-export.")],
    *,
    folder: Annotated[Path, Parameter(help="Where to write it, laid out like the library.")] = Path("processes"),
    common: Common = NO_OPTIONS,
) -> None:
    """Write a small definition that holds together, with its companions and advice; nothing is overwritten."""
    from licensing.service.new_process import begin_process

    written = begin_process(process, folder, now().date())
    if common.json:
        print_json([str(path) for path in written])
        return
    for path in written:
        common.line(f"wrote {path}")
    common.hint("See what is wrong with it, as often as you like:", f"licensing process check {written[0]}")
