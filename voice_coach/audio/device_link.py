"""Messages between a session and a device's process: kind, length, bytes.

PortAudio may hang on a frozen sound server, and finding a restarted one ends every other stream; a process of
its own can always be ended.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Literal

from voice_coach.errors import DeviceError, InputError, MissingPartError, VoiceCoachError

Direction = Literal["input", "output"]

READY = b"r"
"""Child: runs; JSON of ``Opened``."""
FAILED = b"f"
"""Child: failed; JSON of an error."""
TAKEN = b"t"
"""Child: ``TAKEN_FORMAT``, totals of frames played (session's rate) and underruns."""
BLOCK = b"b"
"""Parent: float32 to play. Child: ``HEARD_FORMAT``, then int16 heard."""
LISTED = b"l"
"""Child: JSON of every device."""

TAKEN_FORMAT = struct.Struct("<QI")
HEARD_FORMAT = struct.Struct("<QId")
"""First frame, overflows so far, capture (seconds, monotonic clock)."""

_HEAD = struct.Struct("<cI")
_LONGEST_BYTES = 1 << 22
_ERRORS = (InputError, MissingPartError, DeviceError)


@dataclass(frozen=True)
class Opened:
    """A running device. ``identity`` finds it by name wherever it's plugged in."""

    name: str
    identity: str
    rate_hz: int
    latency_seconds: float


def send(pipe: BinaryIO, kind: bytes, payload: bytes = b"") -> None:
    """Raises ``OSError`` if the pipe is broken."""
    pipe.write(_HEAD.pack(kind, len(payload)) + payload)
    pipe.flush()


def receive(pipe: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next kind and bytes; ``None`` at the end or if broken."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    if length > _LONGEST_BYTES:
        return None
    payload = pipe.read(length)
    return (kind, payload) if len(payload) == length else None


def error_to_bytes(error: VoiceCoachError) -> bytes:
    kind = next((k.__name__ for k in _ERRORS if isinstance(error, k)), DeviceError.__name__)
    fields = {"kind": kind, "message": error.message, "hint": error.hint, "code": error.code}
    return json.dumps(fields).encode()


def error_from_bytes(payload: bytes) -> VoiceCoachError:
    fields: dict[str, Any] = json.loads(payload)
    kind = next((k for k in _ERRORS if k.__name__ == fields["kind"]), DeviceError)
    return kind(fields["message"], hint=fields["hint"], code=fields["code"])


def opened_to_bytes(opened: Opened) -> bytes:
    return json.dumps(asdict(opened)).encode()


def opened_from_bytes(payload: bytes) -> Opened:
    return Opened(**json.loads(payload))
