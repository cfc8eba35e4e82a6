"""Verbs: every change to the house passes here, checked, recorded and published."""
