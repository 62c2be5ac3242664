"""Random tests that draw the same values on every machine and every day."""

from __future__ import annotations

from hypothesis import settings

steady = settings(derandomize=True, database=None, deadline=None, print_blob=False)
