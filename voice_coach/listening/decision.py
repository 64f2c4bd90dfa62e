"""From a hypothesis and its evidence to a decision.

A calibrator turns evidence into log odds; each state and the urgent commands have a threshold. A near miss
gets "not understood", once in five seconds at most. Time is the microphone's samples.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voice_coach.listening.calibrator import Calibrator
from voice_coach.listening.grammar import Grammar, Understood
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis
from voice_coach.listening.segment import Segment
from voice_coach.listening.surroundings import RIGHT_BEFORE_NATS, Surroundings
from voice_coach.listening.thresholds import Thresholds

_FRAME = HEARING_RATE // 100

Adjust = Callable[[Understood, float, Mapping[str, float]], float]
"""This runner's surplus, from what was understood, its surplus in nats, and the evidence."""


@dataclass(frozen=True)
class CommandDecision:
    """Do it. ``urgent``: before anything else. ``surplus``: nats above the threshold."""

    understood: Understood
    text: str
    confidence: float
    urgent: bool
    surplus: float


@dataclass(frozen=True)
class Ignored:
    """Do nothing; ``why`` is a kebab-case reason for the journal."""

    text: str
    why: str
    confidence: float = 0.0


@dataclass(frozen=True)
class NearlyACommand:
    """Say "not understood"."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Judged:
    """Nats by which it passes as ``command``; minus infinity if it isn't one."""

    command: str | None
    surplus: float


Decision = CommandDecision | Ignored | NearlyACommand


@dataclass(frozen=True)
class DecisionSettings:
    refractory_seconds: float = 0.4
    """The same command within this time is an echo of it."""
    nearly_every_seconds: float = 5.0
    address: str | None = None
    """A word required before all but the urgent commands, or None."""


_LEAST_SILENCE_BEFORE = 0.5
_LEAST_SECONDS_A_PHONE = 0.035
"""No one says a phrase faster."""
_NEVER_NATS = 100.0


class Decider:
    """Remembers the last command and the last "not understood"."""

    def __init__(
        self,
        grammar: Grammar,
        calibrator: Calibrator,
        thresholds: Thresholds,
        settings: DecisionSettings | None = None,
        adjust: Adjust | None = None,
    ) -> None:
        """``adjust`` is the runner's own hearing."""
        self.surroundings = Surroundings()
        self._adjust = adjust
        self._grammar = grammar
        self._calibrator = calibrator
        self._thresholds = thresholds
        self._settings = settings or DecisionSettings()
        self._last_command: tuple[tuple[str, int | None, int | None], int] | None = None
        self._last_nearly_sample: int | None = None

    def decide(self, hypothesis: Hypothesis, segment: Segment, state: str) -> Decision:
        """What to do about ``segment``, heard in ``state`` as ``hypothesis``."""
        text = hypothesis.text
        understood = self._grammar.understand(text, state)
        if understood is None:
            return Ignored(text, "not-a-command")
        urgent = understood.command in self._grammar.urgent
        evidence = evidence_of(hypothesis, segment)
        log_odds, surplus = self._judge(understood, evidence, state, segment)
        confidence = _probability(log_odds)
        if not stands_alone(segment, evidence):
            return Ignored(text, "not-alone", confidence)
        if self._settings.address is not None and not urgent and not self._addressed(text):
            return Ignored(text, "not-addressed", confidence)
        if surplus >= 0:
            return self._accept(understood, hypothesis, segment, confidence, surplus)
        if surplus >= -self._thresholds.nearly and self._may_say_nearly(segment.end_sample):
            self._last_nearly_sample = segment.end_sample
            return NearlyACommand(text, confidence)
        return Ignored(text, "not-sure", confidence)

    def forget_last(self) -> None:
        """The last command was taken back: the next isn't its echo."""
        self._last_command = None

    def judge(self, hypothesis: Hypothesis, segment: Segment, state: str) -> Judged:
        """``hypothesis`` as a command, alone or not."""
        understood = self._grammar.understand(hypothesis.text, state)
        if understood is None:
            return Judged(None, -math.inf)
        _, surplus = self._judge(understood, evidence_of(hypothesis, segment), state, segment)
        return Judged(understood.command, surplus)

    def decide_early(
        self, hypothesis: Hypothesis, segment: Segment, state: str, least_surplus: float
    ) -> CommandDecision | None:
        """An urgent command that passes by ``least_surplus`` nats while speech may go on."""
        understood = self._grammar.understand(hypothesis.text, state)
        if understood is None or understood.command not in self._grammar.urgent or understood.phrase.alone:
            return None
        evidence = evidence_of(hypothesis, segment)
        log_odds, surplus = self._judge(understood, evidence, state, segment)
        # That a phrase may pass sooner than others was measured on speech that was over.
        if surplus + min(0.0, understood.phrase.strictness) < least_surplus:
            return None
        decision = self._accept(understood, hypothesis, segment, _probability(log_odds), surplus)
        return decision if isinstance(decision, CommandDecision) else None

    def _judge(
        self, understood: Understood, evidence: Mapping[str, float], state: str, segment: Segment
    ) -> tuple[float, float]:
        """The log odds of ``understood``, and its surplus over the threshold."""
        log_odds = self._calibrator.log_odds(evidence, state)
        needed = needed_nats(understood, state, self._grammar, self._thresholds)
        extra = self.surroundings.extra_nats(segment)
        needed += _NEVER_NATS if understood.phrase.alone and extra >= RIGHT_BEFORE_NATS else extra
        if self._adjust is None:
            return log_odds, log_odds - needed
        surplus = self._adjust(understood, log_odds - needed, evidence)
        return needed + surplus, surplus

    def _accept(
        self,
        understood: Understood,
        hypothesis: Hypothesis,
        segment: Segment,
        confidence: float,
        surplus: float,
    ) -> Decision:
        key = (understood.command, understood.seconds, understood.value)
        wait = self._settings.refractory_seconds * HEARING_RATE
        if self._last_command is not None:
            last, at_sample = self._last_command
            if last == key and segment.start_sample - at_sample < wait:
                return Ignored(hypothesis.text, "said-twice", confidence)
        self._last_command = (key, segment.end_sample)
        urgent = understood.command in self._grammar.urgent
        return CommandDecision(understood, hypothesis.text, confidence, urgent, surplus)

    def _addressed(self, text: str) -> bool:
        return self._settings.address is not None and text.startswith(f"{self._settings.address} ")

    def _may_say_nearly(self, sample: int) -> bool:
        wait = self._settings.nearly_every_seconds * HEARING_RATE
        return self._last_nearly_sample is None or sample - self._last_nearly_sample >= wait


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))


def needed_nats(understood: Understood, state: str, grammar: Grammar, thresholds: Thresholds) -> float:
    """Log odds that ``understood`` needs in ``state``, whatever is said around it."""
    command, expected = understood.command, grammar.expects.get(state)
    answer = expected is None or command in expected
    needed = thresholds.needed(state, command, command in grammar.urgent, answer)
    return needed + understood.phrase.strictness


def stands_alone(segment: Segment, evidence: Mapping[str, float]) -> bool:
    """Whether ``segment`` isn't part of longer speech. Over another sound the engine must be sure that this
    isn't speech: 0.7 and more before commands over music, 0.2 at most in other talk
    (`bench/noisy_hearing.py`)."""
    if not segment.over_sound:
        return True
    length = (segment.end_sample - segment.start_sample) / HEARING_RATE
    is_long_enough = length >= _LEAST_SECONDS_A_PHONE * evidence.get("phones", 0.0)
    return is_long_enough and evidence.get("silence_before", 0.0) >= _LEAST_SILENCE_BEFORE


def evidence_of(hypothesis: Hypothesis, segment: Segment) -> Mapping[str, float]:
    """The engine's evidence and the endpointer's: ``snr_db``; ``coverage``, the share of the speech that the
    words span; ``outside_frames``, speech beyond them; ``late_frames``, from onset to words."""
    evidence = dict(hypothesis.evidence)
    evidence["snr_db"] = segment.snr_db
    if hypothesis.words:
        first = segment.first_sample + hypothesis.words[0].start_sample
        last = segment.first_sample + hypothesis.words[-1].end_sample
        inside = max(0, min(last, segment.end_sample) - max(first, segment.start_sample))
        length = max(1, segment.end_sample - segment.start_sample)
        evidence["coverage"] = inside / length
        evidence["outside_frames"] = (length - inside) / _FRAME
        evidence["late_frames"] = abs(first - segment.start_sample) / _FRAME
    return evidence
