"""Build the report of one cohort."""

from __future__ import annotations

from importlib.util import find_spec

from licensing import __version__
from licensing.analysis.scope import Cohort
from licensing.domain.errors import UsageError
from licensing.report.words import Lang, Words

_DRAW = ("altair", "vl_convert")


def need_charts() -> None:
    """Raise :class:`UsageError` where what draws the charts is not installed."""
    missing = [name for name in _DRAW if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"the charts of a report need {' and '.join(_DRAW)}; {' and '.join(missing)} cannot be found.",
            next_step="Install them: pip install 'licensing[charts]'.",
        )


def build(
    cohort: Cohort, *, lang: Lang, command: str, known_on: str | None = None, by: str | None = None, ids: bool = False
) -> str:
    """Build the report as one HTML file; the same cases, options and command give the same bytes.

    Raises :class:`UsageError` without the extra ``charts``, and for an attribute that no version has.
    """
    need_charts()
    from licensing.report.facts import Facts  # noqa: PLC0415 - comes with the extra `charts`
    from licensing.report.page import page  # noqa: PLC0415

    words = Words(lang)
    return page(
        Facts(cohort=cohort, words=words, command=command, version=__version__, known_on=known_on, by=by, ids=ids)
    )
