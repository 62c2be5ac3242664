"""Which days count for whom: calendars of offices and the arithmetic of days."""
