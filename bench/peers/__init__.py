"""What others make of the same task, for the ratios."""
