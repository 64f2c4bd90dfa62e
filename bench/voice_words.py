"""Texts as plain words, for counting which were heard."""

from __future__ import annotations

import re

from voice_coach.speaking.numerals import numerals

_LETTERS = re.compile(r"\b(?:[a-z] )+[a-z]\b")


def plain_words(text: str, language: str) -> list[str]:
    """``text`` in small letters without punctuation; numbers written out, letters said one by one joined."""
    rules = numerals(language)
    plain = text.lower().replace("’", "'").replace("-", " ")
    if rules is not None:
        plain = re.sub(r"\d+", lambda match: f" {rules.cardinal(int(match.group()), '')} ", plain)
    plain = " ".join(re.sub(r"[^\w' ]", " ", plain.replace("-", " ")).split())
    return _LETTERS.sub(lambda match: match.group().replace(" ", ""), plain).split()
