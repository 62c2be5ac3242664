"""The wheel alone is enough: built from the source archive, its demo runs in an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALL_SECONDS = 600
DEMO_SECONDS = 300

pytestmark = [pytest.mark.slow, pytest.mark.flows, pytest.mark.timeout(1200)]


def run(*command: object, cwd: Path, seconds: int, home: Path | None = None) -> str:
    """Run a command to its end and give what it printed; where it fails, fail with its last words."""
    settings = ("PREFECT_", "LICENSING_", "PYTHON")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(settings)}
    environment |= {"HOME": str(home)} if home else {}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    last_words = (done.stdout + done.stderr)[-4000:]
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{last_words}"
    return done.stdout


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """Build the source archive, and the wheel from nothing but that archive."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out, seconds=300)
    (sdist,) = out.glob("*.tar.gz")
    (wheel,) = out.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def environment(archives, tmp_path_factory):
    """Install the locked packages and the wheel into an empty environment; give its programs' folder."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    lock = ROOT / "requirements" / "base.txt"
    run(*pip, "--require-hashes", "--requirement", lock, cwd=folder, seconds=INSTALL_SECONDS)
    run(*pip, "--no-deps", archives[1], cwd=folder, seconds=INSTALL_SECONDS)
    return folder / "bin"


def test_the_wheel_carries_the_flows_the_migrations_and_the_definitions(archives):
    with zipfile.ZipFile(archives[1]) as wheel:
        names = set(wheel.namelist())
    assert {
        "licensing/py.typed",
        "licensing/_bundled/flows/us_release.py",
        "licensing/_bundled/flows/japan_transfer.py",
        "licensing/_bundled/migrations/env.py",
        "licensing/_bundled/examples/mock/us-ml-walk-1.yaml",
        "licensing/_bundled/examples/observed/jp-et-frigate-australia.yaml",
        "licensing/processes/us/munitions-license.yaml",
        "licensing/processes/figures/us/ddtc-license.yaml",
        "licensing/processes/jp/equipment-transfer.yaml",
        "licensing/processes/jp/export-permit.yaml",
        "licensing/processes/jp/third-party-consent.yaml",
        "licensing/processes/reforms/us/munitions-license/defense-silence-30.yaml",
        "licensing/processes/reforms/packages/export-barriers.yaml",
        "licensing/processes/new/definition.txt",
        "licensing/processes/jp/bulk-permit.yaml",
        "licensing/processes/jp/us-arms-transfer.yaml",
    } <= names
    assert [name for name in names if name.startswith(("examples", "flows", "migrations", "tests"))] == []


def test_the_source_archive_carries_what_a_newcomer_needs(archives):
    with tarfile.open(archives[0]) as sdist:
        names = {name.split("/", 1)[-1] for name in sdist.getnames()}
    assert {
        "LICENSE",
        "README.md",
        "Makefile",
        ".ci/run",
        ".importlinter",
        "requirements/base.txt",
        "requirements/install.py",
        "flows/us_release.py",
        "migrations/env.py",
        "tests/unit/test_repository.py",
    } <= names


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(environment, tmp_path):
    folder, home = tmp_path / "empty", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    printed = run(environment / "licensing", "demo", cwd=folder, home=home, seconds=DEMO_SECONDS)
    assert "us/munitions-license" in printed
    assert "licensing report bottlenecks" in printed
    assert list(home.iterdir()) == [], "the demo wrote to the home folder"
