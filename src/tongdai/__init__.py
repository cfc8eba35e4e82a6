"""tongdai: a multi-tenant virtual PBX on Asterisk 22, with everything needed to run it as a service."""

__version__ = "0.1.0"
