"""The three panels of the sensitivity figure: counts, lightest mass, exposure."""
