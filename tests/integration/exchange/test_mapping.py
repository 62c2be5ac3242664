"""The mapping file of an import is read strictly."""

from __future__ import annotations

import pytest

from licensing.domain.errors import InvalidFile
from licensing.domain.vocabulary import Outcome, Party
from licensing.exchange.mapping import read_mapping

GOOD = """\
columns: {case: file, activity: what, time: when}
zone: Asia/Tokyo
calendar: japan-everyday
owners: {receive: counter, decide: president}
parties: {counter: deciding-agency}
parallel: [[ask A, ask B]]
ends: [decide]
outcomes: {decide: granted}
"""


@pytest.fixture
def read(tmp_path):
    def mapping(text):
        path = tmp_path / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return read_mapping(path)

    return mapping


def test_a_mapping_says_what_the_log_does_not(read):
    mapping = read(GOOD)
    assert mapping.columns is not None
    assert mapping.columns.case == "file"
    assert mapping.parties == {"counter": Party.DECIDING_AGENCY}
    assert mapping.outcomes == {"decide": Outcome.GRANTED}


@pytest.mark.parametrize(
    "old,new,line,words",
    [
        ("zone: Asia/Tokyo", "zone: Mars/Olympus", 2, "no time zone"),
        ("zone: Asia/Tokyo", "zoned: Asia/Tokyo", 2, "unknown key"),
        ("japan-everyday", "never", 3, "no calendar 'never'"),
        ("counter, decide", "nobody, decide", 4, "which party 'nobody'"),
        ("deciding-agency", "friends", 5, "applicant"),
        ("[[ask A, ask B]]", "[[ask A], [ask A]]", 6, "named twice"),
        ("granted", "fine", 8, "granted"),
    ],
)
def test_what_it_cannot_mean_is_refused_with_its_line(read, tmp_path, old, new, line, words):
    with pytest.raises(InvalidFile) as met:
        read(GOOD.replace(old, new, 1))
    assert f"{tmp_path / 'mapping.yaml'}:{line}: " in str(met.value)
    assert words in str(met.value)
