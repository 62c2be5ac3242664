"""Rules on precedents and standing authorizations: each is asked for, and compares something that can be compared."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.definitions.conditions import AuthorizationTest, PrecedentTest
from licensing.definitions.finding import Finding
from licensing.definitions.inside import inside
from licensing.definitions.lint.scope import Scope


def faults_of_precedents(scope: Scope) -> Iterator[Finding]:
    """Find precedents and authorizations that nothing asks for, or that could be any case (``LINT-25``)."""
    definition = scope.definition
    tests = [part for _, part in inside(definition)]
    asked = {
        "precedents": {part.precedent for part in tests if isinstance(part, PrecedentTest)},
        "authorizations": {part.authorization for part in tests if isinstance(part, AuthorizationTest)},
    }
    for section, declared in (("precedents", definition.precedents), ("authorizations", definition.authorizations)):
        for name, rule in declared.items():
            path = (section, name)
            if name not in asked[section]:
                yield scope.error("LINT-25", path, f"no condition asks for '{name}'.", "Ask for it, or remove it.")
            if not (rule.alike or rule.covers or rule.having):
                message = f"'{name}' compares nothing: any case of {', '.join(rule.processes)} would do."
                yield scope.error("LINT-25", path, message, "Say in what the two are `alike`, or what one `covers`.")
            for own in rule.covers:
                attribute = definition.attributes.get(own)
                if attribute is not None and attribute.type not in ("country", "countries"):
                    message = f"attribute '{own}' is of type {attribute.type}; only countries can be covered."
                    yield scope.error("LINT-25", (*path, "covers", own), message, "Put it under `alike`.")
