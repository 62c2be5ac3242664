"""Read a definition for what its schema cannot see: names, ways through, needs, clocks, words.

=========  ==================================================================================================
LINT-10    a name that nothing answers to: state, fact, clock, owner, basis, reason, position ...
LINT-11    not exactly one initial state
LINT-12    a state no case can come to
LINT-13    a state that nothing leads out of
LINT-14    a state from which no end can be reached (or only by withdrawal: warning)
LINT-15    an end state before stage `after`, or with a way out
LINT-16    no filing, a second filing, or a decision without one
LINT-17    an outcome without the process's own label
LINT-18    an undecided case is taken past its decision without an outcome (warning)
LINT-20    a declaration that lacks its choices, or a default that does not fit
LINT-21    a comparison that cannot be made with a value of that type
LINT-22    a fact asked of another object than it is recorded on
LINT-23    a need that can never be met, never be wanting, or is never asked
LINT-24    a blocker that may open nowhere
LINT-25    a precedent or standing authorization that nothing asks for, or that compares nothing
LINT-30    a clock that cannot start
LINT-31    a clock that cannot stop
LINT-32    a clock's default and a transition's `lapse_of` that do not name each other, or can never happen
LINT-33    silence counted by a clock of the wrong kind, scope or referral
LINT-34    a headline clock that is missing, or no ceiling or window of the case
LINT-35    a clock that is counted for nothing
LINT-40    a basis that nothing rests on
LINT-41    a rule without a basis
LINT-42    a basis of the newest version read three years or more before the definition was verified (warning)
LINT-43    a basis known from memory, or not known (note)
LINT-50    two states with the same label in one language
LINT-51    an empty text
LINT-52    the same words in both languages (warning)
=========  ==================================================================================================
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from licensing.definitions.finding import Finding, in_order
from licensing.definitions.glossary import Glossary
from licensing.definitions.lint.clocks import faults_of_clocks
from licensing.definitions.lint.comparisons import faults_of_comparisons
from licensing.definitions.lint.flow import faults_of_flow
from licensing.definitions.lint.needs import faults_of_needs
from licensing.definitions.lint.precedents import faults_of_precedents
from licensing.definitions.lint.references import unknown_names
from licensing.definitions.lint.scope import Scope
from licensing.definitions.lint.words import faults_of_bases, faults_of_words
from licensing.definitions.process import Process

RULES = (
    unknown_names,
    faults_of_flow,
    faults_of_comparisons,
    faults_of_needs,
    faults_of_precedents,
    faults_of_clocks,
    faults_of_words,
)


def lint(process: Process, glossary: Glossary, *, calendars: Collection[str]) -> tuple[Finding, ...]:
    """Find everything wrong or doubtful in every version of a process, the gravest first.

    ``calendars`` are the names of the calendars there are. A finding that does not hold in all versions names those
    it holds in.
    """
    scopes = [Scope(process, definition, glossary.owners, calendars) for definition in process.versions]
    versions: dict[Finding, list[str]] = {}
    for scope in scopes:
        for rule in RULES:
            for finding in rule(scope):
                held = versions.setdefault(finding, [])
                if scope.definition.version.id not in held:
                    held.append(scope.definition.version.id)
    found = [
        finding if len(held) == len(scopes) else replace(finding, versions=tuple(held))
        for finding, held in versions.items()
    ]
    return in_order([*found, *faults_of_bases(scopes)])
