"""``python -m bench.area_answers``: answers to the questions before a session, by synthetic voices in rooms.

Every phrase of the states `areas` and `today` that is said nowhere else, by flite's three good voices, 12 dB
over a room's noise; and people's single words that are no answer. With the calibrator and thresholds that
ship. No recording of people saying these phrases is known to us.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, report
from bench.hearing_material import VOICES, clean_and_noisy, rooms, voices
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.hear_file import hear_samples
from voice_coach.listening.heard import CommandHeard, CommandWithdrawn
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import Recogniser, Speech

STATES = ("areas", "today")
SPEAKERS = ("flite:slt", "flite:rms", "flite:awb")
OTHER_WORDS = 200


def command_in(samples: Speech, state: str, recogniser: Recogniser, grammar: Grammar) -> str:
    """The last command obeyed; empty if there's none."""
    found = [""]
    for event in hear_samples(samples, state, recogniser, grammar):
        if isinstance(event, CommandWithdrawn):
            found.pop()
        if isinstance(event, CommandHeard):
            found.append(event.command)
    return found[-1]


def answers_of(state: str, grammar: Grammar) -> list[Phrase]:
    """The phrases that are said in ``state`` alone."""
    return [phrase for phrase in grammar.phrases_in(state) if phrase.states == {state}]


def measured(state: str, grammar: Grammar, speakers: Sequence[str]) -> list[Figure]:
    recogniser = open_recogniser("acoustic", grammar, state)
    counts: Counter[str] = Counter()
    missed: list[str] = []
    around = rooms()
    with tempfile.TemporaryDirectory() as folder:
        for phrase in answers_of(state, grammar):
            for speaker in speakers:
                _, noisy = clean_and_noisy(speaker, phrase.text, Path(folder), around)
                heard = command_in(noisy, state, recogniser, grammar)
                outcome = "right" if heard == phrase.command else "wrong" if heard else "missed"
                counts[outcome] += 1
                if outcome != "right":
                    missed.append(f"{speaker} {phrase.text}: {heard or 'nothing'}")
    share = 100 * counts["right"] / max(1, counts.total())
    details = {"of": counts.total(), "missed": missed}
    figures = [
        Figure(f"{state}: answers right, 12 dB of room noise", share, "%", 95.0, True, details),
        Figure(f"{state}: answers taken for another", float(counts["wrong"]), "", 0.0, details=details),
    ]
    words = [take for take in voices() if take.kind == "word"] if VOICES.is_dir() else []
    words = random.Random(1).sample(words, min(OTHER_WORDS, len(words)))
    taken = [
        f"{take.name}: {heard}"
        for take in words
        if (heard := command_in(take.samples(), state, recogniser, grammar))
    ]
    what = f"{state}: other words taken for an answer"
    return [*figures, Figure(what, float(len(taken)), "", 0.0, details={"of": len(words), "said": taken})]


def main() -> int:
    grammar = load_grammar()
    report("area_answers", [one for state in STATES for one in measured(state, grammar, SPEAKERS)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
