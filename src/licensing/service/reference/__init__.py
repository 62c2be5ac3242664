"""The reference of processes: one page each and an index, written from the definitions, in English and Japanese.

The same library gives the same bytes, so a test can hold that the pages of the repository are those of the library.
"""

from __future__ import annotations

from pathlib import Path

from licensing.definitions.registry import process, process_ids
from licensing.service.reference.index import index
from licensing.service.reference.page import page

INDEX = "README.md"


def pages() -> dict[str, str]:
    """Give the text of every page by its path below the folder of the reference."""
    found = {f"{name}.md": page(process(name)) for name in process_ids()}
    return {INDEX: index([process(name) for name in process_ids()]), **found}


def write_pages(folder: Path) -> tuple[Path, ...]:
    """Write the pages that are new or otherwise, take away those of processes that are gone, and give what changed."""
    wanted = {folder / name: text for name, text in pages().items()}
    changed = []
    for path, text in wanted.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    for path in sorted(folder.rglob("*.md")):
        if path not in wanted:
            path.unlink()
            changed.append(path)
    return tuple(changed)
