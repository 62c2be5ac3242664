"""Frozen values, closed vocabularies and errors of the field; standard library only."""
