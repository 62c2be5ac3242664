"""Words of any kind on the command line: an answer, or one line that says what is wrong with them."""

from __future__ import annotations

import io
import re
import shutil
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing.cli.main import main
from tests.integration.cli.conftest import MOCK_CASE, Said

REF = "US-ML-T-1"
LINE = re.compile(r"[A-Z]+-\d{3} [^\n]+\n")
VERBS = "advance answer ask block correct lapse list migrate move record refer reply show submit unblock"
COMMANDS = [["case", verb] for verb in VERBS.split()]
COMMANDS += [["report", kind] for kind in ("bottlenecks", "blockers", "ledger")]
COMMANDS += [["import"], ["figures", "list"], ["figures", "show"], ["figures", "check"]]
COMMANDS += [["db", "check"], ["db", "verify"], ["db", "info"], ["config", "show"], ["process", "list"], []]
WORDS = st.sampled_from(
    [
        REF, "confirm-munitions", "us/munitions-license", "dtsa", "approve", "dsp-83", "contract", "license-life#1",
        f"{REF}/open", "2026-01-06", "2026-02", "2026-01-06T10:00", "9999-12-31", "0001-01-01", "", " ", "-", "--",
        "-1", "0", "1e9", "nan", "[/b]", "{", "[1", "a: b", "'", "\\", "/", "..", "#", "é", "日本",
        "\x1b[31m", "\u202e", "a\nb",
    ]
) | st.text(st.characters(exclude_characters="\0"), max_size=12)  # fmt: skip
OPTIONS = st.sampled_from(
    [
        "--when", "--actor", "--key", "--reason", "--void", "--when-it-was", "--referral", "--by", "--on", "--basis",
        "--json", "--csv", "--quiet", "--no-color", "--lang", "--clock", "--clock-id", "--since", "--until", "--as-of",
        "--as-known-on", "--provenance", "--ids", "--process", "--state", "--over", "--expect", "--when=", "--over=x",
        "--as", "--preview", "--mapping", "--topic",
    ]
)  # fmt: skip


def said(*tokens: str) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(list(tokens))
    return Said(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    (folder / "case.yaml").write_text(MOCK_CASE, encoding="utf-8")
    assert said("case", "submit", str(folder / "case.yaml"), "--store", str(folder / "licensing.db")).code == 0
    shutil.copy(folder / "licensing.db", folder / "kept.db")
    return folder


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    command=st.sampled_from(COMMANDS),
    words=st.lists(WORDS, max_size=4),
    options=st.lists(st.tuples(OPTIONS, WORDS), max_size=3),
)
def test_any_words_get_an_answer_or_one_line(
    folder: Path, command: list[str], words: list[str], options: list[tuple[str, str]]
) -> None:
    shutil.copy(folder / "kept.db", folder / "licensing.db")
    given_options = [word for pair in options for word in pair]
    with chdir(folder):
        answer = said(*command, *words, *given_options)
    assert answer.code in {0, 1, 2, 3}
    if answer.code in {2, 3}:
        assert "--json" in given_options or LINE.fullmatch(answer.err), answer.err
        assert answer.err.count("\n") == 1
    else:
        assert answer.err == ""
