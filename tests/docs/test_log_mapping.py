"""The page on imports names every key of a mapping file, and its example is one."""

from __future__ import annotations

import re
from pathlib import Path

from licensing.exchange.mapping import LogMapping

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "import-a-log.md"


def test_every_key_of_a_mapping_file_has_a_row():
    section = PAGE.read_text(encoding="utf-8").split("## The mapping file")[1].split("##")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(LogMapping.model_fields)
