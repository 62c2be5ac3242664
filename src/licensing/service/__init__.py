"""The one door to the store: one transaction per use case."""
