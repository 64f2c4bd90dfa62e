"""From phrases to what a Vosk model hears, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from voice_coach.listening.recogniser import GARBAGE


@dataclass(frozen=True)
class Hearable:
    """``texts``: all words known. ``unheard``: the others, with their first unknown word."""

    texts: tuple[str, ...]
    unheard: tuple[tuple[str, str], ...]


def hearable(texts: Iterable[str], knows: Callable[[str], bool]) -> Hearable:
    """``texts`` are normalised, repeats allowed."""
    heard: list[str] = []
    unheard: list[tuple[str, str]] = []
    for text in dict.fromkeys(texts):
        unknown = next((word for word in text.split() if not knows(word)), None)
        if unknown is None:
            heard.append(text)
        else:
            unheard.append((text, unknown))
    return Hearable(tuple(heard), tuple(unheard))


def cover(words: Sequence[str], texts: Iterable[str]) -> tuple[bool, ...]:
    """Which ``words`` belong to whole phrases of ``texts``, in sequence: grammars join words of different
    phrases. Drops as few as possible.
    """
    known = {tuple(text.split()) for text in texts}
    longest = max(map(len, known), default=0)
    # best[n]: (words given up, phrases used, which belong) over the first n words
    best: list[tuple[int, int, tuple[bool, ...]]] = [(0, 0, ())]
    for end in range(1, len(words) + 1):
        lost, used, kept = best[end - 1]
        options = [(lost + 1, used, (*kept, False))]
        for start in range(max(0, end - longest), end):
            if tuple(words[start:end]) in known:
                lost, used, kept = best[start]
                options.append((lost, used + 1, kept + (True,) * (end - start)))
        best.append(min(options, key=lambda option: option[:2]))
    return best[-1][2]


def spell(words: Sequence[str], kept: Sequence[bool]) -> str:
    """Runs not ``kept`` become one `GARBAGE`."""
    pieces: list[str] = []
    for word, keep in zip(words, kept, strict=True):
        if keep:
            pieces.append(word)
        elif pieces[-1:] != [GARBAGE]:
            pieces.append(GARBAGE)
    return " ".join(pieces)


def agreement(said: Sequence[str], free: Sequence[str]) -> float:
    """0 to 1: twice the longest common subsequence over both lengths."""
    if not said and not free:
        return 1.0
    row = [0] * (len(free) + 1)
    for word in said:
        diagonal = 0
        for column, other in enumerate(free, start=1):
            diagonal, row[column] = (
                row[column],
                diagonal + 1 if word == other else max(row[column], row[column - 1]),
            )
    return 2 * row[-1] / (len(said) + len(free))
