"""Messages between a session and its speaking process, framed as those of sound devices."""

from __future__ import annotations

READY = b"r"
"""Child: the voice is loaded."""
FAILED = b"f"
"""Child: it failed, or a text did; the reason as text."""
SPEECH = b"s"
"""Child: ``RATE``, then int16 samples."""
TEXT = b"t"
"""Parent: JSON with ``text`` and ``pace``."""

RATE = "<I"
"""Samples a second."""
