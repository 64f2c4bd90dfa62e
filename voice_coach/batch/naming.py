"""Names of the files that a batch writes: safe on every system, and the same for the same row forever."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

_LONGEST_PART_BYTES = 80
"""Two parts, the ending and a temporary file's additions stay below the 255 bytes that a name may have."""
_DIGEST_LETTERS = 8


def file_name(member: str, routine: str) -> str:
    """``ana-diaz_warmup.mp3`` for Ana Díaz' warm-up; the routine's folder and ending are left out.

    Only letters, figures, ``-``, ``_`` and one dot: it names a file of one folder, whatever it is made from.
    Raises ValueError where ``member`` or ``routine`` has no letter or digit.
    """
    name = Path(routine.replace("\\", "/")).name
    return f"{slug(member)}_{slug(name.removesuffix('.yaml').removesuffix('.yml'))}.mp3"


def slug(text: str) -> str:
    """``text`` in small letters, everything but letters and figures as ``-``, accents kept.

    Small letters, because some disks take ``Ana`` and ``ana`` for the same file. A long text is cut and ends
    in a few figures that depend on all of it. Raises ValueError where nothing is left.
    """
    small = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    kept = "".join(sign if _is_kept(sign) else "-" for sign in small)
    parts = "-".join(part for part in kept.split("-") if part)
    if not any(sign.isalnum() for sign in parts):
        raise ValueError(f"{text!r} has no letter or digit")
    encoded = parts.encode()
    if len(encoded) <= _LONGEST_PART_BYTES:
        return parts
    ending = hashlib.sha256(encoded).hexdigest()[:_DIGEST_LETTERS]
    room = _LONGEST_PART_BYTES - _DIGEST_LETTERS - 1
    return f"{encoded[:room].decode(errors='ignore').rstrip('-')}-{ending}"


def _is_kept(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign) in {"Mn", "Mc"}  # vowel signs belong to their letters
