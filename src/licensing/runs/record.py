"""What is written down of a Prefect server, so that another command finds it, and only it, again."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass
from typing import Final

from licensing.runs.home import PrefectHome
from licensing.runs.process import ProcessMark

HOST: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ServerRecord:
    """A server that was started here: its process and its port on this machine."""

    process: ProcessMark
    port: int

    @classmethod
    def of(cls, pid: int, port: int) -> ServerRecord | None:
        """Describe a server that has just been started, or give None when it is gone already."""
        mark = ProcessMark.of(pid)
        return cls(mark, port) if mark else None

    @classmethod
    def read(cls, home: PrefectHome) -> ServerRecord | None:
        """Read the record of a home; none, or one that cannot be read, gives None."""
        try:
            document = json.loads(home.server_file.read_text(encoding="utf-8"))
            mark = ProcessMark.parse(document["process"])
            return cls(mark, int(document["port"])) if mark else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, home: PrefectHome) -> None:
        """Write the record, whole or not at all."""
        draft = home.server_file.with_suffix(".new")
        draft.write_text(json.dumps({"process": str(self.process), "port": self.port}), encoding="utf-8")
        draft.replace(home.server_file)

    @property
    def ui_url(self) -> str:
        """The address a person opens in a browser."""
        return f"http://{HOST}:{self.port}"

    @property
    def api_url(self) -> str:
        """The address of the API."""
        return f"{self.ui_url}/api"

    def alive(self) -> bool:
        """Tell whether the server's process, and no other that got its number, still runs."""
        command = self.process.command() if self.process.alive() else ()
        return command[-len(_arguments(self.port)) :] == _arguments(self.port)


def server_command(port: int) -> list[str]:
    """Give the command line of a server on a port of this machine."""
    return [sys.executable, "-P", *_arguments(port)]


def free_port() -> int:
    """Give a port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a port of this machine now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def stop(record: ServerRecord, *, limit_seconds: float) -> bool:
    """Ask a server and its children to end, and end them if they do not within `limit_seconds`."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        # The server leads its own group; while it lives, nobody else can have the group's number.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(record.process.pid, number)
        deadline = time.monotonic() + limit_seconds
        while record.process.alive():
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        else:
            return True
    return False


def _arguments(port: int) -> tuple[str, ...]:
    return ("-m", "prefect", "server", "start", "--host", HOST, "--port", str(port))
