"""What people read: labels they can tell apart in both languages, and the bases of every rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from licensing.definitions.base import Element, Text
from licensing.definitions.clocks import Clock
from licensing.definitions.definition import Version
from licensing.definitions.elements import BlockerType, Group, Link, Referral, State, Transition
from licensing.definitions.finding import Finding
from licensing.definitions.inside import inside
from licensing.definitions.lint.scope import Scope
from licensing.domain.vocabulary import Confidence

STALE_AFTER_YEARS = 3
_NAMES_ITS_BASIS = (State, Transition, Referral, BlockerType, Clock, Group, Link)


def faults_of_words(scope: Scope) -> Iterator[Finding]:
    """Find rules without a basis (``LINT-41``) and labels empty, doubled or untranslated (``LINT-50`` to 52)."""
    yield from _missing_bases(scope)
    yield from _labels(scope)


def used_bases(scope: Scope) -> frozenset[str]:
    """Give the bases that some part of this version rests on."""
    return frozenset(
        name for _, part in inside(scope.definition) if isinstance(part, Element | Version) for name in part.basis
    )


def faults_of_bases(scopes: list[Scope]) -> Iterator[Finding]:
    """Find bases that no version rests on (``LINT-40``), and old or unsourced ones (42, 43); all versions at once."""
    used = frozenset[str]().union(*(used_bases(scope) for scope in scopes))
    newest = {name: scope for scope in scopes for name in scope.definition.bases}
    for name, scope in newest.items():
        path, basis = ("bases", name), scope.definition.bases[name]
        if name not in used:
            message = f"nothing rests on basis '{name}'."
            yield scope.error("LINT-40", path, message, "Name it where it applies, or remove it.")
        years = _years(basis.as_of, scope.definition.verified_on)
        if scope is scopes[-1] and years >= STALE_AFTER_YEARS:
            message = f"basis '{name}' was read as of {basis.as_of}, {years} years before the definition was verified."
            yield scope.warning("LINT-42", path, message, "Read the text again.")
        if basis.confidence in (Confidence.MEMORY, Confidence.UNKNOWN):
            message = f"basis '{name}' has confidence {basis.confidence}."
            yield scope.note("LINT-43", path, message, "Find a source.")


def _years(first: date, last: date) -> int:
    """Give the full years between two days."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _missing_bases(scope: Scope) -> Iterator[Finding]:
    for path, part in inside(scope.definition):
        if isinstance(part, _NAMES_ITS_BASIS) and not part.basis:
            yield scope.error("LINT-41", path, f"{_named(path)} names no basis.", "Add `basis`.")


def _labels(scope: Scope) -> Iterator[Finding]:
    taken: dict[tuple[str, str], str] = {}
    for name, state in scope.definition.states.items():
        for language, label in (("en", state.label.en), ("ja", state.label.ja)):
            first = taken.setdefault((language, label.strip().casefold()), name)
            if first != name:
                message = f"states '{first}' and '{name}' have the same label '{label}'."
                yield scope.error(
                    "LINT-50", ("states", name, "label", language), message, "Let people tell them apart."
                )
    for path, part in inside(scope.definition):
        if not isinstance(part, Text):
            continue
        for language, words in (("en", part.en), ("ja", part.ja)):
            if not words.strip():
                yield scope.error("LINT-51", (*path, language), f"{_named(path)} has an empty text.", "Write it.")
        if part.en.strip() and part.en == part.ja and not _is_name(part.en):
            message = f"{_named(path)} reads '{part.en}' in both languages."
            yield scope.warning("LINT-52", path, message, "Translate it.")


def _named(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path)


def _is_name(words: str) -> bool:
    """Say whether every word may be a name or a number: none begins with a small letter."""
    return not any(word[:1].islower() for word in words.split())
