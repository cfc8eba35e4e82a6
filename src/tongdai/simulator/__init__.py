"""The simulator: walks a call plan as the engine would, and tells the trail."""
