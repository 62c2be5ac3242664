"""Prefect flows, one for each process, named as the field names it."""
