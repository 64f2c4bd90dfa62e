"""Hibari: natural English voices, run inside the session's process."""
