"""Where the columns of a store are, and whose name a log may bear."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from licensing.domain.errors import UsageError
from licensing.service.imports import folder_of, named
from licensing.store.address import read_address


def test_columns_live_beside_the_file_of_the_store(tmp_path):
    store = SimpleNamespace(url=read_address(tmp_path / "licensing.db"))
    assert folder_of(store) == tmp_path / "licensing.logs"


def test_a_store_on_a_server_has_no_place_beside_it():
    store = SimpleNamespace(url=read_address("postgresql://office@db.example/licensing"))
    with pytest.raises(UsageError, match="--store PATH"):
        folder_of(store)


@pytest.mark.parametrize(
    "path,asked,process",
    [
        ("receipt.xes.gz", None, "log/receipt"),
        ("Permits 2024.csv", None, "log/permits-2024"),
        ("receipt.xes", "wabo", "log/wabo"),
        ("receipt.xes", "log/wabo", "log/wabo"),
    ],
)
def test_a_process_is_named_after_its_file_or_as_asked(path, asked, process):
    assert named(Path(path), asked) == process


def test_no_log_bears_the_name_of_a_process_that_has_law():
    with pytest.raises(UsageError, match="us/munitions-license"):
        named(Path("log.xes"), "us/munitions-license")
    with pytest.raises(UsageError):
        named(Path("案件.csv"), None)
