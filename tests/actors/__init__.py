"""Everybody who plays a part in a test call: phones of three makes, and people with bad intentions."""
