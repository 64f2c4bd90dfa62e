"""Piper: natural voices, fetched by name, run in their own process."""
