"""Run ``python -m tests.mutation``: a hundred seeded changes, and which of them nobody noticed."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from random import Random

from licensing.definitions.registry import companions, process, process_ids
from tests.mutation.judge import noticed_by
from tests.mutation.mutations import Mutation, mutations


def chosen(count: int, seed: int, processes: tuple[str, ...], kinds: tuple[str, ...] = ()) -> list[Mutation]:
    """Choose changes, the kinds in turn so that a frequent kind does not crowd out a rare one."""
    by_kind: dict[str, list[Mutation]] = {}
    for name in processes:
        data = process(name).document.data
        assert isinstance(data, dict)
        for mutation in mutations(name, data):
            if not kinds or mutation.kind in kinds:
                by_kind.setdefault(mutation.kind, []).append(mutation)
    draw = Random(seed)
    for found in by_kind.values():
        draw.shuffle(found)
    picked: list[Mutation] = []
    while len(picked) < count and any(by_kind.values()):
        picked += [found.pop() for found in by_kind.values() if found]
    return picked[:count]


def judged() -> tuple[str, ...]:
    """Give the processes that have golden paths and a mapping table to be judged by."""
    kinds = ("golden", "mapping")
    return tuple(name for name in process_ids() if all(companions(kind, name).is_file() for kind in kinds))


def main() -> int:
    """Judge the changes and print who noticed them; 1 where fewer than 95 of 100 were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--process", action="append", choices=judged())
    parser.add_argument("--kind", action="append", help="a kind of change, as the list of survivors names it")
    parser.add_argument("--verbose", action="store_true", help="print every change, not only what survived")
    asked = parser.parse_args()
    picked = chosen(asked.count, asked.seed, tuple(asked.process or judged()), tuple(asked.kind or ()))
    with ProcessPoolExecutor(asked.jobs) as pool:
        noticed = zip(picked, pool.map(noticed_by, picked, chunksize=4), strict=True)
        real = [(mutation, by) for mutation, by in noticed if by != "no change"]
    survivors = [mutation for mutation, by in real if not by]
    for mutation, by in real:
        if asked.verbose or not by:
            print(f"{'survived' if not by else 'noticed '} {mutation}{' — ' + by[:100] if by else ''}")
    for by, number in Counter(item.partition(":")[0] for _, item in real if item).most_common():
        print(f"{number} noticed by {by}")
    print(f"{len(real) - len(survivors)} of {len(real)} changes noticed (seed {asked.seed}).")
    return 0 if len(survivors) <= 0.05 * len(real) else 1


if __name__ == "__main__":
    sys.exit(main())
