"""The phone's arithmetic against the computer's, on recordings of people: the same events?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.hearing_material import Take, voices
from tests.web.wasm import NativeModule
from voice_coach.listening.acoustic.kernel import Kernel, NumpyKernel
from voice_coach.listening.acoustic.recogniser import AcousticRecogniser
from voice_coach.listening.choose import open_lexicon
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard, HeardEvent, NearlyHeard, SpeechIgnored
from voice_coach.listening.listener import Listener
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.web.phone.kernel import WasmKernel

UTTERANCES = 200
_BLOCK_SAMPLES = 320
_AROUND = np.zeros(HEARING_RATE, np.int16)


@dataclass(frozen=True)
class Agreement:
    """``differing``: takes with other events; ``most``: the largest difference in confidence."""

    takes: int
    events: int
    differing: tuple[str, ...]
    most: float


def utterances(count: int = UTTERANCES, seed: int = 1) -> list[tuple[Take, str]]:
    """So many takes with a state that each is heard in; two thirds are commands."""
    found = sorted(voices(), key=lambda take: take.name)
    commands = [take for take in found if take.kind == "command"]
    others = [take for take in found if take.kind in ("word", "talk", "noise") and take.seconds < 20]
    chance = random.Random(seed)
    chosen = chance.sample(commands, 2 * count // 3)
    chosen += chance.sample(others, count - len(chosen))
    return [
        (take, next(iter(sorted(take.said, key=lambda state: take.said[state] is None)))) for take in chosen
    ]


def agreement(kernel: Path, takes: Sequence[tuple[Take, str]]) -> Agreement:
    """``kernel``: the module of the page."""
    grammar = load_grammar("en")
    numpy, wasm = (_recogniser(grammar, one) for one in (NumpyKernel(), WasmKernel(NativeModule(kernel))))
    differing, events, most = [], 0, 0.0
    for take, state in takes:
        sound = take.samples()
        here, there = (_events(one, grammar, state, sound) for one in (numpy, wasm))
        events += len(here)
        if list(map(_bare, here)) != list(map(_bare, there)):
            differing.append(take.name)
            continue
        apart = (abs(_confidence(a) - _confidence(b)) for a, b in zip(here, there, strict=True))
        most = max([most, *apart])
    return Agreement(len(takes), events, tuple(differing), most)


def _recogniser(grammar: Grammar, kernel: Kernel) -> AcousticRecogniser:
    return AcousticRecogniser(grammar, open_lexicon(grammar), grammar.states[0], kernel=kernel)


def _events(recogniser: AcousticRecogniser, grammar: Grammar, state: str, sound: Speech) -> list[HeardEvent]:
    listener = Listener(recogniser, grammar, state)
    found: list[HeardEvent] = []
    whole = np.concatenate([_AROUND, sound, _AROUND])
    for start in range(0, len(whole), _BLOCK_SAMPLES):
        found += listener.feed(whole[start : start + _BLOCK_SAMPLES])
    return found


def _bare(event: HeardEvent) -> HeardEvent:
    if isinstance(event, CommandHeard | SpeechIgnored | NearlyHeard):
        return replace(event, confidence=0.0)
    return event


def _confidence(event: HeardEvent) -> float:
    return float(getattr(event, "confidence", 0.0))
