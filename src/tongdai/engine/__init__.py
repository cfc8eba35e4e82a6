"""The machine room: Asterisk 22, for real."""

from tongdai.engine.port import Deployed, Engine, EngineError, Proof, SpoolLine

__all__ = ["Deployed", "Engine", "EngineError", "Proof", "SpoolLine"]
