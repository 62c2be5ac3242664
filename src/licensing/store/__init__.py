"""Case files in SQL: append-only events and the projections derived from them."""
