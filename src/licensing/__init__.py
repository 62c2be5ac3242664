"""Measure where the days go in US technology-release and Japanese transfer-licensing processes."""

__version__ = "0.1.0"
