"""How soon, how costly, how big: the embedded recogniser's whole chain."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.hearing_material import Take
from voice_coach.listening.audio_file import with_room_tone
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard, NearlyHeard, SpeechIgnored
from voice_coach.listening.listener import Listener
from voice_coach.listening.recogniser import HEARING_RATE, Recogniser, Speech

_BLOCK = 512

_CHILD = """
import re, sys, time
from pathlib import Path
import numpy as np, yaml, json
def most_kb():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = most_kb()
from voice_coach.listening.listener import Listener
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.choose import open_recogniser
grammar = load_grammar()
listener = Listener(open_recogniser(sys.argv[1], grammar, "working"), grammar, "working")
opening = time.process_time()
rng = np.random.default_rng(0)
for state in grammar.states:
    listener.set_state(state)
    for loud in (10, 3000, 10):
        listener.feed((rng.standard_normal(16000) * loud).astype(np.int16))
print((most_kb() - before) / 1024, opening)
"""


@dataclass(frozen=True)
class Answer:
    """How long after the end of the speech a decision came: silence waited for, and work done, in seconds."""

    waited_seconds: float
    worked_seconds: float

    @property
    def seconds(self) -> float:
        return self.waited_seconds + self.worked_seconds


def answers(takes: Sequence[Take], recogniser: Recogniser, grammar: Grammar) -> list[Answer]:
    """One answer a stretch of speech in ``takes``, each heard in the state where it is a command."""
    found = []
    for take in takes:
        state = next(state for state, said in take.said.items() if said is not None)
        listener = Listener(recogniser, grammar, state)
        sound = with_room_tone(take.samples(), 0.5, 1)
        position = 0
        for block in _blocks(sound):
            begun = time.process_time()
            events = listener.feed(block)
            worked = time.process_time() - begun
            position += len(block)
            for event in events:
                if isinstance(event, CommandHeard | SpeechIgnored | NearlyHeard):
                    found.append(Answer((position - event.end_sample) / HEARING_RATE, worked))
    return found


def share_of_a_core(sound: Speech, recogniser: Recogniser, grammar: Grammar) -> float:
    """Processor time per second of ``sound``, in per cent, heard in `working`."""
    listener = Listener(recogniser, grammar, "working")
    listener.feed(sound[:HEARING_RATE])
    begun = time.process_time()
    for block in _blocks(sound):
        listener.feed(block)
    return 100 * (time.process_time() - begun) / (len(sound) / HEARING_RATE)


def silence(seconds: float) -> Speech:
    """A quiet room."""
    noise = np.random.default_rng(1).standard_normal(round(seconds * HEARING_RATE)) * 20
    return np.round(noise).astype(np.int16)


def opened(engine: str) -> tuple[float, float]:
    """What ``engine`` takes (Linux): the MB by which a process grows that loads it and hears in all states,
    and the processor seconds of a fresh process until it can hear."""
    command = [sys.executable, "-c", _CHILD, engine]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    memory_mb, seconds = done.stdout.split()
    return float(memory_mb), float(seconds)


def _blocks(sound: Speech) -> list[Speech]:
    return [sound[at : at + _BLOCK] for at in range(0, len(sound), _BLOCK)]
