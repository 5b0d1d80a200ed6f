"""Phases of atoms in a box, and their sum."""
