"""The parts of the reach explorer: state, model, words, figure and controls."""
