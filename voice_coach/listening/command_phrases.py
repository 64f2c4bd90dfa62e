"""The phrases of a language's commands, as the coach's sentences mustn't contain them.

Answers (yes, no, left, right, numbers) don't count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from voice_coach.errors import InputError
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.routine.command_phrases import CommandPhrase

_ANSWERING = frozenset({"confirm", "rating", "side", "pain", "today", "areas"})


@lru_cache(maxsize=8)
def command_phrases(language: str) -> tuple[CommandPhrase, ...]:
    """Empty if the language isn't heard. Raises InputError (`phrases-invalid`)."""
    try:
        grammar = load_grammar(language)
    except InputError as error:
        if error.code == "no-such-language":
            return ()
        raise
    found = (
        CommandPhrase(phrase.command, words)
        for phrase in grammar.phrases
        if not phrase.states <= _ANSWERING
        for words in _written(phrase, grammar)
    )
    return tuple(dict.fromkeys(found))


def _written(phrase: Phrase, grammar: Grammar) -> Iterator[str]:
    """Digits too: the coach's own durations are written as numbers and spoken as words."""
    yield phrase.text
    for word, amount in grammar.numbers.items():
        if amount in {phrase.seconds, phrase.value}:
            yield re.sub(rf"\b{re.escape(word)}\b", str(amount), phrase.text)
