"""Writes FIT, the format of sports watches.

A definition announces each new kind of message. FIT protocol 2.0, little endian, seconds since the end of
1989 (UTC).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import NamedTuple

EPOCH = datetime(1989, 12, 31, tzinfo=timezone.utc)
_PROTOCOL, _PROFILE = 0x20, 2140
_DEFINITION = 0x40
_STRUCTS = {0x00: "B", 0x02: "B", 0x84: "H", 0x86: "I", 0x8C: "I"}
"""Base types: enum, uint8, uint16, uint32, uint32z; 0x07 is text."""
ENUM, UINT16, UINT32, UINT32Z, TEXT = 0x00, 0x84, 0x86, 0x8C, 0x07
_LONGEST_TEXT_BYTES = 63


class Field(NamedTuple):
    """Its number in the profile, base type and value."""

    number: int
    base_type: int
    value: int | str


class Message(NamedTuple):
    number: int
    fields: Sequence[Field]


def fit_file(messages: Sequence[Message]) -> bytes:
    """The whole file: header, messages, checksums."""
    data = bytearray()
    defined = b""
    for message in messages:
        values = [_encoded(field) for field in message.fields]
        definition = struct.pack("<BBBHB", _DEFINITION, 0, 0, message.number, len(values))
        for field, value in zip(message.fields, values, strict=True):
            definition += struct.pack("<BBB", field.number, len(value), field.base_type)
        if definition != defined:
            data += definition
            defined = definition
        data += b"\0" + b"".join(values)
    header = struct.pack("<BBHI4s", 14, _PROTOCOL, _PROFILE, len(data), b".FIT")
    whole = header + struct.pack("<H", checksum(header)) + data
    return whole + struct.pack("<H", checksum(whole))


def seconds_since_epoch(moment: datetime) -> int:
    """FIT's time, to the nearest second."""
    return round((moment - EPOCH).total_seconds())


def checksum(data: bytes) -> int:
    """CRC-16: polynomial 0x8005, bits reversed."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def _encoded(field: Field) -> bytes:
    if isinstance(field.value, str):
        text = field.value.encode("utf-8")[:_LONGEST_TEXT_BYTES]
        return text.decode("utf-8", "ignore").encode("utf-8") + b"\0"
    return struct.pack(f"<{_STRUCTS[field.base_type]}", field.value)
