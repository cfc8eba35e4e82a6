"""Apply a change to the tables."""
