"""Puts a session together and plays it: the engine, its two ends, the ears."""
