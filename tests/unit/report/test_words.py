"""The two languages of the report: equal keys, equal places, nothing left over."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import licensing.report
from licensing.report.words import Words, keys

EN, JA = Words("en"), Words("ja")
FOLDER = Path(licensing.report.__file__).parent


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def raw(words, key):
    """Give a text with its places unfilled."""
    return words.say(key, **{name: "{" + name + "}" for name in ALL_PLACES})


ALL_PLACES = set(re.findall(r"{(\w+)}", "".join((FOLDER / f"{lang}.toml").read_text("utf-8") for lang in ("en", "ja"))))


def test_both_languages_have_the_same_keys():
    assert keys("en") == keys("ja")


@pytest.mark.parametrize("key", sorted(keys("en")))
def test_both_languages_tell_the_same_things(key):
    assert places(raw(EN, key)) == places(raw(JA, key))


def test_every_word_is_used():
    code = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    made = {"t-": "t-", "method-": "method-", "d-": 'f"d-'}
    data = ("law", "guidance", "practice", "assumption", "sourced", "derived", "memory", "unknown", "ceiling", "duty")
    data += ("window", "move", "blocker", "referral", "step", "elapsed", "working", "mock", "simulated", "observed")
    data += ("work", "waiting", "unseen")
    unused = [
        key
        for key in keys("en")
        if not re.search(rf"""["'+]{re.escape(key)}["']""", code)
        and key not in data
        and not any(key.startswith(prefix) and sign in code for prefix, sign in made.items())
    ]
    assert unused == []


def test_a_small_share_is_never_printed_as_nothing():
    assert EN.share(0.004) == "<\u202f1\u00a0%"
    assert EN.share(0.0) == "0\u00a0%"
    assert EN.share(None) == "–"
