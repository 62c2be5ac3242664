"""The small factory behind the flows: case walks as Prefect flow runs."""
