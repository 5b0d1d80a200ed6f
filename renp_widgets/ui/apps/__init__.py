"""The apps that notebooks call: each wires a model, its controls and a figure."""
