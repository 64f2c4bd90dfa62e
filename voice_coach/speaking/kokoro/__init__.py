"""Kokoro-82M: natural Spanish, nearly as slow to make as to hear."""
