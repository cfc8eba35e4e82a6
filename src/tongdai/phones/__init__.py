"""Phone files: what each desk phone asks for, rendered from a snapshot."""
