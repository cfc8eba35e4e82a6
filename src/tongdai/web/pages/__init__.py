"""Pages of the console: each parses, calls one verb, shows."""
