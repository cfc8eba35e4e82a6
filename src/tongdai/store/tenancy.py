"""No query without a tenant in scope."""
