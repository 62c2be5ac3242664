"""How long it takes to read and to import an event log of 74 MB, and in how much memory.

Reading is held against the bare parser: expat going through the same file with nothing attached, and once more with two
functions attached that do nothing, which is the least that a reader in Python pays. Each road runs in a process of its
own, so that its peak of memory is its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

SIZE_BYTES = 74_000_000
EVENTS_OF_A_CASE = 12
_MEASURED = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
path = Path(sys.argv[1])
{before}
began = time.process_time()
{road}
seconds = time.process_time() - began
peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
print(f"{{seconds:.2f}} {{int(peak) / 1024:.0f}}")
"""
"""Linux only: what ``getrusage`` says of a child includes what its parent had before it began."""
_TWO_CALLS = """
from xml.parsers import expat
parser = expat.ParserCreate()
parser.StartElementHandler = parser.EndElementHandler = lambda *_: None
"""
ROADS = {
    "bare parser": (
        "from xml.parsers import expat",
        "with path.open('rb') as stream: expat.ParserCreate().ParseFile(stream)",
    ),
    "two calls": (_TWO_CALLS, "with path.open('rb') as stream: parser.ParseFile(stream)"),
    "read": (
        "from licensing.exchange.moments import Moments\nfrom licensing.exchange.xes import read_xes",
        "for _ in read_xes(path, Moments()): pass",
    ),
    "import": (
        "from licensing.exchange.imports import import_log\nfrom licensing.exchange.mapping import NO_MAPPING",
        "import_log(path, 'log/bench', NO_MAPPING, path.parent / 'logs', datetime.now(UTC))",
    ),
}


def generated(path: Path) -> int:
    """Write a log of the size, and give how many events it has."""
    case = 0
    with path.open("w", encoding="utf-8") as sink:
        sink.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849-2016">\n')
        while sink.tell() < SIZE_BYTES:
            case += 1
            moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=case)
            sink.write(f'<trace>\n<string key="concept:name" value="case-{case}"/>\n')
            for number in range(EVENTS_OF_A_CASE):
                moment += timedelta(hours=7 * number + 1)
                sink.write(
                    f'<event>\n<string key="concept:name" value="activity {number * case % 17}"/>\n'
                    f'<date key="time:timestamp" value="{moment.isoformat()}"/>\n'
                    '<string key="lifecycle:transition" value="complete"/>\n</event>\n'
                )
            sink.write("</trace>\n")
        sink.write("</log>\n")
    return case * EVENTS_OF_A_CASE


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.xes"
        events = generated(path)
        measured = {name: measured_road(path, before, road) for name, (before, road) in ROADS.items()}
    bare = measured["bare parser"][0]
    print(f"\nEvent log, {SIZE_BYTES / 1e6:.0f} MB, {events} events (processor seconds, peak of memory)")
    for name, (seconds, megabytes) in measured.items():
        rate = SIZE_BYTES / 1e6 / seconds
        print(f"  {name:12} {seconds / bare:5.1f} x bare  {seconds:6.1f} s  {rate:5.1f} MB/s  {megabytes:5.0f} MB")


def measured_road(path: Path, before: str, road: str, python: str = sys.executable) -> tuple[float, float]:
    """Give the processor seconds of a road and the peak of its process in MB; another Python may go it."""
    script = _MEASURED.format(before=before, road=road)
    done = subprocess.run([python, "-c", script, str(path)], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.splitlines()[-1].split())
    return seconds, megabytes


if __name__ == "__main__":
    main()
