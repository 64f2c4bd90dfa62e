"""What the coach says on phones alone: no sentence of it is a command."""

from __future__ import annotations

import pytest

from voice_coach.listening.phrase_file import load_grammar
from voice_coach.web.page_words import page_words


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_line_for_phones_holds_a_command(language: str) -> None:
    grammar = load_grammar(language)
    for text in page_words(language)["spoken"].values():
        assert [phrase.text for phrase in grammar.contained_phrases(text)] == []
