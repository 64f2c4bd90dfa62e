"""A command that barely passed waits for silence: if somebody goes on speaking, it was part of that."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.listening.decision import CommandDecision, Decider
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.heard import CommandHeard, CommandWithdrawn, HeardEvent, SpeechIgnored, heard
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.segment import Segment

_HARDLY = ((1.0, 24 * HEARING_RATE // 100), (2.5, 8 * HEARING_RATE // 100))
"""A command that passes by less than so many nats waits for so much silence; if the coach has asked something
only the first counts. An urgent one is obeyed, and taken back if somebody goes on."""
_ALONE_SAMPLES = 45 * HEARING_RATE // 100
"""The same for a phrase that must be said alone, however clear."""


class BarelyPassed:
    """The last such command, if it still waits."""

    def __init__(self, grammar: Grammar, decider: Decider) -> None:
        self._grammar = grammar
        self._decider = decider
        self._command: CommandHeard | None = None
        self._until = 0

    def weigh(self, decision: CommandDecision, segment: Segment, state: str) -> CommandHeard | None:
        """The command, if it's to be obeyed now; ``None``: after some silence."""
        command, wait = heard(decision, segment), self._wait_samples(decision, state)
        if not wait:
            return command
        self._command = replace(command, unsure=decision.urgent)
        self._until = segment.decided_sample + wait
        return self._command if decision.urgent else None

    def silent_until(self, sample: int) -> list[HeardEvent]:
        """No one has spoken so far."""
        return self.believe() if self._command is not None and sample >= self._until else []

    def believe(self) -> list[HeardEvent]:
        """No one went on speaking."""
        command, self._command = self._command, None
        if command is None or command.urgent:
            return []
        return [replace(command, decided_sample=max(command.decided_sample, self._until))]

    def doubt(self, start_sample: int) -> list[HeardEvent]:
        """Somebody speaks from there on."""
        command = self._command
        if command is None or start_sample >= self._until:
            return self.believe()
        self._command = None
        self._decider.forget_last()
        start, end = command.start_sample, command.end_sample
        if command.urgent:
            return [CommandWithdrawn(command.command, command.text, start, end)]
        return [SpeechIgnored(command.text, "not-alone", start, end, command.confidence)]

    def _wait_samples(self, decision: CommandDecision, state: str) -> int:
        """How much silence must follow before ``decision`` is sure."""
        if decision.understood.phrase.alone:
            return _ALONE_SAMPLES
        steps = _HARDLY[:1] if self._grammar.expects.get(state) else _HARDLY
        return next((samples for nats, samples in steps if decision.surplus < nats), 0)
