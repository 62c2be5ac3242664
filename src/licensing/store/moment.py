"""Moments as four columns: two bounds in UTC microseconds, precision, zone."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Row

from licensing.domain.when import Precision, When

Cell: TypeAlias = str | int | date | None
Cells: TypeAlias = dict[str, Cell]

PARTS = ("earliest_us", "latest_us", "precision", "zone")


def moment_cells(name: str, when: When | None) -> Cells:
    """Give the cells of a moment whose columns begin with ``name``; all of them null where there is none."""
    return {
        f"{name}_earliest_us": when.earliest_us if when else None,
        f"{name}_latest_us": when.latest_us if when else None,
        f"{name}_precision": when.precision.value if when else None,
        f"{name}_zone": when.zone if when else None,
    }


def moment_in(row: Row[Any], name: str) -> When:
    """Read a moment from the columns of a row that begin with ``name``."""
    earliest, latest, precision, zone = (getattr(row, f"{name}_{part}") for part in PARTS)
    return When(earliest, latest, Precision(precision), zone)


def moment_or_none(row: Row[Any], name: str) -> When | None:
    """Read a moment from columns that are null where there is none."""
    return None if getattr(row, f"{name}_latest_us") is None else moment_in(row, name)
