"""Event logs of others in and out: read strictly, discovered without a definition, kept as columns."""
