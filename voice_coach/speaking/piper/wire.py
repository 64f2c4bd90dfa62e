"""Messages between a session and the process that speaks for it, sent as those of sound devices are."""

from __future__ import annotations

READY = b"r"
"""Child: the voice is loaded."""
FAILED = b"f"
"""Child: it cannot be, or a text could not be spoken; why, as text."""
SPEECH = b"s"
"""Child: ``RATE``, then int16 samples."""
TEXT = b"t"
"""Parent: JSON with ``text`` and ``pace``."""

RATE = "<I"
"""Samples a second."""
