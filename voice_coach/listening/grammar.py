"""What can be said in each state, and its meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from voice_coach.errors import InputError

_NOT_A_LETTER = re.compile(r"[^\w' ]+")


def normalise(text: str) -> str:
    """Lower case, plain apostrophes, single spaces, no punctuation."""
    plain = text.lower().replace("’", "'").replace("-", " ")
    return " ".join(_NOT_A_LETTER.sub(" ", plain).split())


@dataclass(frozen=True)
class Phrase:
    """``strictness``: nats on its threshold. ``alone``: only without other speech around it."""

    text: str
    command: str
    seconds: int | None = None
    value: int | None = None
    strictness: float = 0.0
    states: frozenset[str] = frozenset()
    line: int = 0
    """In the phrase file, or 0."""
    alone: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.split())


@dataclass(frozen=True)
class Decoy:
    """A word said around the coach that's no command."""

    text: str
    states: frozenset[str]
    line: int = 0


@dataclass(frozen=True)
class Understood:
    """And the phrase that said it."""

    command: str
    phrase: Phrase
    seconds: int | None = None
    value: int | None = None


@dataclass(frozen=True)
class Grammar:
    """A language's phrases. ``source`` is for messages."""

    language: str
    states: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    decoys: tuple[Decoy, ...] = ()
    urgent: frozenset[str] = frozenset()
    address_words: tuple[str, ...] = ()
    expects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Commands that answer the coach's question, by state."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """By word."""
    source: str = "phrases.yaml"

    def check_state(self, state: str) -> None:
        """Raises InputError (`unknown-state`)."""
        if state not in self.states:
            raise InputError(
                f"There is no state “{state}” in {self.source}.",
                hint=f"Use one of {', '.join(self.states)}.",
                code="unknown-state",
            )

    def phrases_in(self, state: str) -> tuple[Phrase, ...]:
        """In file order. Raises InputError (`unknown-state`)."""
        self.check_state(state)
        return tuple(phrase for phrase in self.phrases if state in phrase.states)

    def decoys_in(self, state: str) -> tuple[str, ...]:
        """Those that aren't phrases there. Raises InputError (`unknown-state`)."""
        self.check_state(state)
        own = {phrase.text for phrase in self.phrases_in(state)}
        return tuple(decoy.text for decoy in self.decoys if state in decoy.states and decoy.text not in own)

    def commands_in(self, state: str) -> tuple[str, ...]:
        """The commands of ``state``, each once."""
        return tuple(dict.fromkeys(phrase.command for phrase in self.phrases_in(state)))

    def words(self) -> frozenset[str]:
        """Of phrases, decoys and address words."""
        texts = [*(p.text for p in self.phrases), *(d.text for d in self.decoys), *self.address_words]
        return frozenset(word for text in texts for word in text.split())

    def understand(self, text: str, state: str | None = None) -> Understood | None:
        """None unless ``text`` is one phrase of ``state`` (None: any), with or without an address word.
        Raises InputError (`unknown-state`).
        """
        if state is not None:
            self.check_state(state)
        plain = normalise(text)
        known = (*self._by_text.get(plain, ()), *self._by_text.get(self.without_address(plain), ()))
        phrase = next((p for p in known if state is None or state in p.states), None)
        return None if phrase is None else Understood(phrase.command, phrase, phrase.seconds, phrase.value)

    def addressed(self, word: str) -> Grammar:
        """Phrases may also begin with ``word`` ("coach, next")."""
        first = normalise(word)
        phrases = [*self.phrases, *(replace(one, text=f"{first} {one.text}") for one in self.phrases)]
        return replace(self, phrases=tuple(phrases), address_words=(*self.address_words, first))

    def without_address(self, text: str) -> str:
        """``text`` (normalised) without a leading address word."""
        for address in sorted(self.address_words, key=len, reverse=True):
            if text.startswith(f"{address} "):
                return text[len(address) + 1 :]
        return text

    def contained_phrases(self, text: str, state: str | None = None) -> tuple[Phrase, ...]:
        """Whole words within ``text``, of ``state`` if given."""
        spoken = f" {normalise(text)} "
        known = self.phrases if state is None else self.phrases_in(state)
        return tuple(phrase for phrase in known if f" {phrase.text} " in spoken)

    @cached_property
    def _by_text(self) -> Mapping[str, tuple[Phrase, ...]]:
        found: dict[str, tuple[Phrase, ...]] = {}
        for phrase in self.phrases:
            found[phrase.text] = (*found.get(phrase.text, ()), phrase)
        return found
