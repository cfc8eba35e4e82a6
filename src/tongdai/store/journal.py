"""No write outside a change; who, when, why, before, after."""
