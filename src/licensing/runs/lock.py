"""A lock on a file that its holder cannot forget to give back: the system does, however the holder ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

_LOOK_AGAIN_SECONDS = 0.1


class FileLock:
    """A lock that one process holds alone, or several share."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(
        self, *, shared: bool = False, wait_seconds: float = 0, waiting: Callable[[float], None] | None = None
    ) -> bool:
        """Take the lock, or change how it is held; give False when others kept it for all of `wait_seconds`.

        Whoever asks to change it and gets False holds nothing any more. `waiting` is told the seconds so far.
        """
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        started = time.monotonic()
        while True:
            try:
                fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                waited = time.monotonic() - started
                if waited >= wait_seconds:
                    self.release()
                    return False
            if waiting:
                waiting(waited)
            time.sleep(_LOOK_AGAIN_SECONDS)

    def release(self) -> None:
        """Give the lock back; without it nothing happens."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
