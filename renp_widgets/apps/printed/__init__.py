"""The parts of the explorer of formulas: as printed, and as derived."""
