"""Recorded voices: clips that somebody spoke, checked when they are built, used like any other voice."""
