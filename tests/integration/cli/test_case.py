"""Cases from the command line: submitted, commanded, corrected, shown; and what bad input gets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.integration.cli.conftest import Licensing

REF = "US-ML-T-1"


def test_the_same_file_again_changes_nothing(licensing: Licensing, mock_case: Path) -> None:
    first = licensing("case", "submit", mock_case, "--json")
    again = licensing("case", "submit", mock_case, "--json")
    assert (first.code, again.code) == (0, 0)
    assert [row["new"] for row in first.json + again.json] == ["submitted", "known already"]
    assert licensing("case", "show", REF, "--json").json["events"][-1]["seq"] == 1


def test_a_file_of_the_same_reference_with_another_content_is_refused(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    mock_case.write_text(mock_case.read_text().replace("1000000", "1000001"))
    refused = licensing("case", "submit", mock_case)
    assert refused.code == 2
    assert refused.err.startswith(f"CASE-002 {mock_case}:2: a case US-ML-T-1 exists with another content.")
    assert refused.err.count("\n") == 1


def test_of_several_files_all_are_submitted_or_none(licensing: Licensing, mock_case: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(mock_case.read_text().replace(REF, "US-ML-T-2").replace("[JP]", "[japan]"))
    assert licensing("case", "submit", mock_case, wrong).code == 2
    assert licensing("case", "list", "--json").json == []


def test_an_unknown_key_is_named_with_file_and_line(licensing: Licensing, mock_case: Path) -> None:
    mock_case.write_text(mock_case.read_text() + "colour: blue\n")
    refused = licensing("case", "submit", mock_case)
    assert refused.code == 2
    assert f"FILE-002 {mock_case}:9: unknown key 'colour'." in refused.err
    assert not (mock_case.parent / "licensing.db").exists()


def test_malformed_yaml_is_named_with_file_and_line(licensing: Licensing, mock_case: Path) -> None:
    mock_case.write_text("ref: A\nref: B\n")
    refused = licensing("case", "submit", mock_case)
    assert (refused.code, refused.err) == (
        2,
        f"FILE-001 {mock_case}:2: a key is given twice. Keep one of the two.\n",
    )


def test_an_unknown_process_and_an_unknown_version_say_which_there_are(licensing: Licensing, mock_case: Path) -> None:
    text = mock_case.read_text()
    mock_case.write_text(text.replace("us/munitions-license", "us/munitions"))
    unknown = licensing("case", "submit", mock_case)
    assert unknown.err.startswith(f"DEF-001 {mock_case}:3: no process 'us/munitions'. Processes: us/")
    assert "us/munitions-license" in unknown.err
    mock_case.write_text(text + 'version: "1999-01"\n')
    refused = licensing("case", "submit", mock_case)
    assert refused.err.startswith(f"DEF-002 {mock_case}:9: us/munitions-license has no version '1999-01'. Versions: ")


def test_a_refused_command_says_what_is_possible_now(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    refused = licensing("case", "advance", REF, "approve", "--when", "2026-01-06")
    assert refused.code == 2
    assert refused.err.startswith("CASE-003 'approve' is not possible from self-classify. Possible now: ")
    assert "confirm-munitions" in refused.err


def test_a_date_before_the_previous_event_is_refused(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    refused = licensing("case", "advance", REF, "confirm-munitions", "--when", "2026-01-04")
    assert refused.code == 2
    assert refused.err.startswith("CASE-004 2026-01-04 lies before the last event of US-ML-T-1")


def test_an_unknown_case_is_named(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    for command in (("show", "X"), ("advance", "X", "submit"), ("correct", "X", "k", "--void", "--reason", "r")):
        refused = licensing("case", *command)
        assert (refused.code, refused.err.split()[0]) == (2, "CASE-001")


def test_the_same_key_and_command_give_the_first_result_and_another_command_is_refused(
    licensing: Licensing, mock_case: Path
) -> None:
    licensing("case", "submit", mock_case)
    command = ("case", "advance", REF, "confirm-munitions", "--key", "k")
    first = licensing(*command, "--when", "2026-01-06T10:00", "--json")
    again = licensing(*command, "--json")
    assert (first.json["new"], again.json["new"]) == (True, False)
    assert first.json["state"] == again.json["state"] == "registration-check"
    other = licensing(*command, "--when", "2026-01-07T10:00")
    assert (other.code, other.err.split()[0]) == (2, "CASE-005")


def test_a_wrong_date_is_corrected_and_the_record_of_it_stays(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    licensing("case", "advance", REF, "confirm-munitions", "--when", "2026-02-06", "--key", "k")
    corrected = licensing("case", "correct", REF, "k", "--when-it-was", "2026-01-06", "--reason", "misread")
    assert corrected.code == 0
    visits = licensing("case", "show", REF, "--json").json["visits"]
    assert [visit["to"] for visit in visits] == ["2026-01-06", None]
    assert "1 case, 3 events, 0 faults" in licensing("db", "verify").out


def test_a_correction_that_a_later_event_would_not_survive_is_refused(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    licensing("case", "advance", REF, "confirm-munitions", "--when", "2026-01-06", "--key", "first")
    licensing("case", "advance", REF, "register", "--when", "2026-01-08", "--key", "second")
    refused = licensing("case", "correct", REF, "first", "--void", "--reason", "never happened")
    assert refused.code == 2
    assert refused.err.startswith("CASE-008 the corrected history is not possible: CASE-003 'register'")
    assert licensing("case", "show", REF, "--json").json["state"] == "registration-pending"


def test_a_case_takes_the_version_in_force_when_it_is_filed(licensing: Licensing, tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_text(
        """
ref: US-ML-OLD
process: us/munitions-license
provenance: mock
attributes: {vehicle: DSP-5, value_usd: 1000000, major_defense_equipment: false, destinations: [JP]}
opened: 2009-11-02T09:00
""",
        encoding="utf-8",
    )
    licensing("case", "submit", path)
    assert licensing("case", "show", "US-ML-OLD", "--json").json["version"] == "2008-04"
    for transition, day in (("confirm-munitions", 3), ("confirm-registration", 4), ("submit", 5)):
        done = licensing("case", "advance", "US-ML-OLD", transition, "--when", f"2009-12-{day:02d}T10:00", "--json")
        assert done.code == 0, done.err
    assert licensing("case", "show", "US-ML-OLD", "--json").json["version"] == "2009-12"


def test_a_case_that_stayed_before_the_change_keeps_its_version(licensing: Licensing, tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_text(
        """
ref: US-ML-OLD
process: us/munitions-license
provenance: mock
attributes: {vehicle: DSP-5, value_usd: 1000000, major_defense_equipment: false, destinations: [JP]}
opened: 2009-11-02T09:00
history:
  - {advance: confirm-munitions, when: 2009-11-03T10:00}
  - {advance: confirm-registration, when: 2009-11-04T10:00}
  - {advance: submit, when: 2009-12-02T10:00}
  - {advance: number-case, when: 2009-12-04T10:00}
""",
        encoding="utf-8",
    )
    assert licensing("case", "submit", path).code == 0
    assert licensing("case", "show", "US-ML-OLD", "--json").json["version"] == "2008-04"


def test_a_case_is_shown_as_it_was_known_on_a_day(licensing: Licensing, mock_case: Path) -> None:
    licensing("case", "submit", mock_case)
    assert licensing("case", "show", REF, "--as-known-on", "2999-01-01", "--json").json["ref"] == REF
    unknown = licensing("case", "show", REF, "--as-known-on", "2000-01-01")
    assert (unknown.code, unknown.err.split()[0]) == (2, "CASE-001")
    wrong = licensing("case", "show", REF, "--as-known-on", "soon")
    assert (wrong.code, wrong.err) == (2, "USE-001 --as-known-on: 'soon' is no day. Write YYYY-MM-DD.\n")


def test_help_loads_neither_prefect_nor_sqlalchemy() -> None:
    script = (
        "import sys\nfrom licensing.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'prefect', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_wrong_use_is_one_line_and_exit_code_two(licensing: Licensing) -> None:
    for tokens in (("cas",), ("case", "advance"), ("case", "list", "--colour"), ("report", "bottlenecks")):
        said = licensing(*tokens)
        assert (said.code, said.err.split()[0], said.err.count("\n")) == (2, "USE-001", 1), said.err
