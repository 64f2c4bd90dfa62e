"""A spoken line's stable name: the same words have the same id.

Capitals, curly quotes and double spaces don't matter; punctuation does.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

ID_PATTERN = r"[a-z]{2,3}-[a-z2-7]{10}"
"""The language, then 50 bits of a hash in unmistakable letters and digits."""

_ID = re.compile(ID_PATTERN)
_ID_INSIDE = re.compile(rf"(?<![a-z0-9])({ID_PATTERN})(?![a-z0-9])")
_TYPOGRAPHY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "–": "-", "—": "-"})
_ID_LETTERS = 10
_SLUG_LETTERS = 40


def plain_words(text: str) -> str:
    """Without what only the eye sees; ids are made from it."""
    folded = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def line_id(text: str, language: str) -> str:
    """``en-GB`` counts as ``en``."""
    base = base_language(language)
    digest = hashlib.sha256(f"{base}\n{plain_words(text)}".encode()).digest()
    return f"{base}-{base64.b32encode(digest)[:_ID_LETTERS].decode().lower()}"


def base_language(language: str) -> str:
    """``en`` of ``en``, ``en-GB`` and ``en_US``."""
    return language.lower().replace("_", "-").split("-")[0]


def is_line_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def id_inside(name: str) -> str:
    """Anywhere in a file's name, or ""."""
    found = _ID_INSIDE.findall(name.casefold())
    return str(found[-1]) if found else ""


def file_name(text: str, language: str) -> str:
    """For a recording: readable, unique, legal everywhere."""
    letters = unicodedata.normalize("NFKD", plain_words(text)).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", letters.replace("'", "")))[:_SLUG_LETTERS].strip("-")
    return f"{slug or 'line'}_{line_id(text, language)}.wav"
