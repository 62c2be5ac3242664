"""Commands that a person can copy: called so that they are found, and printed on one line."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from licensing.cli.common import Common


def program(name: str) -> str:
    """Give the word that calls a program of this installation: its path where the search path finds another or none."""
    ours = Path(sys.executable).with_name(name)
    found = shutil.which(name)
    if not ours.exists() or (found and Path(found).samefile(ours)):
        return name
    return min(str(ours), os.path.relpath(ours), key=len)


def unbroken(common: Common, text: str) -> None:
    """Print a line that must not be broken, such as a path or a command, however long it is."""
    common.console.print(text, markup=False, soft_wrap=True)
