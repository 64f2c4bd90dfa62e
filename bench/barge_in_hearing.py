"""Listens to the scenes of `bench.barge_in_trials` as a live session does, and scores what was heard."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bench.barge_in_trials import Placed, Scene
from bench.rooms import RATE
from bench.speex_canceller import SpeexCanceller
from voice_coach.listening.echo.aligner import ReferenceAligner
from voice_coach.listening.echo.delay import DelayFinder
from voice_coach.listening.echo.port import EchoRemover, EchoStatus, Removed
from voice_coach.listening.echo.removal import KalmanEchoRemover
from voice_coach.listening.echo.residual import Bands, ResidualSuppressor
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import (
    CommandHeard,
    CommandWithdrawn,
    HeardEvent,
    NearlyHeard,
    SpeechIgnored,
    SpeechStarted,
)
from voice_coach.listening.listener import Listener
from voice_coach.listening.own_sound import EchoRemoval, OwnSound
from voice_coach.listening.recogniser import Recogniser, Speech
from voice_coach.listening.self_hearing import REASON
from voice_coach.listening.taken import Taken
from voice_coach.routine.vital_commands import OBEYED_OVER_THE_COACH

BLOCK_SAMPLES = 480
Ended = CommandHeard | SpeechIgnored | NearlyHeard
_LATE_SAMPLES = RATE // 8
_LONGEST_DUCK_SAMPLES = 3 * RATE


@dataclass
class Score:
    """Counts over scenes. ``seconds`` is of sound, the rest of processor time."""

    said: int = 0
    obeyed: int = 0
    understood: int = 0
    """The right words, surely enough or not: what does not hang on the recogniser's thresholds."""
    stops_said: int = 0
    stops_obeyed: int = 0
    wrong: int = 0
    """A command was obeyed, but another one."""
    unasked: list[str] = field(default_factory=list)
    """Commands obeyed where no one had said one."""
    seconds: float = 0.0
    removal_seconds: float = 0.0
    listening_seconds: float = 0.0

    def milliseconds(self, spent: float) -> float:
        return 1000 * spent / self.seconds if self.seconds else 0.0


def listen(
    scene: Scene, remover: EchoRemover, recogniser: Recogniser, grammar: Grammar, score: Score
) -> list[tuple[int, int]]:
    """Adds what was heard of ``scene`` to ``score``; returns when the coach was ducked, in samples of the
    mixer's."""
    removal = EchoRemoval(remover, InStep(scene.reference))
    own = OwnSound(removal)
    listener = Listener(recogniser, grammar, scene.placed[0].said.state)
    events: list[HeardEvent] = []
    ducked: list[tuple[int, int]] = []
    since: int | None = None
    turn = 0
    for span in blocks(len(scene.microphone)):
        while turn + 1 < len(scene.placed) and span.start > scene.placed[turn].end_sample + RATE:
            turn += 1
        listener.set_state(scene.placed[turn].said.state)
        began = time.process_time()
        clean = removal(scene.microphone[span])
        removed = time.process_time()
        found = listener.feed(clean.quiet, clean.whole)
        score.removal_seconds += removed - began
        score.listening_seconds += time.process_time() - removed
        if own.is_somebody_after_all():
            since = span.stop
        for event in found:
            events.append(_as_obeyed(event, own))
            follow(event, own)
            if isinstance(event, SpeechStarted):
                since = None if own.withheld else span.stop
            elif since is not None:
                ducked.append((since, min(span.stop, since + _LONGEST_DUCK_SAMPLES)))
                since = None
    events += (_as_obeyed(event, own) for event in listener.flush())
    score.seconds += len(scene.microphone) / RATE
    _count(scene, events, remover.latency_samples, grammar, score)
    return ducked


class InStep:
    """What was played, handed out with the microphone's samples."""

    def __init__(self, reference: Speech) -> None:
        self._reference = reference
        self._at = 0

    def take(self, count: int) -> Taken:
        self._at += count
        return Taken(self._reference[self._at - count : self._at])


def is_obeyed(event: CommandHeard, own: OwnSound) -> bool:
    """As `ears.Ears` obeys."""
    is_vital = event.command in OBEYED_OVER_THE_COACH
    return not own.is_own(event.start_sample, event.end_sample, is_vital=is_vital)


def follow(event: HeardEvent, own: OwnSound) -> None:
    """As `ears.Ears` tells ``own`` what was heard; after it has been asked."""
    if isinstance(event, SpeechStarted):
        own.begins()
    elif not isinstance(event, CommandWithdrawn):
        own.ends()


def _as_obeyed(event: HeardEvent, own: OwnSound) -> HeardEvent:
    if not isinstance(event, CommandHeard) or is_obeyed(event, own):
        return event
    return SpeechIgnored(event.text, REASON, event.start_sample, event.end_sample, event.confidence)


def blocks(samples: int, size: int = BLOCK_SAMPLES) -> Iterator[slice]:
    """As a sound card delivers: one after another, the last one shorter."""
    return (slice(at, min(at + size, samples)) for at in range(0, samples, size))


def _count(
    scene: Scene, events: list[HeardEvent], latency_samples: int, grammar: Grammar, score: Score
) -> None:
    heard = [event for event in events if not isinstance(event, SpeechStarted | CommandWithdrawn)]
    theirs: set[int] = set()
    for placed in scene.placed:
        said = placed.said
        over = [event for event in heard if _overlaps(event, placed, latency_samples)]
        theirs.update(id(event) for event in over)
        obeyed = [event.command for event in over if isinstance(event, CommandHeard)]
        meant = [grammar.understand(event.text, said.state) for event in over]
        right = said.command in obeyed
        score.said += 1
        score.obeyed += right
        score.understood += any(item is not None and item.command == said.command for item in meant)
        score.wrong += bool(obeyed) and not right
        if said.command == "stop":
            score.stops_said += 1
            score.stops_obeyed += right
    for event in heard:
        if isinstance(event, CommandHeard) and id(event) not in theirs:
            score.unasked.append(f"{event.command} ({event.text}) at {event.start_sample / RATE:.1f} s")


def _overlaps(event: Ended, placed: Placed, latency_samples: int) -> bool:
    start, end = event.start_sample - latency_samples, event.end_sample - latency_samples
    return start < placed.end_sample + _LATE_SAMPLES and end > placed.start_sample


class NoRemover:
    """The microphone as it is."""

    latency_samples = 0
    status = EchoStatus()

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        return Removed(microphone, microphone)

    def shift(self, skipped: Speech, put_in_samples: int) -> None:
        """Nothing to be moved."""


class LinearRemover(KalmanEchoRemover):
    """Our filter alone: what it leaves stays."""

    def __init__(self) -> None:
        super().__init__()
        self._residual = _LeaveIt(self._settings.block_samples)


class TurnedDownRemover(KalmanEchoRemover):
    """Words, too, are made out where what our filter leaves is turned down."""

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        quiet = super().process(microphone, reference).quiet
        return Removed(quiet, quiet)


class _LeaveIt(ResidualSuppressor):
    def _gain(self, remainder: Bands, noise: Bands, sounding: npt.NDArray[np.bool_]) -> Bands:
        return np.ones(len(noise))


class InBlocks:
    """A canceller that takes blocks of one size, behind the port."""

    status = EchoStatus()

    def __init__(self, size: int, step: Callable[[Speech, Speech], Speech]) -> None:
        self.latency_samples = size
        self._step = step
        self._heard: Speech = np.zeros(0, np.int16)
        self._played: Speech = np.zeros(0, np.int16)
        self._ready: Speech = np.zeros(size, np.int16)

    def process(self, microphone: Speech, reference: Speech) -> Removed:
        heard, played = np.concatenate([self._heard, microphone]), np.concatenate([self._played, reference])
        size = self.latency_samples
        whole = len(heard) // size * size
        done = [self._step(heard[at : at + size], played[at : at + size]) for at in range(0, whole, size)]
        self._heard, self._played = heard[whole:], played[whole:]
        out: Speech = np.concatenate([self._ready, *done])
        self._ready = out[len(microphone) :]
        return Removed(out[: len(microphone)], out[: len(microphone)])

    def shift(self, skipped: Speech, put_in_samples: int) -> None:
        """These find it out themselves."""


def speex_remover() -> EchoRemover:
    """libspeexdsp with our delay and drift, for its filter is no longer than ours."""
    canceller, finder, aligner = SpeexCanceller(), DelayFinder(), ReferenceAligner()

    def step(microphone: Speech, reference: Speech) -> Speech:
        heard, played = (side.astype(np.float32) / np.float32(32768) for side in (microphone, reference))
        finder.feed(heard, played)
        aligned = aligner.read(played, finder.line)
        return canceller.step(microphone, np.rint(aligned * 32767).clip(-32768, 32767).astype(np.int16))

    return InBlocks(256, step)


def webrtc_remover() -> EchoRemover:
    """WebRTC's AEC3, delay finding and suppressor of its own. Raises ImportError without pywebrtc-audio."""
    import pywebrtc_audio  # type: ignore[import-not-found]

    canceller = pywebrtc_audio.EchoCanceller(RATE)
    return InBlocks(
        160,
        lambda heard, played: canceller.process(np.ascontiguousarray(heard), np.ascontiguousarray(played)),
    )
