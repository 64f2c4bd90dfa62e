"""Messages between a session and the process that speaks for it: a kind, a length, the bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO

READY = b"r"
"""Child: the voice is loaded."""
FAILED = b"f"
"""Child: it cannot be, or a text could not be spoken; why, as text."""
SPEECH = b"s"
"""Child: ``RATE``, then int16 samples."""
TEXT = b"t"
"""Parent: JSON with ``text`` and ``pace``."""

RATE = "<I"
_HEAD = struct.Struct("<cI")
_LONGEST_BYTES = 1 << 25


def send(pipe: BinaryIO, kind: bytes, payload: bytes = b"") -> None:
    """Write one message. Raises ``OSError`` where nobody reads any more."""
    pipe.write(_HEAD.pack(kind, len(payload)) + payload)
    pipe.flush()


def receive(pipe: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next message's kind and bytes; ``None`` at the end, or where what came is no whole message."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    if length > _LONGEST_BYTES:
        return None
    payload = pipe.read(length)
    return (kind, payload) if len(payload) == length else None
