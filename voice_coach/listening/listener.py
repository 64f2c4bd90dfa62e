"""Microphone samples in, events out: endpointer, recogniser and decision joined.

No thread and no clock: positions count samples at 16 kHz, and block sizes don't matter.
"""

from __future__ import annotations

import numpy as np

from voice_coach.listening.barely_passed import BarelyPassed
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
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import (
    HeardEvent,
    NearlyHeard,
    SpeechIgnored,
    SpeechStarted,
)
from voice_coach.listening.recent import Recent
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis, Recogniser, Speech
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import load_thresholds
from voice_coach.listening.utterance import Explain, Judging, Utterance

_CHUNK_SAMPLES = 160
_IDLE_CHUNK_SAMPLES = 320
"""Samples examined at once in silence, which costs half as much."""
THOUGHT_OVER = frozenset({"areas", "today"})
THINKING_FRAMES = 40
"""For answers such as "left … quads"."""
_LONGEST_SAMPLES = 4 * HEARING_RATE
"""No longer stretch of speech is decided about."""


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
        self._grammar = grammar
        self._decider = decider or fitted_decider(recogniser.name, grammar, decision, adjust)
        foreground = Foreground() if recogniser.tells_silence else None
        self._endpointer = Endpointer(endpointer, foreground=foreground)
        self._pending = np.zeros((2, 0), np.int16)
        self._quiet = Recent(_LONGEST_SAMPLES)
        self._judging = Judging(recogniser, grammar, self._decider, self._quiet, explain)
        self._barely_passed = BarelyPassed(self._decider)
        self._utterance: Utterance | None = None
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
            found += self._end(segment)
        return (*found, *self._barely_passed.believe())

    @property
    def _chunk_samples(self) -> int:
        return _CHUNK_SAMPLES if self._endpointer.in_speech else _IDLE_CHUNK_SAMPLES

    def _hear(self, chunk: Speech, whole: Speech) -> list[HeardEvent]:
        found: list[HeardEvent] = []
        self._quiet.keep(chunk)
        for segment in self._endpointer.feed(chunk, whole):
            found += self._end(segment)
        if self._endpointer.in_speech:
            utterance, begun = self._open(self._endpointer.started_sample)
            found += (*begun, *utterance.go_on(self._endpointer))
        return found + self._barely_passed.silent_until(self._endpointer.position)

    def _open(self, start_sample: int) -> tuple[Utterance, list[HeardEvent]]:
        """The present utterance, begun if need be."""
        if self._utterance is not None:
            return self._utterance, []
        found = [*self._barely_passed.doubt(start_sample), SpeechStarted(start_sample)]
        self._utterance = Utterance(self._judging, self._next_state)
        return self._utterance, found

    def _end(self, segment: Segment) -> list[HeardEvent]:
        """A word in the present utterance, or all of it."""
        utterance, found = self._open(segment.start_sample)
        if segment.over_sound:
            return found + utterance.pick_out(segment, self._next_state)
        hypothesis, withdrawn = utterance.finish(segment)
        self._utterance = None
        found += withdrawn
        if utterance.obeyed and not segment.too_long:
            return found
        decided = self._decide(hypothesis, segment, utterance.state)
        if isinstance(decided, SpeechIgnored) and decided.why not in ("own-voice", "said-twice"):
            self._decider.surroundings.heard(segment)
        return found if decided is None else [*found, decided]

    def _decide(self, hypothesis: Hypothesis, segment: Segment, state: str) -> HeardEvent | None:
        """``None``: a command that waits for silence."""
        start, end = segment.start_sample, segment.end_sample
        if segment.too_long:
            return SpeechIgnored("", "too-long", start, end)
        decision = self._decider.decide(hypothesis, segment, state)
        if isinstance(decision, NearlyACommand):
            return NearlyHeard(decision.text, start, end, decision.confidence)
        if not isinstance(decision, CommandDecision):
            return SpeechIgnored(decision.text, decision.why, start, end, decision.confidence)
        reason = self._judging.reason(decision.understood, start, end)
        if reason is not None:
            return SpeechIgnored(decision.text, reason, start, end, decision.confidence)
        return self._barely_passed.weigh(decision, segment)


def fitted_decider(
    engine: str, grammar: Grammar, settings: DecisionSettings | None = None, adjust: Adjust | None = None
) -> Decider:
    """The fitted decider of ``engine``.

    Raises InputError (`thresholds-invalid`, `calibrator-invalid`).
    """
    calibrator = load_calibrator(engine, grammar.language)
    return Decider(grammar, calibrator, load_thresholds(engine, grammar.language), settings, adjust)
