"""Set up .venv from a locked requirement file: ``python3 requirements/install.py base|dev``.

Needs the standard library only and runs on Python 3.7, so that one that is too old gets a sentence.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def refuse_old_python() -> None:
    """Leave with one sentence where Python is older than the project allows."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        wanted = ".".join(str(part) for part in OLDEST)
        sys.exit(
            f"This project needs Python {wanted} or newer, and {sys.executable} is {found}: "
            "name another one, as in `make test PYTHON=python3.12`."
        )


def make_environment() -> None:
    """Create .venv once; where Python comes without venv, as on Debian, name the package that brings it."""
    # pip comes last: an environment without it is one whose creation was interrupted.
    if (VENV / "bin" / "pip").exists():
        return
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: PLC0415
    except ImportError:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        sys.exit(f"This Python has no venv: on Debian or Ubuntu `apt-get install {package}`, then try again.")
    venv.create(VENV, with_pip=True, symlinks=True)


def pip_install(*arguments: str, total: int) -> None:
    """Run pip behind one short line of progress; where it fails, show the end of what it said and leave."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--progress-bar", "off"]
    terminal = sys.stdout.isatty()
    lines: list[str] = []
    seen = 0
    with subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            seen += line.startswith(("Collecting ", "Requirement already satisfied: "))
            if terminal:
                unpacking = line.startswith("Installing collected")
                step = "unpacking ..." if unpacking else f"{min(seen, total)} of {total}"
                print(f"\r  {step:<20}", end="\r", flush=True)
    if pip.returncode:
        sys.exit("".join(lines[-25:]) + "pip could not install the locked packages: its words stand above.")


def wanted_state(name: str) -> str:
    """Digest everything that decides what .venv must hold for ``requirements/<name>.txt``."""
    parts = (ROOT / "requirements" / f"{name}.txt", ROOT / "pyproject.toml")
    return hashlib.sha256(b"".join([bytes(ROOT), *(part.read_bytes() for part in parts)])).hexdigest()


def install(name: str) -> None:
    """Bring .venv to what ``requirements/<name>.txt`` locks, unless a stamp says that it is there already."""
    stamp = VENV / f"installed-{name}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted_state(name):
        return
    locked = ROOT / "requirements" / f"{name}.txt"
    total = sum("==" in line for line in locked.read_text(encoding="utf-8").splitlines())
    print(f"Installing {total} locked packages into .venv, about a minute the first time ...", flush=True)
    pip_install("--require-hashes", "--requirement", str(locked), total=total)
    # Hashes cannot cover a folder: the project itself comes second, built by the locked build back end.
    pip_install("--no-deps", "--no-build-isolation", "--editable", str(ROOT), total=1)
    # dev holds everything that base does.
    for held in {name, "base"}:
        (VENV / f"installed-{held}").write_text(wanted_state(held), encoding="utf-8")


if __name__ == "__main__":
    refuse_old_python()
    make_environment()
    install(sys.argv[1])
