"""How wide a text is and where it breaks, without a font at hand: the widths of Helvetica, with some room."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

FONTS = (
    "Helvetica Neue",
    "Arial",
    "Liberation Sans",
    "Noto Sans",
    "DejaVu Sans Condensed",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "Noto Sans CJK JP",
    "Noto Sans JP",
)
"""Fonts of readers' systems, the Japanese ones behind the Latin; none is loaded from elsewhere."""

_THOUSANDTHS = {
    **dict.fromkeys("ijl'", 222),
    **dict.fromkeys("ft|,.:;/!I[] \u00a0", 278),
    **dict.fromkeys("r()-", 333),
    **dict.fromkeys("ckszvxyJ", 500),
    **dict.fromkeys("abdeghnopquL0123456789#?_–", 556),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("wCDHNRU", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("W%", 944),
    "\u202f": 200,
    "·": 333,
}
_OTHER = 600
_ROOM = 1.05
"""More than Helvetica needs, so that a wider font of a reader (DejaVu Sans) stays in its box too."""
_BOLD = 1.17
_NO_START = "、。，．）」』】〕・ー～！？ゃゅょっャュョッ々"
_NO_END = "（「『【〔"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a text in the unit of its size; full-width signs are as wide as they are high, bold or not."""
    full = sum(_full_width(sign) for sign in text)
    latin = sum(_THOUSANDTHS.get(sign, _OTHER) for sign in text if not _full_width(sign))
    return size * (full + latin / 1000 * _ROOM * (_BOLD if bold else 1.0))


def wrapped(text: str, size: float, limit: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines no wider than a limit: between words, and in Japanese where a line may break.

    A word that is wider than the limit stands alone on its line; nothing is ever cut off.
    """
    return _filled(_pieces(text), size, limit, bold=bold)


def balanced(text: str, size: float, limit: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into as few lines as fit, of much the same width: no word or sign is left over alone.

    Japanese breaks between phrases where that costs no further line.
    """
    pieces, best = _pieces(text), wrapped(text, size, limit, bold=bold)
    for candidate in (_phrases(pieces), pieces):
        for narrower in range(20, int(limit) + 1, 2):
            lines = _filled(candidate, size, float(narrower), bold=bold)
            if len(lines) <= len(best) and all(width(line, size, bold=bold) <= narrower for line in lines):
                return lines
    return best


def _filled(pieces: Sequence[str], size: float, limit: float, *, bold: bool) -> tuple[str, ...]:
    """Put pieces on lines, as many as fit on each."""
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if line and width((line + piece).rstrip(), size, bold=bold) > limit:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return (*lines, line.rstrip())


def _phrases(pieces: Sequence[str]) -> list[str]:
    """Join pieces to phrases: up to a space, a comma, a middle dot or a closing bracket, and to an opening one."""
    phrases: list[str] = []
    for piece in pieces:
        if phrases and not phrases[-1].endswith((" ", "、", "・", "）")) and not piece.startswith("（"):
            phrases[-1] += piece
        else:
            phrases.append(piece)
    return phrases


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may break: after spaces, and between signs of full width."""
    pieces: list[str] = []
    for sign in text:
        before = pieces[-1][-1] if pieces else ""
        breaks = before == " " or (
            bool(before)
            and (_full_width(sign) or _full_width(before))
            and sign not in _NO_START
            and sign != " "
            and before not in _NO_END
        )
        if breaks or not pieces:
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces


def _full_width(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in ("W", "F")
