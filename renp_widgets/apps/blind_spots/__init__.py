"""The parts of the blind spot explorer: state, what is seen, words, figure and controls."""
