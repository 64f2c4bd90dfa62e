"""A recogniser that says what it is told, for tests of what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, HeardWord, Hypothesis, Speech
from voice_coach.listening.segment import Segment

SURE: Mapping[str, float] = {"sure": 5.0}
UNSURE: Mapping[str, float] = {"sure": -5.0}


def even_grammar(**strictness: float) -> Grammar:
    """The grammar that ships, every phrase as strict as the others but those named."""
    grammar = load_grammar()
    phrases = (replace(one, strictness=strictness.get(one.text, 0.0)) for one in grammar.phrases)
    return replace(grammar, phrases=tuple(phrases))


class ScriptedRecogniser:
    """Answers the segments one by one with ``script``; partials show the answer once 0.3 s were fed, and a
    look before the end where ``peeking``."""

    name = "scripted"

    def __init__(
        self,
        script: Sequence[Hypothesis],
        *,
        partials: bool = False,
        peeking: bool = False,
        tells_silence: bool = False,
    ) -> None:
        self.tells_silence = tells_silence
        self.script = list(script)
        self.partials = partials
        self.peeking = peeking
        self.peeks = 0
        self.states: list[str] = []
        self.lengths: list[int] = []
        self._fed = 0

    def set_state(self, state: str) -> None:
        self.states.append(state)

    def start(self) -> None:
        self._fed = 0

    def feed(self, samples: Speech) -> str:
        self._fed += len(samples)
        return self.script[0].text if self.partials and self._fed > 0.3 * HEARING_RATE else ""

    def peek(self) -> Hypothesis:
        self.peeks += 1
        return self.script[0] if self.peeking else Hypothesis("")

    def finish(self) -> Hypothesis:
        self.lengths.append(self._fed)
        return self.script.pop(0)

    def close(self) -> None:
        pass


def answer(text: str, evidence: Mapping[str, float] = SURE) -> Hypothesis:
    """``text`` heard over the first half second of a segment."""
    return Hypothesis(text, (HeardWord(text, 0, HEARING_RATE // 2),), evidence)


def segments_in(endpointer: Endpointer, sound: Speech, sizes: Sequence[int]) -> list[Segment]:
    """All that ``endpointer`` cuts out of ``sound``, fed in blocks of ``sizes`` in turn."""
    found: list[Segment] = []
    at = turn = 0
    while at < len(sound):
        size = sizes[turn % len(sizes)]
        found += endpointer.feed(sound[at : at + size])
        at, turn = at + size, turn + 1
    return [*found, *endpointer.flush()]


def over_sound(*starts_seconds: float, total_seconds: float = 6.0) -> Speech:
    """`bursts` over a beat of hisses that begins after a second and does not end, 15 dB under them."""
    rng = np.random.default_rng(4)
    sound = bursts(*starts_seconds, total_seconds=total_seconds).astype(np.float64)
    place = np.arange(len(sound) - HEARING_RATE)
    beat = np.where(place % 5000 < 3500, 300.0, 20.0)
    sound[HEARING_RATE:] += rng.standard_normal(len(place)) * beat
    return np.clip(np.round(sound), -32768, 32767).astype(np.int16)


def bursts(*starts_seconds: float, length_seconds: float = 0.5, total_seconds: float = 6.0) -> Speech:
    """A quiet room with a loud buzz at each start."""
    rng = np.random.default_rng(3)
    sound = rng.standard_normal(int(total_seconds * HEARING_RATE)) * 8
    at = np.arange(int(length_seconds * HEARING_RATE))
    buzz = sum(np.sin(2 * np.pi * 140 * harmonic * at / HEARING_RATE) for harmonic in range(1, 20)) * 500
    for start in starts_seconds:
        first = int(start * HEARING_RATE)
        sound[first : first + len(at)] += buzz
    return np.round(sound).astype(np.int16)
