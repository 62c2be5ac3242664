"""The Prefect server of one store: our own child process, shared by the commands that need it, gone with the last."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from licensing.domain.errors import PrefectHomeBusy, PrefectServerStartFailed, RunError
from licensing.runs.api import PrefectApi
from licensing.runs.home import PrefectHome, isolated_environment
from licensing.runs.lock import FileLock
from licensing.runs.record import HOST, ServerRecord, free_port, is_free, server_command, stop
from licensing.runs.signals import signals_end_the_command, undisturbed

START_LIMIT_SECONDS: Final = 120.0
_STOP_LIMIT_SECONDS: Final = 15.0
_DRAIN_LIMIT_SECONDS: Final = 20.0
_ERROR: Final = re.compile(r"[\w.]*(Error|Exception): ")

Progress = Callable[[float], None]
"""Is told now and then how many seconds the server has been starting."""


def running(home: PrefectHome) -> ServerRecord | None:
    """Give the home's server if it is alive, ours, and answers as the Prefect of this home."""
    record = ServerRecord.read(home)
    return record if record is not None and record.alive() and _answers(record, home) else None


def reap(home: PrefectHome) -> bool:
    """Stop a server whose commands have all died; tell whether there was one.

    A server in use by a living command is left alone, and so is any process that is not the one started here.
    """
    if not home.server_file.exists():
        return False
    start, use = FileLock(home.start_lock), FileLock(home.use_lock)
    try:
        return start.take() and use.take() and _stop_recorded(home)
    finally:
        use.release()
        start.release()


class PrefectServer:
    """The running server of a home for the length of a `with` block; started if none runs, else shared.

    Server and block belong together: the last block to end stops the server, also when it ends by an error,
    Ctrl-C, SIGTERM or SIGHUP. What a killed command leaves behind is used, and stopped, by the next one.
    """

    def __init__(
        self,
        home: PrefectHome,
        *,
        port: int | None = None,
        progress: Progress | None = None,
        limit_seconds: float = START_LIMIT_SECONDS,
    ) -> None:
        self._home = home
        self._port = port
        self._progress = progress
        self._limit_seconds = limit_seconds
        self._start = FileLock(home.start_lock)
        self._use = FileLock(home.use_lock)
        self._child: subprocess.Popen[bytes] | None = None
        self._record: ServerRecord | None = None
        self._signals = contextlib.ExitStack()

    @property
    def api_url(self) -> str:
        """The address of the API, for Prefect's client and PREFECT_API_URL."""
        return self._known.api_url

    @property
    def ui_url(self) -> str:
        """The address a person opens in a browser."""
        return self._known.ui_url

    @property
    def _known(self) -> ServerRecord:
        if self._record is None:
            raise RuntimeError("a PrefectServer has an address only within its with block")
        return self._record

    def __enter__(self) -> Self:
        """Start or join the server.

        Raises:
            PrefectServerStartFailed: it does not start, or not in time; its last words are in the message.
            PrefectHomeBusy: other commands use a server of this home that does not answer, or on another port.
        """
        self._home.prepare()
        self._signals.enter_context(signals_end_the_command())
        try:
            if not self._start.take(wait_seconds=self._limit_seconds, waiting=self._progress):
                raise PrefectHomeBusy(
                    f"Another command has been starting Prefect in {self._home.folder} for too long.",
                    next_step="Wait for it, or end it, and try again.",
                )
            alone = self._use.take()
            self._record = self._join(alone=alone) or self._launch()
            self._use.take(shared=True)
        except BaseException as error:
            self._use.release()
            self._signals.close()
            if isinstance(error, OSError):
                raise self._start_failed(f"cannot be started ({error.strerror})") from error
            raise
        finally:
            self._start.release()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the server; the last to leave stops it."""
        try:
            _drain()
        finally:
            with undisturbed():
                self._leave()
            self._signals.close()

    def _leave(self) -> None:
        try:
            # Whoever holds the start lock may be joining this server: then it is theirs to stop.
            last = self._start.take(wait_seconds=_STOP_LIMIT_SECONDS) and self._use.take()
        except OSError:
            # The folder has been deleted, so nobody else can find the server any more.
            last = True
        try:
            if last and self._record is not None:
                _stop_recorded(self._home, self._record)
            if self._child is not None and self._child.poll() is None:
                _handed_over.append(self._child)
        finally:
            self._use.release()
            self._start.release()
            self._record = self._child = None

    def _join(self, *, alone: bool) -> ServerRecord | None:
        """Give the server that runs already; clear away one that is nobody's and of no use."""
        record = running(self._home)
        if record is not None and self._port in {None, record.port}:
            return record
        if alone:
            _stop_recorded(self._home)
            return None
        raise PrefectHomeBusy(
            f"Another command uses the Prefect server of {self._home.folder}, "
            + ("which does not answer." if record is None else f"which listens on port {record.port}."),
            next_step="Wait for that command to end, or end it, and try again.",
        )

    def _launch(self) -> ServerRecord:
        """Start the server and wait until it answers; after a failure nothing of it is left."""
        if self._port is not None and not is_free(self._port):
            raise PrefectServerStartFailed(
                f"Port {self._port} of this machine is in use by another program.",
                next_step="Give another --port, or none to have a free one chosen.",
            )
        port = self._port or free_port()
        with self._home.server_log.open("wb") as log:
            self._child = subprocess.Popen(
                server_command(port),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._home.folder,
                env=isolated_environment(self._home, None)
                | {
                    "PREFECT_SERVER_API_HOST": HOST,
                    "PREFECT_SERVER_API_PORT": str(port),
                    "PREFECT_SERVER_UI_API_URL": f"http://{HOST}:{port}/api",
                    # Its last line is shown when it fails.
                    "PREFECT_CLI_WRAP_LINES": "false",
                },
                # Ctrl-C in the terminal is for us: the server must outlive the run that is being ended.
                start_new_session=True,
            )
        record = ServerRecord.of(self._child.pid, port)
        try:
            if record is None:
                raise self._start_failed(f"ended at once ({self._last_words()})")
            record.write(self._home)
            self._wait_until_ready(self._child, record)
        except BaseException:
            with undisturbed():
                _stop_recorded(self._home, record)
                self._child.wait(_STOP_LIMIT_SECONDS)
                self._child = None
            raise
        return record

    def _wait_until_ready(self, child: subprocess.Popen[bytes], record: ServerRecord) -> None:
        started = time.monotonic()
        while not _answers(record, self._home):
            seconds = time.monotonic() - started
            if child.poll() is not None:
                raise self._start_failed(f"ended at once ({self._last_words()})")
            if seconds > self._limit_seconds:
                raise self._start_failed(f"did not answer within {self._limit_seconds:.0f} seconds")
            if self._progress:
                self._progress(seconds)
            time.sleep(0.2)

    def _start_failed(self, what: str) -> PrefectServerStartFailed:
        return PrefectServerStartFailed(f"The Prefect server {what}.", next_step=f"Its log is {self._home.server_log}.")

    def _last_words(self) -> str:
        """Give the last error of the server's log, or else its last line."""
        lines = self._home.server_log.read_text(encoding="utf-8", errors="replace").splitlines()
        said = [line.strip() for line in lines if line.strip()] or ["it said nothing"]
        return next((line for line in reversed(said) if _ERROR.match(line)), said[-1])


_handed_over: list[subprocess.Popen[bytes]] = []
"""Servers started here that other commands still use: kept, because Python warns of a child that is forgotten."""


def _answers(record: ServerRecord, home: PrefectHome) -> bool:
    """Tell whether the Prefect at the record's address is this home's, and not one that took the port."""
    try:
        with PrefectApi(record.api_url, timeout_seconds=5, credentials=False) as api:
            return api.home().resolve() == home.folder.resolve()
    except RunError:
        return False


def _stop_recorded(home: PrefectHome, record: ServerRecord | None = None) -> bool:
    """Stop the server on record if it is the very process that was started, and forget the record."""
    record = record or ServerRecord.read(home)
    stopped = record is not None and record.alive() and stop(record, limit_seconds=_STOP_LIMIT_SECONDS)
    home.server_file.unlink(missing_ok=True)
    return stopped


def _drain() -> None:
    """Let Prefect's client send what it still holds; left alone it would wait for the server when we exit."""
    if "prefect.main" not in sys.modules:
        return
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (EventsWorker, APILogWorker):
        worker.drain_all(timeout=_DRAIN_LIMIT_SECONDS)
