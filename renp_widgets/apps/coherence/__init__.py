"""The parts of the coherence explorer: phases of atoms in a box, and their sum."""
