"""Whose voice is it: a stretch of speech compared with a runner's takes."""
