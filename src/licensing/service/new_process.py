"""Begin a process of one's own: a definition and its companions, small, valid, and full of advice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from types import MappingProxyType

from licensing.bundled import in_package
from licensing.definitions.definition import PROCESS_PATTERN
from licensing.definitions.registry import process_ids
from licensing.domain.errors import UsageError

COMPANIONS = ("assumptions", "golden", "mapping")


@dataclass(frozen=True, slots=True)
class _House:
    """What the first words of a jurisdiction's process are: its calendar, and who applies and who decides."""

    calendar: str
    applicant: str
    decides: str


_HOUSES: Mapping[str, _House] = MappingProxyType(
    {
        "us": _House("us-federal", "applicant", "ddtc-licensing"),
        "jp": _House("japan-administration", "exporter", "meti-licensing"),
        "joint": _House("us-federal", "requesting-government", "both-governments"),
    }
)


def begin_process(process_id: str, folder: Path, today: date) -> tuple[Path, ...]:
    """Write the files of a new process into a folder laid out like the library, and give them.

    Nothing is overwritten, and nothing is written into the package. Raises :class:`UsageError`.
    """
    files = _files(process_id, folder)
    if in_package(folder):
        raise UsageError(
            f"{folder} belongs to the installed package.", next_step="Name a folder of your own with --folder."
        )
    present = [path for path in files.values() if path.exists()]
    if present:
        raise UsageError(f"{present[0]} is there already.", next_step="Choose another name, or move it away.")
    texts = _texts(process_id, today)
    written = []
    try:
        for kind, path in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(texts[kind])
            written.append(path)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise UsageError(
            f"cannot write {error.filename or folder}: {error.strerror or error}.",
            next_step="Name a folder you can write to with --folder.",
        ) from error
    return tuple(written)


def _files(process_id: str, folder: Path) -> dict[str, Path]:
    if not re.fullmatch(PROCESS_PATTERN, process_id):
        raise UsageError(
            f"'{process_id}' is no id of a process.",
            next_step="Write us/, jp/ or joint/ and a name in small letters, digits and hyphens: us/deemed-export.",
        )
    if process_id in process_ids():
        raise UsageError(
            f"the library has {process_id} already.", next_step=f"See `licensing process show {process_id}`."
        )
    below = f"{process_id}.yaml"
    return {"definition": folder / below, **{kind: folder / kind / below for kind in COMPANIONS}}


def _texts(process_id: str, today: date) -> dict[str, str]:
    jurisdiction, _, name = process_id.partition("/")
    house = _HOUSES[jurisdiction]
    words = {
        "id": process_id,
        "jurisdiction": jurisdiction,
        "calendar": house.calendar,
        "applicant": house.applicant,
        "decides": house.decides,
        "label": name.replace("-", " ").capitalize(),
        "name": name,
        "today": today.isoformat(),
        "version": f"{today:%Y-%m}",
        "in_force": today.replace(day=1).isoformat(),
    }
    templates = Path(__file__).parents[1] / "processes" / "new"
    return {
        kind: Template((templates / f"{kind}.txt").read_text(encoding="utf-8")).substitute(words)
        for kind in ("definition", *COMPANIONS)
    }
