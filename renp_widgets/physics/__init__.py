"""Physics: neutrinos, a target and what couples, to I(omega) and what follows from it."""
