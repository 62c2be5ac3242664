"""The one door to the store: one transaction for each use case."""
