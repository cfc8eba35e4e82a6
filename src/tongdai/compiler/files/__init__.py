"""One module for each file the engine reads, named after it."""
