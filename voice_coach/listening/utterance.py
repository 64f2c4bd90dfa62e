"""Somebody speaks: an urgent command is obeyed before they finish, and taken back if it was another word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voice_coach.listening.decision import CommandDecision, Decider
from voice_coach.listening.endpointer import Endpointer
from voice_coach.listening.grammar import Grammar, Understood
from voice_coach.listening.heard import CommandHeard, CommandWithdrawn, HeardEvent, heard
from voice_coach.listening.looks import surest
from voice_coach.listening.recent import Recent
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis, Recogniser, Speech, decode
from voice_coach.listening.segment import Segment
from voice_coach.routine.vital_commands import OBEYED_OVER_THE_COACH

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

Explain = Callable[[Understood, int, int], str | None]
"""For a command and its first and last sample: why it isn't the runner's (``own-voice``), or None."""


@dataclass(frozen=True)
class Judging:
    """What speech is judged by. ``quiet``: the sound with the coach turned down."""

    recogniser: Recogniser
    grammar: Grammar
    decider: Decider
    quiet: Recent
    explain: Explain | None

    def surer(self, hypothesis: Hypothesis, segment: Segment, state: str) -> Hypothesis:
        """``hypothesis``, or another look at ``segment``: see `looks.surest`."""
        quiet = self.quiet.cut(segment.first_sample, len(segment.samples))
        return surest(hypothesis, segment, quiet, state, self.recogniser, self.decider)

    def reason(self, understood: Understood, start_sample: int, end_sample: int) -> str | None:
        """Why it isn't the runner's."""
        if self.explain is None or understood.command in OBEYED_OVER_THE_COACH:
            return None
        return self.explain(understood, start_sample, end_sample)


class Utterance:
    """One stretch of speech, from its onset to the silence after it."""

    def __init__(self, judging: Judging, state: str) -> None:
        self.state = state
        self._judging = judging
        self._recogniser = judging.recogniser
        self._fed_samples = 0
        self._partial = ""
        self._stable_chunks = 0
        self._looks = 0
        self._picked_out = False
        self._early: str | None = None
        self._unsure: CommandHeard | None = None
        self._withdrawn = False
        self._recogniser.set_state(state)
        self._recogniser.start()

    @property
    def obeyed(self) -> bool:
        """A command was obeyed before the end, and not taken back."""
        return self._early is not None

    def go_on(self, endpointer: Endpointer) -> list[HeardEvent]:
        """It isn't over: only an urgent command may be acted on."""
        found = self._listen_on(endpointer.take(), endpointer.started_sample)
        found += self._look_early(endpointer)
        return found + self._look_again(endpointer)

    def pick_out(self, segment: Segment, state: str) -> list[HeardEvent]:
        """A word over a continuous sound: a clear command, or part of the sound."""
        judging = self._judging
        self._recogniser.set_state(state)
        hypothesis = judging.surer(decode(self._recogniser, segment.samples), segment, state)
        self._recogniser.set_state(self.state)
        self._picked_out = True
        decision = judging.decider.decide(hypothesis, segment, state)
        if not isinstance(decision, CommandDecision):
            return []
        if judging.reason(decision.understood, segment.start_sample, segment.end_sample) is not None:
            return []
        self._early = decision.understood.command
        return [heard(decision, segment)]

    def finish(self, segment: Segment) -> tuple[Hypothesis, list[HeardEvent]]:
        """What all of it was, empty if too long or `obeyed` already; and the early command taken back."""
        fed, unsure = self._fed_samples, self._unsure
        if self._picked_out:
            self._recogniser.start()
            fed = 0
        hypothesis = Hypothesis("")
        if not segment.too_long and (self._early is None or unsure is not None):
            self._recogniser.feed(segment.samples[fed:])
            hypothesis = self._judging.surer(self._recogniser.finish(), segment, self.state)
        return hypothesis, [] if unsure is None else self._confirm(unsure, hypothesis, segment)

    def _listen_on(self, samples: Speech, start_sample: int) -> list[HeardEvent]:
        """From an engine with partials, one that stays is acted on."""
        if not len(samples) or self._picked_out:
            return []
        self._fed_samples += len(samples)
        partial = self._recogniser.feed(samples)
        self._stable_chunks = self._stable_chunks + 1 if partial and partial == self._partial else 0
        self._partial = partial
        if self._early is not None or self._stable_chunks < _STABLE_CHUNKS:
            return []
        grammar = self._judging.grammar
        understood = grammar.understand(partial, self.state)
        if understood is None or understood.command not in grammar.urgent:
            return []
        now = start_sample + self._fed_samples
        if self._judging.reason(understood, start_sample, now) is not None:
            return []
        self._early = understood.command
        return [CommandHeard(understood.command, partial, start_sample, now, now, 0.5, urgent=True)]

    def _look_early(self, endpointer: Endpointer) -> list[HeardEvent]:
        """The first quiet moments after speech: was it urgent?"""
        due = sum(endpointer.quiet_frames >= frames for frames, _ in _LOOKS)
        is_due, self._looks = due > self._looks, due
        if not is_due or self._picked_out or self._early is not None or self._withdrawn:
            return []
        segment = endpointer.so_far()
        if segment is None or segment.too_long:
            return []
        start, end = segment.start_sample, segment.end_sample
        if end - start > _LOOK_WITHIN_SAMPLES:
            return []
        _, least_surplus = _LOOKS[due - 1]
        hypothesis = self._recogniser.peek()
        decision = self._judging.decider.decide_early(hypothesis, segment, self.state, least_surplus)
        if decision is None or self._judging.reason(decision.understood, start, end) is not None:
            return []
        command, now = decision.understood.command, segment.decided_sample
        self._early = command
        self._unsure = CommandHeard(
            command, decision.text, start, end, now, decision.confidence, urgent=True, unsure=True
        )
        return [self._unsure]

    def _look_again(self, endpointer: Endpointer) -> list[HeardEvent]:
        """Is the early command still what's heard?"""
        unsure = self._unsure
        if unsure is None:
            return []
        segment = endpointer.so_far()
        if segment is None or segment.decided_sample - unsure.decided_sample < self._sure_within(unsure):
            return []
        hypothesis = Hypothesis("") if segment.too_long else self._recogniser.peek()
        return self._confirm(unsure, hypothesis, segment)

    def _sure_within(self, unsure: CommandHeard) -> int:
        """A "stop" may become "stop session"."""
        longer = (
            phrase
            for phrase in self._judging.grammar.phrases_in(self.state)
            if phrase.command == unsure.command
        )
        grows = any(phrase.text.startswith(f"{unsure.text} ") for phrase in longer)
        return _SURE_IF_LONGER_SAMPLES if grows else _SURE_WITHIN_SAMPLES

    def _confirm(self, unsure: CommandHeard, hypothesis: Hypothesis, segment: Segment) -> list[HeardEvent]:
        self._unsure = None
        judged = self._judging.decider.judge(hypothesis, segment, self.state)
        if judged.command == unsure.command and judged.surplus >= _CONFIRMS_NATS:
            return []
        self._early = None
        self._withdrawn = True
        self._judging.decider.forget_last()
        return [CommandWithdrawn(unsure.command, unsure.text, segment.start_sample, segment.end_sample)]
