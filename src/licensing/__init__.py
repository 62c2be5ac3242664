"""Measure where the days go in US technology-release and Japanese transfer-licensing processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from licensing.notebook import open_store

__all__ = ["__version__", "open_store"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the package offers
    """Load what needs the store only when it is asked for: `licensing --help` stays quick."""
    if name == "open_store":
        from licensing.notebook import open_store as opened  # noqa: PLC0415

        return opened
    message = f"module 'licensing' has no attribute '{name}'"
    raise AttributeError(message)
