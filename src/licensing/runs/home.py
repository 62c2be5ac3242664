"""Where the Prefect of a store lives, kept apart from whatever Prefect its user has."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from licensing.domain.errors import PrefectHomeBusy, PrefectServerStartFailed

PROFILE: Final = "licensing"

# What a user may need to get past the door of a server of their own (--prefect-url).
CREDENTIALS: Final = ("PREFECT_API_KEY", "PREFECT_API_AUTH_STRING", "PREFECT_API_SSL_CERT_FILE")

# Prefect counts its users in four places: the client library, the server, runs on its cloud, and the
# resources of run processes.
_TELEMETRY_OFF: Final = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
}

# Task runs are written a second's worth at a time: one by one, they lock SQLite against the next flow run,
# whose request is then refused and repeated two seconds later (2.0 s instead of 0.4 s per case).
# Block types are of no use here and take three seconds of the first start.
_SERVER: Final = {
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}

# Logs go to the run's page in Prefect, not to the terminal: what a run prints there is ours. Prefect's own workings
# have a log apart, and tell there of every event they lost when a server went away.
_CLIENT: Final = {
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_INTERNAL_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_RUNNER_POLL_FREQUENCY": "2",
}

# Our server hands out no tokens, so asking for one twice a run is in vain; and a server on this machine that
# is gone does not come back: after 14 seconds (2, 4, 8) it is given up instead of after 62.
_CLIENT_OF_OWN_SERVER: Final = {
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
    "PREFECT_CLIENT_MAX_RETRIES": "3",
}


@dataclass(frozen=True, slots=True)
class PrefectHome:
    """The folder that holds the Prefect database, logs and locks of one store."""

    folder: Path

    @classmethod
    def beside(cls, store_folder: Path) -> PrefectHome:
        """Give the Prefect home that belongs to the store kept in a folder."""
        return cls(store_folder.absolute() / "prefect")

    @property
    def profiles(self) -> Path:
        """Prefect's profiles file of this home; it holds one empty profile."""
        return self.folder / "profiles.toml"

    @property
    def server_file(self) -> Path:
        """What is known of the server that was started last."""
        return self.folder / "server.json"

    @property
    def server_log(self) -> Path:
        """What the server printed."""
        return self.folder / "server.log"

    @property
    def used(self) -> bool:
        """Whether a server of this home has ever kept runs."""
        return (self.folder / "prefect.db").exists()

    @property
    def start_lock(self) -> Path:
        """Held while a command starts, joins or leaves the server."""
        return self.folder / "start.lock"

    @property
    def use_lock(self) -> Path:
        """Held, shared, by every command that uses the server."""
        return self.folder / "use.lock"

    def prepare(self) -> None:
        """Make the folder and its empty profile.

        Raises:
            PrefectServerStartFailed: the folder cannot be written to.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.start_lock.touch()
            if not self.profiles.exists():
                self.profiles.write_text(f'active = "{PROFILE}"\n\n[profiles.{PROFILE}]\n', encoding="utf-8")
        except OSError as error:
            raise PrefectServerStartFailed(
                f"Prefect's folder {self.folder} cannot be written to ({error.strerror}).",
                next_step="Give it write permission or free disk space, or keep the store elsewhere (--store).",
            ) from error


def isolated_environment(home: PrefectHome, api_url: str | None, *, keep_credentials: bool = False) -> dict[str, str]:
    """Give the environment in which Prefect knows this home and nothing of its user's profile.

    Without `api_url` it is the environment of the home's own server, with it that of a client of that server.
    `keep_credentials` leaves the user's API key in place, for a server the user named (`--prefect-url`).
    """
    kept = CREDENTIALS if keep_credentials else ()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_") or name in kept}
    environment |= {
        "PREFECT_HOME": str(home.folder),
        "PREFECT_PROFILES_PATH": str(home.profiles),
        "PREFECT_PROFILE": PROFILE,
        **_TELEMETRY_OFF,
        **_SERVER,
    }
    # A company proxy must not stand between us and a server on this machine.
    proxy_exceptions = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    environment["NO_PROXY"] = environment["no_proxy"] = ",".join(
        dict.fromkeys([*filter(None, proxy_exceptions.split(",")), "127.0.0.1", "localhost"])
    )
    if api_url is not None:
        environment |= {"PREFECT_API_URL": api_url, **_CLIENT}
        if not keep_credentials:
            environment |= _CLIENT_OF_OWN_SERVER
    return environment


def apply(home: PrefectHome, api_url: str, *, keep_credentials: bool = False) -> None:
    """Make this process a client of `api_url` by the home's settings, and import Prefect under them.

    Prefect reads its settings once, when it is imported, and also from `.env`, `prefect.toml` and
    `pyproject.toml` of the working folder; so it is imported here, from within the home.

    Raises:
        PrefectHomeBusy: Prefect is already in use with another server in this process.
    """
    environment = isolated_environment(home, api_url, keep_credentials=keep_credentials)
    if "prefect" in sys.modules:
        _refuse_other_settings(home, api_url)
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    os.environ.update(environment)
    home.prepare()
    with _working_folder(home.folder):
        import prefect  # noqa: F401
    # Where the server goes away the command says so itself, once; Prefect's log would tell of every line it lost.
    logging.raiseExceptions = False


def _refuse_other_settings(home: PrefectHome, api_url: str) -> None:
    """Refuse to go on with a Prefect that was imported for another home or server."""
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    if settings.home != home.folder or settings.api.url != api_url:
        raise PrefectHomeBusy(
            f"This process already works with Prefect at {settings.api.url} (home {settings.home}).",
            next_step="Run the command in a process of its own.",
        )


@contextlib.contextmanager
def _working_folder(folder: Path) -> Iterator[None]:
    """Stand in a folder for a moment; the folder one came from may be gone meanwhile."""
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        yield
    finally:
        os.fchdir(before)
        os.close(before)
