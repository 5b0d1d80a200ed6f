"""The talk's formulas as printed, and as derived."""
