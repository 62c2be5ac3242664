"""``licensing config``: the settings and where they come from."""

from __future__ import annotations

import os

from cyclopts import App

from licensing.cli.common import NO_OPTIONS, Common, print_rows
from licensing.cli.table import Column
from licensing.settings import Settings

app = App(name="config", help="Settings: show.")


@app.command
def show(*, common: Common = NO_OPTIONS) -> None:
    """Show every setting, its value, and whether a flag, the environment or the default gave it."""
    rows = []
    for name, field in Settings.model_fields.items():
        variable = f"LICENSING_{name.upper()}"
        given = getattr(common, name, None) is not None
        origin = "flag" if given else "environment" if variable in os.environ else "default"
        value = getattr(common.settings, name)
        rows.append(
            {"setting": name, "value": value, "from": origin, "variable": variable, "meaning": field.description}
        )
    print_rows(
        common,
        rows,
        [
            Column("setting", "Setting"),
            Column("value", "Value"),
            Column("from", "From"),
            Column("variable", "Variable"),
            Column("meaning", "Meaning"),
        ],
    )
