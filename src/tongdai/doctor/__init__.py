"""The doctor: a snapshot and an observation in, findings out."""
