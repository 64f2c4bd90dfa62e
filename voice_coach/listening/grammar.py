"""What can be said in each state, and what it means: the phrases of one language, as values.

`phrase_file.load_grammar` reads them from `models/<language>/phrases.yaml`. Recognisers build their search
from `Grammar.phrases_in` and `Grammar.decoys_in`; `Grammar.understand` turns words into a command, spoken or
typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from voice_coach.errors import InputError

_NOT_A_LETTER = re.compile(r"[^\w' ]+")


def normalise(text: str) -> str:
    """``text`` as the grammar spells it: lower case, plain apostrophes, single spaces, no punctuation."""
    plain = text.lower().replace("’", "'").replace("-", " ")
    return " ".join(_NOT_A_LETTER.sub(" ", plain).split())


@dataclass(frozen=True)
class Phrase:
    """One thing to say. ``strictness`` is added to what the decision asks for, in nats of log odds. One to be
    said ``alone`` is nothing right before or after other speech."""

    text: str
    command: str
    seconds: int | None = None
    value: int | None = None
    strictness: float = 0.0
    states: frozenset[str] = frozenset()
    line: int = 0
    """Its line in the phrase file, 0 where it came from elsewhere."""
    alone: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.split())


@dataclass(frozen=True)
class Decoy:
    """A word that people say around the coach and that is no command here: a place for the recogniser to
    put it.
    """

    text: str
    states: frozenset[str]
    line: int = 0


@dataclass(frozen=True)
class Understood:
    """A command with its number, if it has one, and the phrase that said it."""

    command: str
    phrase: Phrase
    seconds: int | None = None
    value: int | None = None


@dataclass(frozen=True)
class Grammar:
    """All phrases of a language. ``source`` is where they were read from, for messages."""

    language: str
    states: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    decoys: tuple[Decoy, ...] = ()
    urgent: frozenset[str] = frozenset()
    address_words: tuple[str, ...] = ()
    expects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By state, the commands that answer what the coach asks in it; none where it asks nothing."""
    source: str = "phrases.yaml"

    def check_state(self, state: str) -> None:
        """Raises InputError (`unknown-state`) where there is no such state."""
        if state not in self.states:
            raise InputError(
                f"There is no state “{state}” in {self.source}.",
                hint=f"Use one of {', '.join(self.states)}.",
                code="unknown-state",
            )

    def phrases_in(self, state: str) -> tuple[Phrase, ...]:
        """What ``state`` hears, in the order of the file. Raises InputError (`unknown-state`)."""
        self.check_state(state)
        return tuple(phrase for phrase in self.phrases if state in phrase.states)

    def decoys_in(self, state: str) -> tuple[str, ...]:
        """The decoys of ``state`` that are no phrase there. Raises InputError (`unknown-state`)."""
        self.check_state(state)
        own = {phrase.text for phrase in self.phrases_in(state)}
        return tuple(decoy.text for decoy in self.decoys if state in decoy.states and decoy.text not in own)

    def commands_in(self, state: str) -> tuple[str, ...]:
        """The commands of ``state``, each once."""
        return tuple(dict.fromkeys(phrase.command for phrase in self.phrases_in(state)))

    def words(self) -> frozenset[str]:
        """Every word of every phrase, decoy and address word: what must have a pronunciation."""
        texts = [*(p.text for p in self.phrases), *(d.text for d in self.decoys), *self.address_words]
        return frozenset(word for text in texts for word in text.split())

    def understand(self, text: str, state: str | None = None) -> Understood | None:
        """The command that ``text``, spoken or typed, is in ``state``; in any state where ``state`` is None.

        The whole text must be one phrase, after an address word or without one. None where it is not.
        Raises InputError (`unknown-state`).
        """
        if state is not None:
            self.check_state(state)
        plain = normalise(text)
        known = (*self._by_text.get(plain, ()), *self._by_text.get(self.without_address(plain), ()))
        phrase = next((p for p in known if state is None or state in p.states), None)
        return None if phrase is None else Understood(phrase.command, phrase, phrase.seconds, phrase.value)

    def addressed(self, word: str) -> Grammar:
        """The grammar in which every phrase may also begin with ``word`` ("coach, next").

        Those without it stay, so that a bare "next" is heard for what it is, not bent into one with the word.
        """
        first = normalise(word)
        phrases = [*self.phrases, *(replace(one, text=f"{first} {one.text}") for one in self.phrases)]
        return replace(self, phrases=tuple(phrases), address_words=(*self.address_words, first))

    def without_address(self, text: str) -> str:
        """``text`` (normalised) without a leading address word; ``text`` itself where it has none."""
        for address in sorted(self.address_words, key=len, reverse=True):
            if text.startswith(f"{address} "):
                return text[len(address) + 1 :]
        return text

    def contained_phrases(self, text: str, state: str | None = None) -> tuple[Phrase, ...]:
        """The phrases that occur, as whole words, within ``text``; only those of ``state`` where it is
        given.
        """
        spoken = f" {normalise(text)} "
        known = self.phrases if state is None else self.phrases_in(state)
        return tuple(phrase for phrase in known if f" {phrase.text} " in spoken)

    @cached_property
    def _by_text(self) -> Mapping[str, tuple[Phrase, ...]]:
        found: dict[str, tuple[Phrase, ...]] = {}
        for phrase in self.phrases:
            found[phrase.text] = (*found.get(phrase.text, ()), phrase)
        return found
