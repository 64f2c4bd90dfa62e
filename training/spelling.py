"""Learns how English letters sound, for words that are in no dictionary: ``models/en/spelling.json``.

    python -m training.spelling [--check]

Each word of the CMU dictionary is aligned letter by letter with its phones (expectation maximisation, each
letter giving none, one or two phones). Then every letter gets rules: the phones it gives between certain
neighbours, the more general first; a longer context is kept only if it changes the answer. ``--check`` learns
from nine tenths of the words, prints how many phones are right in the last tenth, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from voice_coach.audio.whole_file import write_whole
from voice_coach.content import content_folder
from voice_coach.listening.pronunciation import Phones, cmu_words
from voice_coach.listening.spelling import CONTEXTS, EDGE, Spelling, context_key

Chunks = Sequence[Phones]
_ROUNDS = 5
_FEWEST_WORDS = 10
"""A rule that fewer words ask for is an exception, not a rule."""
_UNSEEN = math.log(1e-6)


def align(word: str, phones: Phones, costs: Mapping[str, Mapping[Phones, float]]) -> Chunks | None:
    """The likeliest phones of each letter of ``word``; None if there are too many for its letters."""
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for letter in word:
        reached: dict[int, tuple[float, int]] = {}
        known = costs.get(letter, {})
        for at, (total, _) in best[-1].items():
            for count in (0, 1, 2):
                if at + count > len(phones) or (count == 2 and not _may_be_one(letter, phones[at : at + 2])):
                    break
                chunk = phones[at : at + count]
                score = total + known.get(chunk, _UNSEEN) + _likeness(letter, chunk)
                if at + count not in reached or score > reached[at + count][0]:
                    reached[at + count] = (score, at)
        best.append(reached)
    if len(phones) not in best[-1]:
        return None
    ends = [len(phones)]
    for reached in reversed(best[1:]):
        ends.append(reached[ends[-1]][1])
    ends.reverse()
    return [phones[a:b] for a, b in pairwise(ends)]


def _likeness(letter: str, chunk: Phones) -> float:
    """Nats for vowels that give vowels and consonants that give consonants: what learning starts from."""
    if len(chunk) != 1:
        return -1.0
    vowel = chunk[0][0] in "AEIOU"
    return 1.0 if vowel == (letter in "aeiouy") or (letter, chunk[0]) == ("r", "ER") else -4.0


def _may_be_one(letter: str, two: Phones) -> bool:
    """Whether one letter may give ``two`` phones: x; the y in "use"; the vowel in "able" and "rhythm"."""
    return letter == "x" or two[0] == "Y" or (two[0] == "AH" and two[1] in ("L", "M", "N"))


def align_all(words: Sequence[tuple[str, Phones]]) -> list[tuple[str, Chunks]]:
    """Every word that can be aligned, after a few rounds of learning what letters give."""
    costs: dict[str, dict[Phones, float]] = {}
    found: list[tuple[str, Chunks]] = []
    for _ in range(_ROUNDS):
        found = [(word, chunks) for word, phones in words if (chunks := align(word, phones, costs))]
        counts: dict[str, Counter[Phones]] = defaultdict(Counter)
        for word, chunks in found:
            for letter, chunk in zip(word, chunks, strict=True):
                counts[letter][chunk] += 1
        costs = {
            letter: {chunk: math.log(n / sum(seen.values())) for chunk, n in seen.items()}
            for letter, seen in counts.items()
        }
    return found


def learn(aligned: Iterable[tuple[str, Chunks]]) -> Spelling:
    """The rules of all letters."""
    seen: dict[tuple[int, int], dict[str, Counter[Phones]]] = {context: {} for context in CONTEXTS}
    for word, chunks in aligned:
        padded = EDGE + word + EDGE
        for at, chunk in enumerate(chunks, 1):
            for left, right in CONTEXTS:
                if left <= at and at + right < len(padded):
                    key = context_key(padded, at, left, right)
                    seen[left, right].setdefault(key, Counter())[chunk] += 1
    rules: dict[str, Phones] = {}
    spelling = Spelling(rules)
    for (left, _), counts_by_key in seen.items():
        learnt = {}
        for key, counts in counts_by_key.items():
            chunk, count = counts.most_common(1)[0]
            general = spelling.phones_at(key.replace("(", "").replace(")", ""), left)
            if chunk != general and (count >= _FEWEST_WORDS or not rules):
                learnt[key] = chunk
        rules |= learnt
    return spelling


def plain_words() -> list[tuple[str, Phones]]:
    """The dictionary's words of letters alone, each with its first pronunciation."""
    return [(word, ways[0]) for word, ways in cmu_words().items() if word.isascii() and word.isalpha()]


def errors(spelling: Spelling, words: Iterable[tuple[str, Phones]]) -> tuple[int, int, int, int]:
    """Wrong phones (edits), phones, words wholly right, words."""
    wrong = phones = right = count = 0
    for word, spoken in words:
        edits = _edits(spelling.guess(word), spoken)
        wrong, phones = wrong + edits, phones + len(spoken)
        right, count = right + (edits == 0), count + 1
    return wrong, phones, right, count


def _edits(one: Phones, other: Phones) -> int:
    row = list(range(len(other) + 1))
    for count, phone in enumerate(one, 1):
        diagonal, row[0] = row[0], count
        for at, against in enumerate(other, 1):
            diagonal, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, diagonal + (phone != against))
    return row[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="measure on words left out; write nothing")
    options = parser.parse_args()
    words = plain_words()
    if options.check:
        spelling = learn(align_all([pair for at, pair in enumerate(words) if at % 10]))
        wrong, phones, right, count = errors(spelling, words[::10])
        whole, by_phone = right / count, 1 - wrong / phones
        sys.stdout.write(f"{len(spelling.rules)} rules; of {count} words left out, {whole:.0%} ")
        sys.stdout.write(f"are right and {by_phone:.0%} of the phones\n")
        return
    rules = learn(align_all(words)).rules
    path: Path = content_folder("models") / "en" / "spelling.json"
    rows = {key: " ".join(chunk) for key, chunk in sorted(rules.items())}
    write_whole(path, (json.dumps(rows, separators=(",", ":")).replace('",', '",\n') + "\n").encode())
    sys.stdout.write(f"{path}: {len(rows)} rules, {path.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
