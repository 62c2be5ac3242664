"""The words of the report, from two files with equal keys, and how figures are said with them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from licensing.analysis import printed
from licensing.analysis.survival import Percentile
from licensing.definitions.base import Text
from licensing.domain.vocabulary import BasisKind
from licensing.domain.when import Duration

Lang = Literal["en", "ja"]


@cache
def _read(lang: Lang) -> dict[str, str]:
    with (Path(__file__).parent / f"{lang}.toml").open("rb") as file:
        return {key: str(value) for key, value in tomllib.load(file).items()}


def keys(lang: Lang) -> frozenset[str]:
    """Give the keys of a language."""
    return frozenset(_read(lang))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    lang: Lang

    def say(self, key: str, **values: object) -> str:
        """Give a word or sentence, its places filled."""
        return _read(self.lang)[key].format(**values)

    def text(self, text: Text) -> str:
        """Give a text of a definition or of the glossary."""
        return text.ja if self.lang == "ja" else text.en

    def percentile(self, value: Percentile) -> str:
        """Print a percentile in days, or say that it is not reached."""
        return printed.percentile(value) if value.reached else self.say("not-reached")

    def in_days(self, value: Percentile) -> str:
        """Say a percentile with its unit."""
        return self.say("days", n=printed.percentile(value)) if value.reached else self.say("not-reached")

    def duration(self, value: Duration | None) -> str:
        """Print a duration in days."""
        return printed.duration(value)

    def number(self, value: float | None) -> str:
        """Print a whole number; a dash where there is none."""
        return self.say("no-figure") if value is None else printed.whole(value)

    def share(self, value: float | None) -> str:
        """Print a share in whole percent, one that is not nothing never as nothing."""
        tiny = value is not None and 0 < value < 0.005
        shown = "<\u202f1\u00a0%" if tiny else printed.share(value, digits=0)
        return shown.replace("\u00a0", "") if self.lang == "ja" else shown

    def kinds(self, kinds: tuple[BasisKind, ...]) -> str:
        """Name kinds of basis, together where a state has several."""
        return self.say("and").join(self.say(kind.value) for kind in kinds) or self.say("grounds-none")
