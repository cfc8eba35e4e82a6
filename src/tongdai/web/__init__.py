"""The doors people come through with a browser or a program: console and API."""
