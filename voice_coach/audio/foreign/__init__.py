"""Reads sound files of any kind, by content rather than name: libsndfile, or ffmpeg if installed.

Sizes in files aren't believed: limits count what was read.
"""
