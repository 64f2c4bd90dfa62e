"""The tiny model's words, its phones, and how they are numbered."""

from __future__ import annotations

from dataclasses import dataclass

from tests.listening.tiny_vosk_model.transition_model import TransitionModel

SILENCE, GARBAGE = 1, 2
"""Phones for what is no speech, and for speech that is none of the words."""

UNKNOWN = "[unk]"


@dataclass(frozen=True)
class Vocabulary:
    """``words``: each gets phones of its own, about one a letter and at least three."""

    words: tuple[str, ...]

    def phones_of(self, word: str) -> tuple[int, ...]:
        """The row of phones that is ``word``; the garbage phone alone for `UNKNOWN`."""
        if word == UNKNOWN:
            return (GARBAGE,)
        first = GARBAGE + 1
        for known in self.words:
            count = min(6, max(3, len(known)))
            if known == word:
                return tuple(range(first, first + count))
            first += count
        raise KeyError(word)

    def word_id(self, word: str) -> int:
        """The number of ``word`` in words.txt; 0 is <eps>."""
        return ((UNKNOWN, *self.words)).index(word) + 1

    @property
    def phone_count(self) -> int:
        """How many phones there are."""
        return self.phones_of(self.words[-1])[-1]

    @property
    def transitions(self) -> TransitionModel:
        """The model over all phones."""
        return TransitionModel(self.phone_count)

    def words_txt(self) -> str:
        """Kaldi's symbol table. Its #0 is what libvosk expects to exist, though nothing here uses it."""
        symbols = ["<eps>", UNKNOWN, *self.words, "#0"]
        return "".join(f"{symbol} {number}\n" for number, symbol in enumerate(symbols))

    def word_boundary_int(self) -> str:
        """Which phones begin, end and fill words: with it libvosk tells when each word was said."""
        kinds = {SILENCE: "nonword", GARBAGE: "singleton"}
        for word in self.words:
            first, *inner, last = self.phones_of(word)
            kinds |= {first: "begin", last: "end"} | dict.fromkeys(inner, "internal")
        return "".join(f"{phone} {kinds[phone]}\n" for phone in sorted(kinds))
