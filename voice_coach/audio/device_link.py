"""Messages between a session and a device's process: a kind, a length, the bytes.

Each device has its own process because PortAudio may never return: on a frozen sound server ``stop()`` hangs,
and finding a restarted one means restarting PortAudio, which ends every other stream. A process can always be
ended.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Literal

from voice_coach.errors import DeviceError, InputError, MissingPartError, VoiceCoachError

Direction = Literal["input", "output"]

READY = b"r"
"""Child: the device runs; JSON, the fields of ``Opened``."""
FAILED = b"f"
"""Child: it cannot; JSON of an error."""
TAKEN = b"t"
"""Child: ``TAKEN_FORMAT``: frames played at the session's rate, underruns, both so far."""
BLOCK = b"b"
"""Parent: float32 samples to play. Child: ``HEARD_FORMAT``, then int16 samples heard."""
LISTED = b"l"
"""Child: JSON, every device."""

TAKEN_FORMAT = struct.Struct("<QI")
HEARD_FORMAT = struct.Struct("<QId")
"""First frame, overflows so far, moment of capture (seconds, monotonic clock)."""

_HEAD = struct.Struct("<cI")
_LONGEST_BYTES = 1 << 22
_ERRORS = (InputError, MissingPartError, DeviceError)


@dataclass(frozen=True)
class Opened:
    """A running device. ``identity`` finds it again by name wherever it's plugged in."""

    name: str
    identity: str
    rate_hz: int
    latency_seconds: float


def send(pipe: BinaryIO, kind: bytes, payload: bytes = b"") -> None:
    """Write one message. Raises ``OSError`` if the pipe is broken."""
    pipe.write(_HEAD.pack(kind, len(payload)) + payload)
    pipe.flush()


def receive(pipe: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next message's kind and bytes; ``None`` at the end or for a broken message."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    if length > _LONGEST_BYTES:
        return None
    payload = pipe.read(length)
    return (kind, payload) if len(payload) == length else None


def error_to_bytes(error: VoiceCoachError) -> bytes:
    """``error`` for the trip to the parent."""
    kind = next((k.__name__ for k in _ERRORS if isinstance(error, k)), DeviceError.__name__)
    fields = {"kind": kind, "message": error.message, "hint": error.hint, "code": error.code}
    return json.dumps(fields).encode()


def error_from_bytes(payload: bytes) -> VoiceCoachError:
    """The error that the child met."""
    fields: dict[str, Any] = json.loads(payload)
    kind = next((k for k in _ERRORS if k.__name__ == fields["kind"]), DeviceError)
    return kind(fields["message"], hint=fields["hint"], code=fields["code"])


def opened_to_bytes(opened: Opened) -> bytes:
    """``opened`` for the trip to the parent."""
    return json.dumps(asdict(opened)).encode()


def opened_from_bytes(payload: bytes) -> Opened:
    """How the child opened the device."""
    return Opened(**json.loads(payload))
