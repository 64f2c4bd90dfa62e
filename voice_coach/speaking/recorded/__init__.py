"""Recorded voices: clips that a person spoke, checked when they're built."""
