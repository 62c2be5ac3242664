"""Decide, then evolve: a case and a command become events, events become a case. Pure."""
