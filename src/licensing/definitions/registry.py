"""The processes that ship with the package: which there are, and their companion files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from licensing.definitions.process import Process, read_process
from licensing.domain.errors import UnknownProcess

JURISDICTIONS = ("us", "jp", "joint")


def library() -> Path:
    """Give the folder of the definitions that ship with the package."""
    return Path(str(files("licensing"))) / "processes"


def process_ids() -> tuple[str, ...]:
    """Give the ids of all processes, in the order jurisdiction, name."""
    root = library()
    return tuple(
        f"{jurisdiction}/{path.stem}"
        for jurisdiction in JURISDICTIONS
        for path in sorted((root / jurisdiction).glob("*.yaml"))
    )


def process_path(process: str) -> Path:
    """Give the definition file of a process. Raises :class:`UnknownProcess`."""
    if process not in process_ids():
        raise UnknownProcess(f"no process '{process}'.", next_step=f"Processes: {', '.join(process_ids())}.")
    return library() / f"{process}.yaml"


def companions(kind: str, process: str) -> Path:
    """Give the companion of a process in ``assumptions``, ``golden`` or ``mapping`` (it may not be there)."""
    return library() / kind / f"{process}.yaml"


@cache
def process(process_id: str) -> Process:
    """Read a process of the library, once. Raises :class:`UnknownProcess` or the error of its file."""
    return read_process(process_path(process_id))
