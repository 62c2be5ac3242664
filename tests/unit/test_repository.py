"""The repository is one a stranger can live in: locked, self-contained, in small modules."""

from __future__ import annotations

import os
import re
import socket
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (".ci", "benchmarks", "docs", "examples", "flows", "migrations", "requirements", "src", "tests")
TEXT = {"", ".cfg", ".ini", ".in", ".json", ".mako", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml"}
LOCKS = ("base", "dev")
LONGEST_MODULE = 400


def own_files() -> list[Path]:
    """Give the project's own text files, by folder: an unpacked archive has no list of committed ones."""
    top = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".coverage")]
    below = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    return [path for path in top + below if path.suffix in TEXT and "__pycache__" not in path.parts]


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """Give ``file:line`` wherever the pattern stands."""
    wanted = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        if path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if wanted.search(line)
    ]


def versions_in(text: str) -> dict[str, str]:
    """Give the version a requirement file locks for each package."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]+\])?==(\S+)", text, re.MULTILINE))


def locked(name: str) -> str:
    """Read one of the requirement files."""
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def test_the_search_for_own_files_finds_some_of_every_kind_it_looks_for():
    found = {path.relative_to(ROOT).as_posix() for path in own_files()}
    assert {
        "pyproject.toml",
        "Makefile",
        ".ci/run",
        "requirements/base.txt",
        "src/licensing/__init__.py",
    } <= found


def test_no_file_names_a_package_index():
    address = r"pythonhosted\.org|pypi\.org|/simple/|--(extra-)?index-url[ =]\S|--find-links|file:///\w"
    assert lines_with(address, own_files()) == []


def test_no_file_reaches_for_a_folder_outside_of_the_repository():
    assert lines_with(r"\.\./shared|(?<![\w./])/(work|root|home/\w+)/", own_files()) == []


def test_no_lock_file_that_writes_index_addresses_is_kept():
    assert not (ROOT / "uv.lock").exists()
    assert list(ROOT.glob("pylock*.toml")) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_exact_and_carries_hashes(name):
    entries = re.split(r"^(?=[A-Za-z0-9])", locked(name), flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    loose = [
        entry.splitlines()[0]
        for entry in entries
        if not re.match(r"[A-Za-z0-9._-]+(\[[a-z0-9, -]+\])?==\S+", entry) or "--hash=sha256:" not in entry
    ]
    assert loose == []


def test_the_development_lock_holds_the_base_lock():
    base, dev = versions_in(locked("base")), versions_in(locked("dev"))
    assert {name: dev.get(name) for name in base} == base


def test_every_direct_dependency_is_locked_and_explained():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    explained = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8")
    dev = versions_in(locked("dev"))
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = [re.match(r"[A-Za-z0-9._-]+", line)[0] for line in wanted]
    assert [name for name in names if name.replace(".", "-") not in dev] == []
    assert [name for name in names if not re.search(rf"^\| `{name}[`\[]", explained, re.MULTILINE)] == []


def test_no_module_is_longer_than_a_person_reads_at_once():
    modules = [path for path in own_files() if path.suffix == ".py"]
    sizes = {path.relative_to(ROOT).as_posix(): len(path.read_bytes().splitlines()) for path in modules}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_only_python_versions_that_ci_ran_are_claimed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    claimed = [line for line in project["classifiers"] if re.search(r"Python :: 3\.\d+$", line)]
    assert claimed == ["Programming Language :: Python :: 3.11"]


def test_tests_send_no_telemetry_and_use_no_ones_own_prefect_profile():
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert "PREFECT_API_URL" not in os.environ


def test_a_test_cannot_leave_this_machine():
    with pytest.raises(ConnectionRefusedError, match="this machine only"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(ConnectionRefusedError, match="this machine only"):
        socket.getaddrinfo("example.org", 443)


def test_a_test_can_talk_to_a_server_on_this_machine():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as caller,
    ):
        assert caller.getpeername() == server.getsockname()
