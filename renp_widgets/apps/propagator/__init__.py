"""The parts of the propagator explorer: state, words, figure and controls."""
