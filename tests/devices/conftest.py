"""The virtual card for every test here."""

from tests.virtual_audio.fixtures import card

__all__ = ["card"]
