"""What every test may rely on: nobody's own settings, no telemetry, no network beyond this machine."""

from __future__ import annotations

import ipaddress
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Set before anything imports Prefect, which reads its settings when it is imported.
for name in [name for name in os.environ if name.startswith(("PREFECT_", "LICENSING_"))]:
    if not name.startswith("LICENSING_TEST_"):
        del os.environ[name]
_home = tempfile.TemporaryDirectory(prefix="licensing-tests-")
os.environ |= {
    "DO_NOT_TRACK": "1",
    "PREFECT_HOME": str(Path(_home.name) / "prefect"),
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}


def _on_this_machine(host: object) -> bool:
    """Tell whether a host is this machine; names other than its own are not looked up."""
    if host in {None, "", "localhost", b"localhost"}:
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def pytest_unconfigure() -> None:
    """Remove the Prefect home of these tests."""
    _home.cleanup()


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """Refuse every connection and name look-up that would leave this machine."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse_elsewhere(host: object) -> None:
        if not _on_this_machine(host):
            message = f"a test tried to reach {host}: tests talk to this machine only"
            raise ConnectionRefusedError(message)

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            refuse_elsewhere(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            refuse_elsewhere(address[0])
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        refuse_elsewhere(host)
        return getaddrinfo(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield
