"""Whole sessions through rooms with no one in them: every command heard is one that the coach gave itself."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bench.barge_in_hearing import blocks, follow, is_obeyed
from bench.barge_in_trials import COMMAND_RMS, to_int16
from bench.rooms import RATE, active_rms, draw_room, played
from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.echo.removal import KalmanEchoRemover
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard, CommandWithdrawn, SpeechStarted
from voice_coach.listening.listener import Listener
from voice_coach.listening.own_sound import EchoRemoval, OwnSound
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Recogniser
from voice_coach.listening.reference import HELD_BACK_SAMPLES, RESAMPLER_SAMPLES, ReferenceTap
from voice_coach.listening.self_hearing import SelfHearing, words_of
from voice_coach.listening.taken import Taken
from voice_coach.playing.assemble import build_engine
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Level
from voice_coach.routine.wish import Wish
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.maker import PromptMaker

ROOMS = 50
_SESSION_MINUTES = 12.0
"""So ten hours go through every room."""
_LEVELS: tuple[Level, ...] = ("first", "usual", "quiet")
_ROUTINES = ("warmup", "recovery", "maintenance")
_NOISE_RMS = 0.001
_RENDER_FRAMES = SAMPLE_RATE // 4


class _Sayings:
    """A journal that keeps what is said, and when."""

    def __init__(self) -> None:
        self.said: list[tuple[float, float, str]] = []

    def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
        if event == "speech":
            self.said.append((float(str(fields["start"])), float(str(fields["end"])), str(fields["text"])))


@dataclass(frozen=True)
class Alone:
    """Sessions with no one in the room: what was obeyed in them, and for how long the coach, speaking, ducked
    because it took itself for somebody."""

    seconds: float = 0.0
    obeyed: tuple[str, ...] = ()
    spoken_seconds: float = 0.0
    ducked_seconds: float = 0.0

    @property
    def ducked_percent(self) -> float:
        """Of what the coach says."""
        return round(100 * self.ducked_seconds / max(self.spoken_seconds, 1e-9), 2)

    def __add__(self, other: Alone) -> Alone:
        return Alone(
            self.seconds + other.seconds,
            self.obeyed + other.obeyed,
            self.spoken_seconds + other.spoken_seconds,
            self.ducked_seconds + other.ducked_seconds,
        )


def alone(hours: float, voices: Sequence[str], first_session: int = 0) -> Alone:
    """At least so many hours, from session ``first_session`` on, on all cores. Room, voice and echo level
    (-20 to +6 dB) change with every session."""
    every = Alone()
    with ProcessPoolExecutor() as pool:
        running: set[Future[tuple[str, Alone]]] = set()
        number = first_session
        while True:
            while every.seconds < hours * 3600 and len(running) < (os.cpu_count() or 1):
                running.add(pool.submit(_alone_once, number, voices[number % len(voices)]))
                number += 1
            if not running:
                return every
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for done in finished:
                name, one = done.result()
                every += one
                print(
                    f"{name}: ducked {one.ducked_percent} % of its speech, heard {list(one.obeyed)};"
                    f" all {every.seconds / 3600:.2f} h: {every.ducked_percent} %, {len(every.obeyed)} heard",
                    flush=True,
                )


def _alone_once(number: int, voice: str) -> tuple[str, Alone]:
    """Session ``number``, spoken by ``voice``, in words, and what came of it."""
    routine = _ROUTINES[number % len(_ROUTINES)]
    level = _LEVELS[number // len(_ROUTINES) % len(_LEVELS)]
    echo_db = float(np.random.default_rng((11, number)).uniform(-20, 6))
    grammar = load_grammar("en")
    recogniser = open_recogniser("acoustic", grammar, "working")
    with PromptMaker(open_voice(voice, "en")) as prompts:
        rendered, states, said = _session(prompts, routine, level, number)
    found, ducked = _heard(rendered, states, said, grammar, recogniser, number % ROOMS, echo_db)
    recogniser.close()
    name = f"{number}, {routine} {level}, {voice}, room {number % ROOMS}, {echo_db:.0f} dB"
    spoken = np.zeros(len(ducked), bool)
    for start, end, _text in said:
        spoken[int(start * HEARING_RATE) : int(end * HEARING_RATE)] = True
    return name, Alone(
        len(rendered) / SAMPLE_RATE,
        tuple(f"{name}: {line}" for line in found),
        float(spoken.sum()) / HEARING_RATE,
        float((spoken & ducked).sum()) / HEARING_RATE,
    )


def _session(
    prompts: PromptMaker, routine: str, level: Level, seed: int
) -> tuple[Samples, list[str], list[tuple[float, float, str]]]:
    """What is played, the state every quarter of a second, and what is said."""
    journal = _Sayings()
    plan = load_plan(routine, level=level, seed=seed, wish=Wish(minutes=_SESSION_MINUTES))
    engine = build_engine(plan, prompts, journal=journal)
    parts, states = [], []
    while not engine.finished:
        states.append(str(engine.state_name))
        parts.append(engine.render(_RENDER_FRAMES))
    return np.concatenate(parts), states, journal.said


class _Mixer:
    """What was rendered, handed over on the loudspeaker's clock, through the tap of a live session."""

    def __init__(self, rendered: Samples, drift_ppm: float) -> None:
        self._rendered = rendered
        self._frames_a_sample = SAMPLE_RATE / RATE / (1 + drift_ppm * 1e-6)
        self._tap = ReferenceTap()
        self._tap.play(rendered[: self._frames_ahead])
        self._played = self._frames_ahead
        self._heard = 0

    _frames_ahead = (HELD_BACK_SAMPLES + RESAMPLER_SAMPLES) * SAMPLE_RATE // RATE

    def take(self, count: int) -> Taken:
        self._heard += count
        due = round(self._heard * self._frames_a_sample) + self._frames_ahead
        self._tap.play(self._rendered[self._played : due])
        self._played = due
        return self._tap.take(count)


def _heard(
    rendered: Samples,
    states: list[str],
    said: list[tuple[float, float, str]],
    grammar: Grammar,
    recogniser: Recogniser,
    room: int,
    echo_db: float,
) -> tuple[list[str], npt.NDArray[np.bool_]]:
    """The commands heard, and at which samples the coach was ducked."""
    import soxr

    way = draw_room(room)
    sound = np.asarray(soxr.resample(rendered, SAMPLE_RATE, RATE), np.float32)
    at_ear = played(sound, way)
    at_ear *= np.float32(COMMAND_RMS * 10 ** (echo_db / 20) / active_rms(at_ear))
    noise = np.random.default_rng(room).standard_normal(len(sound)).astype(np.float32) * np.float32(
        _NOISE_RMS
    )
    microphone = to_int16(at_ear + noise)
    removal = EchoRemoval(KalmanEchoRemover(), _Mixer(rendered, way.drift_ppm))
    guard = SelfHearing(latency_samples=removal.latency_samples)
    own = OwnSound(removal)
    guard.sound(int(np.flatnonzero(to_int16(sound))[0]))
    waiting = sorted(said, reverse=True)
    listener = Listener(recogniser, grammar, "setup", explain=guard.explain)
    found = []
    ducked = np.zeros(len(microphone), bool)
    ducks = False
    for span in blocks(len(microphone)):
        while waiting and waiting[-1][0] * HEARING_RATE < span.stop:
            start, end, text = waiting.pop()
            guard.say(words_of(text, int(start * HEARING_RATE), int(end * HEARING_RATE)))
        state = states[min(span.start * 4 // RATE, len(states) - 1)]
        if state == "ended":
            break  # As `ears.Ears` does.
        listener.set_state(state if state in grammar.states else "working")
        clean = removal(microphone[span])
        ducks = own.is_somebody_after_all() or ducks
        for event in listener.feed(clean.quiet, clean.whole):
            if isinstance(event, CommandHeard) and is_obeyed(event, own):
                found.append(f"{event.command} ({event.text}) at {event.start_sample / RATE:.1f} s")
            if isinstance(event, CommandWithdrawn) and found:
                found[-1] += ", taken back"
            follow(event, own)
            ducks = isinstance(event, SpeechStarted) and not own.withheld
        ducked[span] = ducks
    return found, ducked
