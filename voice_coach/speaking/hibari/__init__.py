"""Hibari: natural English voices, small enough to speak inside the session's own process."""
