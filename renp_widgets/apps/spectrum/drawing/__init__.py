"""What a figure is made of: looks, panes, lines, pins, residuals, lettering, ticks."""
