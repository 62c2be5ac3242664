"""Run every benchmark: ``python -m benchmarks [--large]``; ratios come first, for they travel to other machines."""

from __future__ import annotations

import sys

from benchmarks import event_logs, reports, snapshots, transitions

# Processes that count cases for a snapshot import this module anew.
if __name__ == "__main__":
    transitions.main()
    reports.main()
    event_logs.main()
    snapshots.main(large="--large" in sys.argv)
