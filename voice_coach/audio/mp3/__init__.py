"""Gapless MP3 files of constant bit rate; only audible parts are encoded, on every core."""
