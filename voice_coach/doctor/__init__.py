"""Checks of sound, speech and storage, each a pure function of what was found."""
