"""Microphone samples in, events out: endpointer, recogniser and decision joined.

No thread and no clock: positions count samples at 16 kHz, and block sizes don't matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from voice_coach.listening.calibrator import load_calibrator
from voice_coach.listening.decision import (
    Adjust,
    CommandDecision,
    Decider,
    DecisionSettings,
    NearlyACommand,
)
from voice_coach.listening.endpointer import Endpointer, EndpointerSettings
from voice_coach.listening.foreground import Foreground
from voice_coach.listening.grammar import Grammar, Understood
from voice_coach.listening.looks import surest
from voice_coach.listening.recent import Recent
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis, Recogniser, Speech, decode
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import load_thresholds
from voice_coach.routine.vital_commands import OBEYED_OVER_THE_COACH

_CHUNK_SAMPLES = 160
_IDLE_CHUNK_SAMPLES = 320
"""Samples examined at once in silence, which costs half as much."""
_STABLE_CHUNKS = 16
"""An urgent partial that's stable for 160 ms is acted on."""
_LOOKS = ((4, 1.5), (6, 1.5), (9, 1.0), (11, 1.0))
"""An urgent command is obeyed after so many quiet frames (10 ms) if it passes by so many nats; speech is
surely over after 17 (`bench/continuous_hearing.py`)."""
_LOOK_WITHIN_SAMPLES = 3 * HEARING_RATE // 2
"""No urgent phrase takes longer."""
_SURE_WITHIN_SAMPLES = 24 * HEARING_RATE // 100
"""An early urgent command is confirmed after so long, or at the end of speech."""
_SURE_IF_LONGER_SAMPLES = 8 * HEARING_RATE // 10
_CONFIRMS_NATS = 0.0
"""It must pass by this much then, or it's taken back."""
_HARDLY = ((1.0, 24 * HEARING_RATE // 100), (2.5, 8 * HEARING_RATE // 100))
"""A command that passes by less than so many nats waits for so much silence; if the coach has asked something
only the first counts. An urgent one is obeyed, and taken back if somebody goes on."""
_ALONE_SAMPLES = 45 * HEARING_RATE // 100
"""The same for a phrase that must be said alone, however clear."""
THOUGHT_OVER = frozenset({"areas", "today"})
THINKING_FRAMES = 40
"""For answers such as "left … quads"."""
_LONGEST_SAMPLES = 4 * HEARING_RATE
"""No longer stretch of speech is decided about."""


@dataclass(frozen=True)
class SpeechStarted:
    """Somebody began to speak; the coach can duck."""

    start_sample: int


@dataclass(frozen=True)
class CommandHeard:
    """``end_sample``: the end of the speech; ``decided_sample``: how far the microphone was read. ``unsure``:
    obeyed early; `CommandWithdrawn` may follow."""

    command: str
    text: str
    start_sample: int
    end_sample: int
    decided_sample: int
    confidence: float
    urgent: bool
    seconds: int | None = None
    value: int | None = None
    unsure: bool = False


@dataclass(frozen=True)
class CommandWithdrawn:
    """More speech followed the unsure command, or a slower look heard something else."""

    command: str
    text: str
    start_sample: int
    end_sample: int


@dataclass(frozen=True)
class SpeechIgnored:
    """Speech or noise that isn't a command, and why (kebab-case)."""

    text: str
    why: str
    start_sample: int
    end_sample: int
    confidence: float = 0.0


@dataclass(frozen=True)
class NearlyHeard:
    """Nearly a command: worth a "not understood"."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float


HeardEvent = SpeechStarted | CommandHeard | CommandWithdrawn | SpeechIgnored | NearlyHeard

Explain = Callable[[Understood, int, int], str | None]
"""For a command and its first and last sample: why it isn't the runner's (``own-voice``), or None."""


class Listener:
    """Feed it everything the microphone gives, from position 0."""

    def __init__(
        self,
        recogniser: Recogniser,
        grammar: Grammar,
        state: str,
        *,
        decider: Decider | None = None,
        decision: DecisionSettings | None = None,
        endpointer: EndpointerSettings | None = None,
        explain: Explain | None = None,
        adjust: Adjust | None = None,
    ) -> None:
        """``explain`` is asked about each command except `stop` and `easier`.

        ``decider`` replaces the recogniser's fitted one; ``adjust`` is the runner's own hearing. Raises
        InputError (`unknown-state`, `thresholds-invalid`, `calibrator-invalid`).
        """
        self._recogniser = recogniser
        self._grammar = grammar
        self._decider = decider or fitted_decider(recogniser.name, grammar, decision, adjust)
        foreground = Foreground() if recogniser.tells_silence else None
        self._endpointer = Endpointer(endpointer, foreground=foreground)
        self._explain = explain
        self._pending = np.zeros((2, 0), np.int16)
        self._quiet = Recent(_LONGEST_SAMPLES)
        self._early: str | None = None
        self._unsure: CommandHeard | None = None
        self._looks = 0
        self._partial = ""
        self._stable_chunks = 0
        self._hardly: CommandHeard | None = None
        self._hardly_until = 0
        self._forget_stretch()
        self.set_state(state)

    def set_state(self, state: str) -> None:
        """Hear ``state`` from the next stretch on. Raises InputError (`unknown-state`)."""
        self._grammar.check_state(state)
        self._next_state = state
        usual = self._endpointer.settings.trailing_frames
        self._endpointer.trailing_frames = THINKING_FRAMES if state in THOUGHT_OVER else usual

    def own_voice(self, start_sample: int) -> None:
        """What was heard from there on was the coach."""
        self._decider.surroundings.forget_from(start_sample)

    @property
    def floor_db(self) -> float:
        """The room's level, dB of full scale."""
        return self._endpointer.floor_db

    def feed(self, samples: Speech, whole: Speech | None = None) -> tuple[HeardEvent, ...]:
        """The new events. Words are looked for in ``whole``, if given (equally long), and after the end of
        speech in ``samples`` too: see `echo.port.Removed`."""
        both = np.stack([samples, samples if whole is None else whole])
        joined = np.concatenate([self._pending, both], axis=1)
        found: list[HeardEvent] = []
        at = 0
        while (until := at + self._chunk_samples) <= joined.shape[1]:
            found += self._hear(*joined[:, at:until])
            at = until
        self._pending = joined[:, at:].copy()
        return tuple(found)

    def flush(self) -> tuple[HeardEvent, ...]:
        """The sound is over: decide what's open."""
        found = self._hear(*self._pending)
        self._pending = np.zeros((2, 0), np.int16)
        for segment in self._endpointer.flush():
            found += self._pick_out(segment) if segment.over_sound else self._finish(segment)
        return (*found, *self._believe())

    @property
    def _chunk_samples(self) -> int:
        return _CHUNK_SAMPLES if self._endpointer.in_speech else _IDLE_CHUNK_SAMPLES

    def _hear(self, chunk: Speech, whole: Speech) -> list[HeardEvent]:
        found: list[HeardEvent] = []
        self._quiet.keep(chunk)
        for segment in self._endpointer.feed(chunk, whole):
            if not self._open:
                found += self._begin(segment.start_sample)
            found += self._pick_out(segment) if segment.over_sound else self._finish(segment)
        if self._endpointer.in_speech:
            if not self._open:
                found += self._begin(self._endpointer.started_sample)
            found += self._listen_on(self._endpointer.take())
            found += self._look_early()
            found += self._look_again()
        if self._hardly is not None and self._endpointer.position >= self._hardly_until:
            found += self._believe()
        return found

    def _believe(self) -> list[HeardEvent]:
        """No one went on speaking after the command that barely passed."""
        hardly, self._hardly = self._hardly, None
        if hardly is None or hardly.urgent:
            return []
        return [replace(hardly, decided_sample=max(hardly.decided_sample, self._hardly_until))]

    def _doubt(self, start_sample: int) -> list[HeardEvent]:
        """Somebody speaks: what barely passed was part of it."""
        hardly = self._hardly
        if hardly is None or start_sample >= self._hardly_until:
            return self._believe()
        self._hardly = None
        self._decider.forget_last()
        if hardly.urgent:
            return [CommandWithdrawn(hardly.command, hardly.text, hardly.start_sample, hardly.end_sample)]
        return [
            SpeechIgnored(hardly.text, "not-alone", hardly.start_sample, hardly.end_sample, hardly.confidence)
        ]

    def _begin(self, start_sample: int) -> list[HeardEvent]:
        found = self._doubt(start_sample)
        self._open = True
        self._state = self._next_state
        self._recogniser.set_state(self._state)
        self._recogniser.start()
        return [*found, SpeechStarted(start_sample)]

    def _listen_on(self, samples: Speech) -> list[HeardEvent]:
        """The stretch goes on: only an urgent command may be acted on."""
        if not len(samples) or self._picked_out:
            return []
        self._fed_samples += len(samples)
        partial = self._recogniser.feed(samples)
        self._stable_chunks = self._stable_chunks + 1 if partial and partial == self._partial else 0
        self._partial = partial
        if self._early is not None or self._stable_chunks < _STABLE_CHUNKS:
            return []
        understood = self._grammar.understand(partial, self._state)
        if understood is None or understood.command not in self._grammar.urgent:
            return []
        start = self._endpointer.started_sample
        now = start + self._fed_samples
        if self._reason(understood, start, now) is not None:
            return []
        self._early = understood.command
        return [CommandHeard(understood.command, partial, start, now, now, 0.5, urgent=True)]

    def _look_early(self) -> list[HeardEvent]:
        """The first quiet moments after speech: was it urgent?"""
        quiet_frames = self._endpointer.quiet_frames
        due = sum(quiet_frames >= frames for frames, _ in _LOOKS)
        is_due, self._looks = due > self._looks, due
        if not is_due or self._picked_out or self._early is not None or self._withdrawn:
            return []
        segment = self._endpointer.so_far()
        if segment is None or segment.too_long:
            return []
        start, end = segment.start_sample, segment.end_sample
        if end - start > _LOOK_WITHIN_SAMPLES:
            return []
        _, least_surplus = _LOOKS[due - 1]
        hypothesis = self._recogniser.peek()
        decision = self._decider.decide_early(hypothesis, segment, self._state, least_surplus)
        if decision is None or self._reason(decision.understood, start, end) is not None:
            return []
        self._early = decision.understood.command
        now = segment.decided_sample
        command = decision.understood.command
        self._unsure = CommandHeard(
            command, decision.text, start, end, now, decision.confidence, urgent=True, unsure=True
        )
        return [self._unsure]

    def _look_again(self) -> list[HeardEvent]:
        """Is the early command still what's heard?"""
        unsure = self._unsure
        if unsure is None:
            return []
        segment = self._endpointer.so_far()
        if segment is None or segment.decided_sample - unsure.decided_sample < self._sure_within(unsure):
            return []
        hypothesis = Hypothesis("") if segment.too_long else self._recogniser.peek()
        return self._confirm(unsure, hypothesis, segment)

    def _sure_within(self, unsure: CommandHeard) -> int:
        """A "stop" may become "stop session"."""
        longer = (
            phrase for phrase in self._grammar.phrases_in(self._state) if phrase.command == unsure.command
        )
        grows = any(phrase.text.startswith(f"{unsure.text} ") for phrase in longer)
        return _SURE_IF_LONGER_SAMPLES if grows else _SURE_WITHIN_SAMPLES

    def _confirm(self, unsure: CommandHeard, hypothesis: Hypothesis, segment: Segment) -> list[HeardEvent]:
        self._unsure = None
        judged = self._decider.judge(hypothesis, segment, self._state)
        if judged.command == unsure.command and judged.surplus >= _CONFIRMS_NATS:
            return []
        self._early = None
        self._withdrawn = True
        self._decider.forget_last()
        return [CommandWithdrawn(unsure.command, unsure.text, segment.start_sample, segment.end_sample)]

    def _pick_out(self, segment: Segment) -> list[HeardEvent]:
        """A word over a continuous sound: a clear command, or part of the sound."""
        self._recogniser.set_state(self._next_state)
        hypothesis = self._surer(decode(self._recogniser, segment.samples), segment, self._next_state)
        self._recogniser.set_state(self._state)
        self._picked_out = True
        decision = self._decider.decide(hypothesis, segment, self._next_state)
        if not isinstance(decision, CommandDecision):
            return []
        if self._reason(decision.understood, segment.start_sample, segment.end_sample) is not None:
            return []
        self._early = decision.understood.command
        return [_heard(decision, segment)]

    def _finish(self, segment: Segment) -> list[HeardEvent]:
        fed, unsure = self._fed_samples, self._unsure
        if self._picked_out:
            self._recogniser.start()
            fed = 0
        hypothesis, withdrawn = Hypothesis(""), list[HeardEvent]()
        if not segment.too_long and (self._early is None or unsure is not None):
            self._recogniser.feed(segment.samples[fed:])
            hypothesis = self._surer(self._recogniser.finish(), segment, self._state)
        if unsure is not None:
            withdrawn = self._confirm(unsure, hypothesis, segment)
        obeyed = self._early is not None
        self._forget_stretch()
        if obeyed and not segment.too_long:
            return withdrawn
        decided = self._decide(hypothesis, segment)
        if isinstance(decided, SpeechIgnored) and decided.why not in ("own-voice", "said-twice"):
            self._decider.surroundings.heard(segment)
        if isinstance(decided, CommandHeard) and decided is self._hardly and not decided.urgent:
            return withdrawn
        return [*withdrawn, decided]

    def _decide(self, hypothesis: Hypothesis, segment: Segment) -> HeardEvent:
        start, end = segment.start_sample, segment.end_sample
        if segment.too_long:
            return SpeechIgnored("", "too-long", start, end)
        decision = self._decider.decide(hypothesis, segment, self._state)
        if isinstance(decision, NearlyACommand):
            return NearlyHeard(decision.text, start, end, decision.confidence)
        if not isinstance(decision, CommandDecision):
            return SpeechIgnored(decision.text, decision.why, start, end, decision.confidence)
        reason = self._reason(decision.understood, start, end)
        if reason is not None:
            return SpeechIgnored(decision.text, reason, start, end, decision.confidence)
        heard = _heard(decision, segment)
        wait = self._wait_samples(decision)
        if not wait:
            return heard
        self._hardly = replace(heard, unsure=decision.urgent)
        self._hardly_until = segment.decided_sample + wait
        return self._hardly

    def _wait_samples(self, decision: CommandDecision) -> int:
        """How much silence must follow before ``decision`` is sure."""
        if decision.understood.phrase.alone:
            return _ALONE_SAMPLES
        steps = _HARDLY[:1] if self._grammar.expects.get(self._state) else _HARDLY
        return next((samples for nats, samples in steps if decision.surplus < nats), 0)

    def _surer(self, hypothesis: Hypothesis, segment: Segment, state: str) -> Hypothesis:
        """``hypothesis``, or another look at ``segment``: see `looks.surest`."""
        quiet = self._quiet.cut(segment.first_sample, len(segment.samples))
        return surest(hypothesis, segment, quiet, state, self._recogniser, self._decider)

    def _reason(self, understood: Understood, start_sample: int, end_sample: int) -> str | None:
        if self._explain is None or understood.command in OBEYED_OVER_THE_COACH:
            return None
        return self._explain(understood, start_sample, end_sample)

    def _forget_stretch(self) -> None:
        self._open = False
        self._fed_samples = 0
        self._partial = ""
        self._stable_chunks = 0
        self._early = None
        self._looks = 0
        self._picked_out = False
        self._unsure = None
        self._withdrawn = False


def _heard(decision: CommandDecision, segment: Segment) -> CommandHeard:
    understood = decision.understood
    return CommandHeard(
        understood.command,
        decision.text,
        segment.start_sample,
        segment.end_sample,
        segment.decided_sample,
        decision.confidence,
        decision.urgent,
        understood.seconds,
        understood.value,
    )


def fitted_decider(
    engine: str, grammar: Grammar, settings: DecisionSettings | None = None, adjust: Adjust | None = None
) -> Decider:
    """The fitted decider of ``engine``.

    Raises InputError (`thresholds-invalid`, `calibrator-invalid`).
    """
    calibrator = load_calibrator(engine, grammar.language)
    return Decider(grammar, calibrator, load_thresholds(engine, grammar.language), settings, adjust)


def seconds_of(samples: int) -> float:
    """``samples`` at the hearing rate, in seconds."""
    return samples / HEARING_RATE
