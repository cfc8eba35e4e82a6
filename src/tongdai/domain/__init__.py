"""The vocabulary: what a telephone house is made of, as frozen values."""
