"""Whole sessions through rooms with nobody in them: every command heard is one that the coach gave itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bench.barge_in_hearing import blocks
from bench.barge_in_trials import COMMAND_RMS, to_int16
from bench.rooms import RATE, Sound, active_rms, draw_room, played
from voice_coach.assemble import build_engine
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.ears import EchoRemoval
from voice_coach.listening.echo.removal import KalmanEchoRemover
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.listener import CommandHeard, Listener, SpeechStarted
from voice_coach.listening.recogniser import HEARING_RATE, Recogniser, Speech
from voice_coach.listening.self_hearing import NEVER_FILTERED, SelfHearing, words_of
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Level
from voice_coach.speaking.maker import PromptMaker

ROOMS = 50
_LEVELS: tuple[Level, ...] = ("first", "usual", "quiet")
_ROUTINES = ("warmup", "recovery", "maintenance")
_NOISE_RMS = 0.001
_RENDER_FRAMES = SAMPLE_RATE // 4


class _Played:
    """What was played, handed out with the microphone's samples."""

    def __init__(self, reference: Speech) -> None:
        self._reference = reference
        self._at = 0

    def take(self, count: int) -> Speech:
        self._at += count
        return self._reference[self._at - count : self._at]


class _Sayings:
    """A journal that keeps what is said, and when."""

    def __init__(self) -> None:
        self.said: list[tuple[float, float, str]] = []

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        if event == "speech":
            self.said.append((float(str(fields["start"])), float(str(fields["end"])), str(fields["text"])))


def session_commands(
    prompts: PromptMaker, grammar: Grammar, recogniser: Recogniser, hours: float
) -> tuple[float, list[str]]:
    """Hours played, and what was obeyed in them. Room and echo level (-20 to +6 dB) change with every
    session."""
    random = np.random.default_rng(11)
    total, number = 0.0, 0
    obeyed: list[str] = []
    while total < hours * 3600:
        routine = _ROUTINES[number % len(_ROUTINES)]
        level = _LEVELS[number // len(_ROUTINES) % len(_LEVELS)]
        echo_db = float(random.uniform(-20, 6))
        sound, states, said = _session(prompts, routine, level, number)
        found = _heard(sound, states, said, grammar, recogniser, number % ROOMS, echo_db)
        total += len(sound) / RATE
        obeyed += [f"{routine} {level}, room {number % ROOMS}, {echo_db:.0f} dB: {line}" for line in found]
        print(f"{routine} {level}: {total / 3600:.2f} h, {len(obeyed)} heard {found}", flush=True)
        number += 1
    return total / 3600, obeyed


def _session(
    prompts: PromptMaker, routine: str, level: Level, seed: int
) -> tuple[Sound, list[str], list[tuple[float, float, str]]]:
    """What is played, the state every quarter of a second, and what is said."""
    import soxr

    journal = _Sayings()
    engine = build_engine(load_plan(routine, level=level, seed=seed), prompts, journal=journal)
    parts, states = [], []
    while not engine.finished:
        states.append(str(engine.state_name))
        parts.append(engine.render(_RENDER_FRAMES))
    sound = np.asarray(soxr.resample(np.concatenate(parts), SAMPLE_RATE, RATE), np.float32)
    return sound, states, journal.said


def _heard(
    sound: Sound,
    states: list[str],
    said: list[tuple[float, float, str]],
    grammar: Grammar,
    recogniser: Recogniser,
    room: int,
    echo_db: float,
) -> list[str]:
    at_ear = played(sound, draw_room(room))
    at_ear *= np.float32(COMMAND_RMS * 10 ** (echo_db / 20) / active_rms(at_ear))
    noise = np.random.default_rng(room).standard_normal(len(sound)).astype(np.float32) * np.float32(
        _NOISE_RMS
    )
    microphone, reference = to_int16(at_ear + noise), to_int16(sound)
    removal = EchoRemoval(KalmanEchoRemover(), _Played(reference))
    guard = SelfHearing(latency_samples=removal.latency_samples)
    withheld = False  # As `ears.Ears` holds back what begins while nobody but the coach sounds.
    guard.sound(int(np.flatnonzero(reference)[0]))
    waiting = sorted(said, reverse=True)
    listener = Listener(recogniser, grammar, "setup", explain=guard.explain)
    found = []
    for span in blocks(len(microphone)):
        while waiting and waiting[-1][0] * HEARING_RATE < span.stop:
            start, end, text = waiting.pop()
            guard.say(words_of(text, int(start * HEARING_RATE), int(end * HEARING_RATE)))
        state = states[min(span.start * 4 // RATE, len(states) - 1)]
        listener.set_state(state if state in grammar.states else "working")
        clean = removal(microphone[span])
        withheld = withheld and removal.nobody_else
        for event in listener.feed(clean):
            if isinstance(event, SpeechStarted):
                withheld = removal.nobody_else
            elif isinstance(event, CommandHeard) and (not withheld or event.command in NEVER_FILTERED):
                found.append(f"{event.command} ({event.text}) at {event.start_sample / RATE:.1f} s")
    return found
