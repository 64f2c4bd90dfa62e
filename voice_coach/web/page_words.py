"""The page's words, and the coach's on phones: ``words/LANGUAGE.yaml``."""

from __future__ import annotations

from pathlib import Path

from voice_coach.errors import InputError

_WORDS = Path(__file__).resolve().parent / "words"


def page_words(language: str) -> dict[str, dict[str, str]]:
    """As ``shown`` and ``spoken``. Raises ``InputError`` (``unknown-language``)."""
    import yaml

    path = _WORDS / f"{language}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in _WORDS.glob("*.yaml")))
        raise InputError(
            f"The page has no words in {language!r}.", hint=f"Languages are {known}.", code="unknown-language"
        )
    words: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words
