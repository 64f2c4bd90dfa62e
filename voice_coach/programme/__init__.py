"""A plan of several weeks: which session on which day, as files and as a calendar."""
