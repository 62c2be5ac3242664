"""Snapshots: one DuckDB file that holds what reports need of each case, counted once, for reports on many cases.

Every number in it comes from the plain-Python values of :mod:`licensing.analysis`, so a figure has one definition.
The file never meets the database of the store: rows are read there, and handed in.
"""
