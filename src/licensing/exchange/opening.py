"""Open the file of a log, plain or gzip, and read it piece by piece: its size in memory is that of one piece."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from licensing.domain.errors import LogFault, MissingFile

_GZIP = b"\x1f\x8b"
PIECE_BYTES = 1 << 18


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Give the bytes of a log, unpacked, and the file below, whose place says how far the reading is.

    Raises ``MissingFile``, and :class:`LogFault` for an archive that is cut off or damaged, or for an empty file.
    """
    try:
        with path.open("rb") as raw:
            start = raw.peek(2)[:2]
            if not start:
                raise LogFault(f"{path}:1: the file is empty.", next_step="Name the file of a log.")
            unpacked = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if start == _GZIP else raw
            yield unpacked, raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        reason = str(error).rstrip(".") or "it is damaged"
        raise LogFault(
            f"{path}: the archive cannot be unpacked ({reason}).",
            next_step="Fetch or copy the file again. Nothing was imported.",
        ) from error
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> MissingFile:
    """Make the error of a file that is not there or may not be read."""
    return MissingFile(f"{path}: cannot be read ({error.strerror}).", next_step="Name a file that is there.")
