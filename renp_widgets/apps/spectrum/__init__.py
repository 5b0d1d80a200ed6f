"""The spectrum explorer, and the one with a few controls."""
