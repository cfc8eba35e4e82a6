"""The REST API: one module per noun, each operation a thin way to one action."""
