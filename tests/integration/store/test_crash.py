"""A writer that is killed in the middle loses nothing it had acknowledged, and leaves nothing half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from licensing.store import integrity
from licensing.store.database import Database

ROOT = Path(__file__).resolve().parents[3]
WRITER = """
import sys
from licensing.store.database import Database
from tests.support.histories import advance, opening
from tests.support.stores import NINE, open_case

path, ref = sys.argv[1:]
with Database.open(path) as database:
    open_case(database, opening(ref, at=NINE))
    print(1, flush=True)
    while True:
        with database.writing() as unit:
            unit.lock(ref)
            case = unit.case(ref)
            command = advance(case, "staffed", key=f"{ref}/{case.seq}", at=NINE)
            unit.append(ref, command, case.seq)
        print(case.seq + 1, flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_writer_loses_nothing_it_had_acknowledged(path, seed):
    Database.open(path, create=True).close()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "US-1"], env=environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout.readline() == "1\n"
        time.sleep(Random(seed).uniform(0.05, 0.6))
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged = int((writer.stdout.read().splitlines() or ["1"])[-1])
    with Database.open(path) as database:
        with database.reading() as unit:
            # The last commit may have been made and not yet been told.
            assert unit.case("US-1").seq in (acknowledged, acknowledged + 1)
        assert integrity.verify(database).faults == ()
        assert integrity.check(database).findings == ()
