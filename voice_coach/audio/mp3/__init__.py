"""MP3 files: only what sounds is encoded, on every core, into a gapless file of constant bit rate."""
