"""Reading sound files of any kind, by content rather than name.

No file is believed: sound is read until a read comes up short, and limits count what was read. libsndfile
reads what it knows; ffmpeg, if installed, the rest.
"""
