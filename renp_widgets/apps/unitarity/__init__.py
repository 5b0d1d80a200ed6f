"""The parts of the unitarity explorer: state, answers, words, figure and controls."""
