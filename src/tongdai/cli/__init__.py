"""The door people come through with a terminal."""
