"""The references say what the program says: every command, every option, every error."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from licensing.domain.errors import LicensingError
from tests.support.command_reference import commands, reference

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
ROW = re.compile(r"^\| `([A-Z]+-\d{3})` \| (\w+) \| (\d) \| (.+?) \| (.+) \|$", re.MULTILINE)


def errors(kind: type[LicensingError] = LicensingError) -> Iterator[type[LicensingError]]:
    """Give every error that has a code of its own."""
    for below in kind.__subclasses__():
        if "code" in vars(below):
            yield below
        yield from errors(below)


def test_the_reference_of_commands_is_what_the_commands_write_of_themselves():
    written = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python -m tests.support.command_reference > docs/reference/commands.md"


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_has_a_place_in_the_reference(command):
    assert re.search(rf"^##+ {command}$", (REFERENCE / "commands.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_error_stands_in_the_reference_with_its_name_exit_code_and_sentence():
    written = {row[0]: row[1:4] for row in ROW.findall((REFERENCE / "errors.md").read_text(encoding="utf-8"))}
    known = {
        error.code: (error.__name__, str(error.exit_code), (inspect.getdoc(error) or "").splitlines()[0])
        for error in errors()
    }
    assert written == known


def test_every_error_says_what_to_do():
    rows = ROW.findall((REFERENCE / "errors.md").read_text(encoding="utf-8"))
    assert [code for code, *_, remedy in rows if not remedy.endswith(".")] == []


def test_no_two_errors_share_a_code():
    codes = [error.code for error in errors()]
    assert sorted(set(codes)) == sorted(codes)
