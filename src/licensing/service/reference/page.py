"""The page of one process: what its newest version says, and what each rule rests on."""

from __future__ import annotations

from collections.abc import Iterator

from licensing.definitions.definition import Definition
from licensing.definitions.process import Process
from licensing.definitions.reform import reforms_of
from licensing.definitions.words import BASIS_WORDS
from licensing.domain.vocabulary import BasisKind
from licensing.service.lanes import lane_lines, lanes_of
from licensing.service.processes import basis_counts
from licensing.service.reference.markdown import both, code, link, table
from licensing.service.reference.rules import (
    blockers,
    clocks,
    conditions,
    looked_at,
    referrals,
    states,
    transitions,
)

_INTRODUCTION = """Written from the definition by `make reference`; change the definition, not this page.
This is version `{version}`; `licensing process show {id} --version VERSION` prints another.
This is not legal advice: check a rule in its official text before relying on it.
"""


def page(process: Process) -> str:
    """Write the page of a process."""
    newest = process.latest
    lines = [
        f"# {process.id}",
        "",
        f"{newest.label.en}  ",
        newest.label.ja,
        "",
        _INTRODUCTION.format(id=process.id, version=newest.version.id),
        *_head(process),
        *_section("Map · 流れ図", _map(newest)),
        *_section("States · 状態", states(newest)),
        *_section("Referrals · 照会", referrals(newest)),
        *_section("Transitions · 遷移", transitions(newest)),
        *_section("Conditions · 条件", conditions(newest)),
        *_section("What conditions look at · 条件の対象", looked_at(newest)),
        *_section("Clocks · 期限時計", clocks(newest)),
        *_section("Blockers · 阻害要因", blockers(newest)),
        *_section("What it rests on · 根拠の種類", _counts(newest)),
        *_section("Reforms · 改善案", _reforms(process.id)),
        *_section("Citations · 出典", _citations(newest)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, body: Iterator[str]) -> Iterator[str]:
    lines = list(body)
    if lines:
        yield f"## {title}"
        yield ""
        yield from lines


def _head(process: Process) -> Iterator[str]:
    newest = process.latest
    clock = newest.headline_clock
    yield from table(
        ("", ""),
        (
            ("jurisdiction · 管轄", f"`{newest.jurisdiction}`"),
            ("calendar · 暦", f"`{newest.calendar}`"),
            ("headline clock · 主たる期限時計", f"`{clock}`" if clock else "none exists · 期限の定めなし"),
            ("verified on · 確認日", newest.verified_on.isoformat()),
        ),
    )
    yield from table(
        ("version · 版", "in force from · 施行日", "what it is · 内容", "basis · 根拠"),
        (
            (
                f"`{item.version.id}`",
                item.version.in_force_from.isoformat(),
                both(item.version.label),
                code(item.version.basis),
            )
            for item in process.versions
        ),
    )


def _map(definition: Definition) -> Iterator[str]:
    for lang in ("en", "ja"):
        yield from ("```text", *lane_lines(lanes_of(definition), lang), "```", "")


def _counts(definition: Definition) -> Iterator[str]:
    yield from table(
        ("firmest basis · 最も確かな根拠", "states · 状態", "clocks · 期限時計"),
        (
            (f"{BASIS_WORDS[item.kind].en} · {BASIS_WORDS[item.kind].ja}", str(item.states), str(item.clocks))
            for item in basis_counts(definition)
        ),
    )


def _reforms(process: str) -> Iterator[str]:
    rows = [item.reform for item in reforms_of(process)]
    if rows:
        yield f"`licensing process diff {process} --reform NAME` says what one would change."
        yield ""
    yield from table(
        ("reform", "words · 内容", "who decides · 決定する者", "status · 段階"),
        (
            (f"`{item.id}`", both(item.title), code(decider.value for decider in item.who_decides), f"`{item.status}`")
            for item in rows
        ),
    )


def _citations(definition: Definition) -> Iterator[str]:
    order = list(BasisKind)
    bases = sorted(definition.bases.items(), key=lambda item: order.index(item[1].kind))
    yield from table(
        ("basis", "kind, confidence · 種類・確度", "source · 出典", "text of · 時点", "says · 趣旨"),
        (
            (
                f"`{name}`",
                f"{BASIS_WORDS[basis.kind].en} · {BASIS_WORDS[basis.kind].ja}<br>`{basis.confidence}`",
                link(basis.cite, basis.address),
                basis.as_of.isoformat(),
                both(basis.says),
            )
            for name, basis in bases
        ),
    )
