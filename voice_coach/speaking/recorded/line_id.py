"""A spoken line's stable name: the same words have the same id everywhere.

Typing (capitals, curly quotes, double spaces) makes no difference; punctuation does.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

ID_PATTERN = r"[a-z]{2,3}-[a-z2-7]{10}"
"""The language, then 50 bits of a hash in letters and digits that aren't easily confused."""

_ID = re.compile(ID_PATTERN)
_ID_INSIDE = re.compile(rf"(?<![a-z0-9])({ID_PATTERN})(?![a-z0-9])")
_TYPOGRAPHY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "–": "-", "—": "-"})
_ID_LETTERS = 10
_SLUG_LETTERS = 40


def plain_words(text: str) -> str:
    """``text`` without what only the eye sees, which ids are made from."""
    folded = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def line_id(text: str, language: str) -> str:
    """The id of ``text`` in ``language`` (``en-GB`` counts as ``en``)."""
    base = base_language(language)
    digest = hashlib.sha256(f"{base}\n{plain_words(text)}".encode()).digest()
    return f"{base}-{base64.b32encode(digest)[:_ID_LETTERS].decode().lower()}"


def base_language(language: str) -> str:
    """``en`` of ``en``, ``en-GB`` and ``en_US``."""
    return language.lower().replace("_", "-").split("-")[0]


def is_line_id(text: str) -> bool:
    """Is ``text`` written like an id?"""
    return _ID.fullmatch(text) is not None


def id_inside(name: str) -> str:
    """The id anywhere in a file's name, or ""."""
    found = _ID_INSIDE.findall(name.casefold())
    return str(found[-1]) if found else ""


def file_name(text: str, language: str) -> str:
    """A recording's proper name: readable, unique, legal everywhere."""
    letters = unicodedata.normalize("NFKD", plain_words(text)).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", letters.replace("'", "")))[:_SLUG_LETTERS].strip("-")
    return f"{slug or 'line'}_{line_id(text, language)}.wav"
