"""Gapless MP3 at a constant bit rate; only audible parts are encoded, on every core."""
