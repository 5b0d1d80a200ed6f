"""Mixing that is not unitary."""
