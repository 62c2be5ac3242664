"""Ending on a signal as one ends on an error: behind oneself everything is cleared away."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final

_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def signals_end_the_command() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP, which end a process at once, into an exit (code 128 + number) that clears away.

    A signal that somebody handles or ignores already (nohup) is left to them. Outside the main thread, where
    Python hears no signals, nothing changes.
    """
    before = {number: signal.getsignal(number) for number in _ENDING} if _hears_signals() else {}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Finish what takes a moment, deaf to signals that would end this process halfway."""
    deaf = (signal.SIGINT, *_ENDING) if _hears_signals() else ()
    before = {number: signal.signal(number, signal.SIG_IGN) for number in deaf}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _hears_signals() -> bool:
    return threading.current_thread() is threading.main_thread()
