"""What people read: labels they can tell apart in both languages, and the bases of every rule."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.definitions.base import Basis, Element, Text
from licensing.definitions.clocks import Clock
from licensing.definitions.definition import Version
from licensing.definitions.elements import BlockerType, Group, Link, Referral, State, Transition
from licensing.definitions.finding import Finding
from licensing.definitions.lint.scope import Scope, walk
from licensing.domain.vocabulary import Confidence

STALE_AFTER_YEARS = 3
_NAMES_ITS_BASIS = (State, Transition, Referral, BlockerType, Clock, Group, Link)


def faults_of_words(scope: Scope) -> Iterator[Finding]:
    """Find bases missing or doubtful (``LINT-41`` to 43) and labels missing, doubled or untranslated (50 to 52)."""
    yield from _bases(scope)
    yield from _labels(scope)


def used_bases(scope: Scope) -> frozenset[str]:
    """Give the bases that some part of this version rests on."""
    return frozenset(
        name for _, part in walk(scope.definition) if isinstance(part, Element | Version) for name in part.basis
    )


def unused_bases(scopes: list[Scope]) -> Iterator[Finding]:
    """Find bases that no version uses (``LINT-40``)."""
    used = frozenset[str]().union(*(used_bases(scope) for scope in scopes))
    seen: set[str] = set()
    for scope in scopes:
        for name in scope.definition.bases.keys() - used - seen:
            seen.add(name)
            message = f"nothing rests on basis '{name}'."
            yield scope.error("LINT-40", ("bases", name), message, "Name it where it applies, or remove it.")


def _bases(scope: Scope) -> Iterator[Finding]:
    verified = scope.definition.verified_on
    newest = scope.definition is scope.process.latest
    for path, part in walk(scope.definition):
        if isinstance(part, _NAMES_ITS_BASIS) and not part.basis:
            yield scope.error("LINT-41", path, f"{_named(path)} names no basis.", "Add `basis`.")
        if not isinstance(part, Basis):
            continue
        years = verified.year - part.as_of.year - ((verified.month, verified.day) < (part.as_of.month, part.as_of.day))
        if newest and years >= STALE_AFTER_YEARS:
            message = f"basis '{path[-1]}' was read as of {part.as_of}, {years} years before {verified}."
            yield scope.warning("LINT-42", path, message, "Read the text again.")
        if part.confidence in (Confidence.MEMORY, Confidence.UNKNOWN):
            message = f"basis '{path[-1]}' has confidence {part.confidence}."
            yield scope.note("LINT-43", path, message, "Find a source.")


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
    for path, part in walk(scope.definition):
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
