"""A process is known again by its number and its start, and never taken for another."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from licensing.runs import process as process_module
from licensing.runs.process import ProcessMark


@pytest.fixture(params=["by /proc", "by ps"])
def eyes(request, monkeypatch, tmp_path) -> None:
    """See processes as on Linux, and as on a system without /proc."""
    if request.param == "by ps":
        monkeypatch.setattr(process_module, "_PROC", tmp_path)


@pytest.mark.usefixtures("eyes")
def test_this_process_is_alive_and_knows_its_command():
    mark = ProcessMark.own()
    assert mark.pid == os.getpid()
    assert mark.alive()
    assert any("pytest" in word for word in mark.command())


@pytest.mark.usefixtures("eyes")
def test_a_number_with_another_start_is_another_process():
    assert not replace(ProcessMark.own(), started="before").alive()


@pytest.mark.usefixtures("eyes")
def test_of_a_process_of_another_machine_nothing_is_known():
    assert not replace(ProcessMark.own(), host="another-machine").alive()


@pytest.mark.usefixtures("eyes")
def test_a_process_that_only_waits_to_be_collected_is_not_alive():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        mark = ProcessMark.of(child.pid)
        assert mark is not None
        assert mark.alive()
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert not mark.alive()
        assert ProcessMark.of(child.pid) is None
    assert mark.command() == ()


def test_a_mark_is_read_back_from_its_text():
    mark = ProcessMark.own()
    assert ProcessMark.parse(str(mark)) == mark


@pytest.mark.parametrize("text", [None, "", "host", "host|12", "host|twelve|start", "host|12|"])
def test_what_is_no_mark_is_none(text):
    assert ProcessMark.parse(text) is None
