"""Knowing a process again, so that a number that was reused is never taken for it."""

from __future__ import annotations

import os
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """A process of this machine: its number and when it was started, which together no other has."""

    host: str
    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> ProcessMark | None:
        """Mark a process that is alive now."""
        started = _started(pid)
        return cls(socket.gethostname(), pid, started) if started else None

    @classmethod
    def own(cls) -> ProcessMark:
        """Mark this process."""
        mark = cls.of(os.getpid())
        if mark is None:
            raise OSError("this process cannot see itself, neither in /proc nor by ps")
        return mark

    @classmethod
    def parse(cls, text: str | None) -> ProcessMark | None:
        """Read a mark back from its text; anything else gives None."""
        host, _, rest = (text or "").partition("|")
        pid, _, started = rest.partition("|")
        return cls(host, int(pid), started) if started and pid.isdigit() else None

    def __str__(self) -> str:
        return f"{self.host}|{self.pid}|{self.started}"

    @property
    def here(self) -> bool:
        """Whether the process was started on this machine; of others nothing can be told."""
        return self.host == socket.gethostname()

    def alive(self) -> bool:
        """Tell whether this very process still runs; one that only waits to be collected does not."""
        return self.here and _started(self.pid) == self.started

    def command(self) -> tuple[str, ...]:
        """Give the command line of the process, or nothing when it is gone."""
        try:
            if _PROC.joinpath("self/stat").exists():
                raw = (_PROC / str(self.pid) / "cmdline").read_bytes()
                return tuple(part.decode(errors="replace") for part in raw.split(b"\0") if part)
        except OSError:
            return ()
        return tuple(_ps(self.pid, "command=").split())


def _started(pid: int) -> str:
    """Give the moment a living process was started, in a form that outlives a restart of the machine."""
    if not _PROC.joinpath("self/stat").exists():
        return "" if _ps(pid, "stat=").startswith("Z") else _ps(pid, "lstart=")
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
        boot = _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""
    # The name in parentheses may hold spaces: fields are counted from behind it (state is the third of all,
    # start time in clock ticks the twenty-second).
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else f"{boot}:{fields[19]}"


def _ps(pid: int, column: str) -> str:
    """Ask `ps` where there is no /proc."""
    answer = subprocess.run(
        ["ps", "-o", column, "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C"},
    )
    return " ".join(answer.stdout.split())
