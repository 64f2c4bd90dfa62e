"""The Opus decoder from the npm package ``opus-decoder``: WebAssembly as text.

Raw deflate in yEnc: bytes are moved up by an offset, awkward ones escaped with ``=``; the head has version,
offset and checksum.
"""

from __future__ import annotations

import re
import zlib

from voice_coach.errors import MissingPartError

SOURCE = "package/src/EmscriptenWasm.js"
"""In the package."""

_TEXT = re.compile(r"dynEncode01([0-9a-f]{2})[0-9a-f]{8}(.*?)`", re.DOTALL)
_ABOVE_127 = bytes(range(128, 160)).decode("cp1252", errors="replace")


def module_in(source: str) -> bytes:
    """The module in ``SOURCE``'s text. Raises MissingPartError (`phone-part-invalid`)."""
    found = _TEXT.search(source)
    module = b"" if found is None else _decoded(found[2], int(found[1], 16))
    try:
        module = zlib.decompress(module, -zlib.MAX_WBITS)
    except zlib.error:
        module = b""
    if not module.startswith(b"\0asm"):
        raise MissingPartError(
            f"{SOURCE} of opus-decoder holds no WebAssembly module.",
            hint="Get it again: voice-coach models get phone",
            code="phone-part-invalid",
        )
    return module


def _decoded(text: str, offset: int) -> bytes:
    out, escaped = bytearray(), False
    for character in text:
        if character == "=" and not escaped:
            escaped = True
            continue
        place = _ABOVE_127.find(character) if ord(character) > 255 else -1
        byte = 128 + place if place >= 0 else ord(character)
        out.append((byte - (64 if escaped else 0) - offset) % 256)
        escaped = False
    return bytes(out)
