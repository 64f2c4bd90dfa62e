"""The virtual card for the doctor's tests."""

from tests.virtual_audio.fixtures import card

__all__ = ["card"]
