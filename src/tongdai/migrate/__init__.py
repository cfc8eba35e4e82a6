"""Somebody else's PBX in, a snapshot and findings out."""
