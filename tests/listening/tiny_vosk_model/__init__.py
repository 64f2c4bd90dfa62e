"""Builds a small but real Vosk model from synthetic speech, so that tests run libvosk itself and fetch
nothing."""
