"""Tables, one module for each module of the domain."""
