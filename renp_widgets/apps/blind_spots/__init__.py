"""Dipole moments that some experiments miss."""
