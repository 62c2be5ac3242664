"""The index of processes: the registry, and how much of each rests on law, guidance, practice or assumption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from licensing.definitions.process import Process
from licensing.definitions.reform import packages
from licensing.definitions.words import BASIS_WORDS
from licensing.domain.vocabulary import BasisKind, Confidence
from licensing.service.processes import basis_counts
from licensing.service.reference.markdown import both, code, table

_HEAD = """# Processes

Written from the definitions by `make reference`: one page for each process of the library, with its states, clocks,
conditions and citations in English and Japanese. `licensing process list` prints the registry.
"""
_RESTS = """## What rests on law, and what on practice

States and clocks of the newest version, counted once each by the firmest basis they have: law before guidance,
guidance before practice, practice before assumption. What rests on practice is what a reformer can change first: an
office can do it otherwise. What rests on law needs whoever made it; what rests on an assumption needs a source.

法令・指針・運用・仮定の順に最も確かな根拠により状態と期限時計を一度ずつ数える。運用に基づくものは、まず改め得る。
"""
_PACKAGES = """## Packages of reforms

A package makes reforms of several processes together: `licensing process diff PROCESS --reform PACKAGE` says what it
would change in one of them.
"""


def index(processes: Sequence[Process]) -> str:
    """Write the index."""
    lines = [_HEAD, *_registry(processes), _RESTS, *_rests(processes), *_packages()]
    return "\n".join(lines).rstrip() + "\n"


def _registry(processes: Sequence[Process]) -> Iterator[str]:
    yield from table(
        (
            "process",
            "words · 名称",
            "jurisdiction · 管轄",
            "versions · 版",
            "headline clock · 主たる期限時計",
            "verified on · 確認日",
            *(f"bases: {level}" for level in Confidence),
        ),
        (
            (
                f"[{item.id}]({item.id}.md)",
                both(item.latest.label),
                f"`{item.latest.jurisdiction}`",
                code(version.version.id for version in item.versions),
                f"`{item.latest.headline_clock}`" if item.latest.headline_clock else "none exists · なし",
                item.latest.verified_on.isoformat(),
                *_confidence(item),
            )
            for item in processes
        ),
    )


def _confidence(process: Process) -> Iterator[str]:
    found = Counter(basis.confidence for basis in process.latest.bases.values())
    return (str(found[level]) for level in Confidence)


def _rests(processes: Sequence[Process]) -> Iterator[str]:
    kinds = [f"{BASIS_WORDS[kind].en} · {BASIS_WORDS[kind].ja}" for kind in BasisKind]
    rows = {item.id: basis_counts(item.latest) for item in processes}
    for title, counted in (
        ("States · 状態", {name: [count.states for count in found] for name, found in rows.items()}),
        ("Clocks · 期限時計", {name: [count.clocks for count in found] for name, found in rows.items()}),
    ):
        sums = [sum(column) for column in zip(*counted.values(), strict=True)]
        yield from table(
            (title, *kinds, "all · 計"),
            (
                *((f"[{name}]({name}.md)", *map(str, found), str(sum(found))) for name, found in counted.items()),
                ("all · 計", *map(str, sums), str(sum(sums))),
            ),
        )


def _packages() -> Iterator[str]:
    rows = [item.package for item in packages()]
    if rows:
        yield _PACKAGES
    yield from table(
        ("package", "words · 内容", "reforms · 改善案", "not carried · 表せないもの"),
        (
            (
                f"`{item.id}`",
                both(item.title),
                "<br>".join(f"{process}: {code(parts)}" for process, parts in item.parts.items()),
                both(item.beyond),
            )
            for item in rows
        ),
    )
