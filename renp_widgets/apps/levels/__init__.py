"""The parts of the level scheme: what an atom may emit, as slides."""
