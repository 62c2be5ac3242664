"""Run every benchmark: ``python -m benchmarks``; ratios come first, because they travel from machine to machine."""

from __future__ import annotations

from benchmarks import event_logs, reports, transitions

transitions.main()
reports.main()
event_logs.main()
