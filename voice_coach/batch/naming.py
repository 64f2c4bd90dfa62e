"""A batch's file names: safe on every system, stable for the same row."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

_LONGEST_PART_BYTES = 80
"""Two parts, ending and temporary additions stay below 255 bytes."""
_DIGEST_LETTERS = 8


def file_name(member: str, routine: str) -> str:
    """``ana-diaz_warmup.mp3`` for Ana Díaz' warm-up, without the routine's folder and ending.

    Only letters, digits, ``-``, ``_`` and one dot. Raises ValueError without a letter or digit.
    """
    name = Path(routine.replace("\\", "/")).name
    return f"{slug(member)}_{slug(name.removesuffix('.yaml').removesuffix('.yml'))}.mp3"


def slug(text: str) -> str:
    """``text`` in lower case, other characters as ``-``, accents kept.

    Some disks don't distinguish ``Ana`` and ``ana``. A long text is cut and ends in digits of its hash.
    Raises ValueError if nothing is left.
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
