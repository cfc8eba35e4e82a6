"""Backups: taken, kept, restored and proven."""
