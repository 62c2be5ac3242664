"""Write the reference of processes: ``python -m licensing.service.reference docs/reference/processes``."""

from __future__ import annotations

import sys
from pathlib import Path

from licensing.service.reference import write_pages

if __name__ == "__main__":
    for changed in write_pages(Path(sys.argv[1])):
        sys.stdout.write(f"{changed}\n")
