"""People with bad intentions: each probe tries one known attack and says how far it came."""
