"""Advice: what the numbers say a tenant should do next."""
