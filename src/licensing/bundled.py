"""Find the folders that stand at the top of the repository and travel inside the wheel."""

from __future__ import annotations

from pathlib import Path

from licensing.domain.errors import MissingFile


def bundled(folder: str) -> Path:
    """Give ``flows``, ``migrations`` or ``examples``, of the repository or of the wheel. Raises ``MissingFile``."""
    package = Path(__file__).resolve().parent
    for place in (package / "_bundled" / folder, package.parents[1] / folder):
        if place.is_dir():
            return place
    raise MissingFile(f"the folder {folder} of this installation is gone.", next_step="Install licensing again.")


def in_package(path: Path) -> bool:
    """Say whether a path lies in the installed package, where nobody's own files belong."""
    return path.resolve().is_relative_to(Path(__file__).resolve().parent)
