"""The sensitivity explorer's parts: state, controls, answers, figure, words, studies."""
