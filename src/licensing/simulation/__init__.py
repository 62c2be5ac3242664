"""Mock cases walked by their assumptions, in virtual time."""
