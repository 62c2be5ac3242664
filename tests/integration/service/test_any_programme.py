"""Whatever members come to, and on whatever day one looks: every instant of a programme goes to exactly one country."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from licensing.definitions.programme_file import read_programme
from licensing.definitions.strict_yaml import Document
from licensing.service.cases import Cases
from licensing.service.programme_view import ProgrammeView
from licensing.service.programmes import read, submit, walk_order
from licensing.service.walks import moves, step
from licensing.store.database import Database
from licensing.store.integrity import check

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples" / "programmes").glob("*.yaml"))
OTHER_SEEDS = range(3)


def with_seeds(text: str, turn: int) -> str:
    """Give every walk of a programme another seed."""
    return re.sub(r"seed: (\d+)", lambda found: f"seed: {int(found[1]) + 100 * turn}", text)


@pytest.fixture(
    params=[(path, turn) for path in EXAMPLES for turn in OTHER_SEEDS], ids=lambda it: f"{it[0].stem}-{it[1]}"
)
def walked(request, tmp_path):
    """Walk a programme to where nothing moves; give its store and reference."""
    path, turn = request.param
    document = Document(path.name, with_seeds(path.read_text(encoding="utf-8"), turn))
    programme = read_programme(document, path.parent)
    with Database.open(tmp_path / "licensing.db", create=True) as database:
        cases = Cases(database, lambda: datetime.now(UTC))
        submit(cases, [programme])
        with database.reading() as unit:
            order = [ref for ref, _ in walk_order(unit, programme.lead.ref)]
        while any(moves(cases, ref) and step(cases, ref).moved for ref in order):
            pass
        yield database, programme.lead.ref


def test_ledger_and_critical_path_cover_the_programme_without_gap_or_overlap(walked):
    database, ref = walked
    assert check(database).findings == ()
    whole = ProgrammeView(read(database, ref))
    first = whole.programme.lead.seen.case.opened.latest_day
    for days in (1, 90, 200, 333, 500, 900, None):
        day = None if days is None else str(first + timedelta(days=days))
        view = ProgrammeView(read(database, ref, day))
        begin, end = view.programme.span_us
        for stretches in (view.programme.holds, [item.segment for item in view.programme.path]):
            assert (stretches[0].start_us, stretches[-1].end_us) == (begin, end)
            assert all(one.end_us == other.start_us for one, other in pairwise(stretches))
        assert sum(view.programme.ledger.values()) == view.elapsed_us
        # Nobody holds for longer than the whole; who is in the ledger has held.
        assert all(0 < length <= view.elapsed_us for length in view.programme.held.values())
        for country in {country for country, _ in view.programme.ledger}:
            own = sum(length for (name, _), length in view.programme.ledger.items() if name == country)
            assert own <= view.programme.held[country]
        assert view.as_json()["elapsed_us"] == view.elapsed_us


def test_every_gate_passed_was_met_unless_it_is_soft(walked):
    database, ref = walked
    view = ProgrammeView(read(database, ref))
    assert view.gates
    for gate in view.gates:
        assert gate.standing != "passed" or gate.soft or gate.met is not None
        assert gate.standing != "open" or gate.met is not None
        if gate.standing == "passed" and gate.met is not None:
            assert gate.met.latest_us <= gate.passed.latest_us
