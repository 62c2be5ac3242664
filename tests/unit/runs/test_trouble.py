"""What is wrong with a flow run is told from its newest one, and each trouble has its next step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from licensing.runs.flow_run import PROCESS_LABEL, FlowRunRow
from licensing.runs.process import ProcessMark
from licensing.runs.trouble import SILENT, UNTAKEN, Trouble, trouble_of, with_troubles

SEEN = datetime(2026, 11, 23, 15, 19, 8, tzinfo=UTC)
AGAIN = "Run: licensing flow run US-ML-2026-0042"


def run(kind: str = "RUNNING", message: str = "", **changes: object) -> FlowRunRow:
    answer = {
        "id": "5f3c",
        "name": "US-ML-2026-0042",
        "updated": SEEN.isoformat(),
        "state": {"type": kind, "name": "Interagency review", "timestamp": SEEN.isoformat(), "message": message},
        "parameters": {"ref": "US-ML-2026-0042"},
    } | changes
    return FlowRunRow.from_json(answer, flow="us-munitions-license", heartbeat=None)


def test_nothing_is_wrong_with_a_run_that_goes_on_or_ended_well():
    assert trouble_of(run(), SEEN + timedelta(seconds=31)) is None
    assert trouble_of(run("PENDING"), SEEN) is None
    assert trouble_of(run("COMPLETED"), SEEN + timedelta(days=30)) is None


def test_a_run_that_is_not_heard_of_any_more_is_stuck():
    assert trouble_of(run(), SEEN + SILENT) is None
    assert trouble_of(run(), SEEN + timedelta(minutes=5)) == Trouble(
        "stuck: not heard of for 5 minutes", AGAIN, stuck=True
    )


def test_a_run_whose_process_is_gone_is_stuck_at_once():
    gone = ProcessMark.own()
    mark = str(ProcessMark(gone.host, gone.pid, "long ago"))
    found = trouble_of(run(labels={PROCESS_LABEL: mark}), SEEN)
    assert found == Trouble("stuck: the command that walked it is gone", AGAIN, stuck=True)


def test_a_run_that_nobody_takes_up_asks_for_somebody_who_serves():
    assert trouble_of(run("SCHEDULED"), SEEN + UNTAKEN) is None
    found = trouble_of(run("SCHEDULED", name="red-otter"), SEEN + timedelta(minutes=1))
    assert found == Trouble("scheduled, and nothing takes it up", "Run: licensing flow serve", stuck=True)


@pytest.mark.parametrize(
    "kind, message, what",
    [
        (
            "FAILED",
            "Flow run encountered an exception: NotPossibleNow: CASE-003 too\n early.",
            "failed: NotPossibleNow: CASE-003 too early",
        ),
        ("FAILED", "", "failed: Prefect gives no reason"),
        ("CRASHED", "Its command was ended.", "crashed: Its command was ended"),
        ("CANCELLED", "", "cancelled in Prefect"),
        ("CANCELLING", "", "cancelled in Prefect"),
    ],
)
def test_a_run_that_ended_badly_says_why_in_one_line_and_is_run_again(kind, message, what):
    assert trouble_of(run(kind, message), SEEN) == Trouble(what, AGAIN)


def test_a_case_whose_newest_run_is_well_has_no_trouble_left():
    newest, older, other = run("COMPLETED"), run("FAILED"), run("FAILED", parameters={"ref": "US-ML-2026-0043"})
    assert [bool(trouble) for _, trouble in with_troubles([newest, older, other], SEEN)] == [False, False, True]
    assert [bool(trouble) for _, trouble in with_troubles([older, newest], SEEN)] == [True, False]
