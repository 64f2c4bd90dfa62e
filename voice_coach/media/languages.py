"""Three-letter language codes for tags (ISO 639-2/T)."""

from __future__ import annotations

_THREE_LETTERS = {
    "ca": "cat",
    "cs": "ces",
    "da": "dan",
    "de": "deu",
    "el": "ell",
    "en": "eng",
    "es": "spa",
    "et": "est",
    "fi": "fin",
    "fr": "fra",
    "hi": "hin",
    "hu": "hun",
    "it": "ita",
    "ja": "jpn",
    "ko": "kor",
    "nl": "nld",
    "no": "nor",
    "pl": "pol",
    "pt": "por",
    "ro": "ron",
    "ru": "rus",
    "sv": "swe",
    "tr": "tur",
    "uk": "ukr",
    "zh": "zho",
}
_UNDETERMINED = "und"


def three_letters(language: str) -> str:
    """``spa`` for ``es`` and ``es-mx``; ``und`` if unknown."""
    return _THREE_LETTERS.get(language.partition("-")[0].lower(), _UNDETERMINED)
