"""A plan of several weeks, as files and a calendar."""
