"""The recipe for the acoustic model in `models/en/`: from recordings to weights. See `README.md` beside
this file."""
