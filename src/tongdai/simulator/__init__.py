"""The simulator: walks a call plan as the engine would, and tells the trail."""

from tongdai.simulator.walk import Callee, CallToCome, Does, Simulation, World, simulate, walk

__all__ = ["CallToCome", "Callee", "Does", "Simulation", "World", "simulate", "walk"]
