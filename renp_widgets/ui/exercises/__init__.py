"""Predict, then reveal: questions to a reader, marked with the package's own physics."""
