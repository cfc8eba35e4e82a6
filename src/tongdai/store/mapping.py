"""Rows to values and back, written out field by field."""
