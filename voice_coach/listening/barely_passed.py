"""A command that barely passed waits for silence: if somebody goes on speaking, it was part of that."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.listening.decision import CommandDecision, Decider
from voice_coach.listening.heard import CommandHeard, CommandWithdrawn, HeardEvent, SpeechIgnored, heard
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.segment import Segment

_HARDLY_NATS = 1.0
_HARDLY_SAMPLES = 16 * HEARING_RATE // 100
"""A command that passes by less waits for so much silence: 120 ms keep as much talk out as 240, and speech is
noticed 30 ms late. An urgent one is obeyed, and taken back if somebody goes on."""
_ALONE_SAMPLES = 45 * HEARING_RATE // 100
"""The same for a phrase that must be said alone, however clear."""


def silence_after(decision: CommandDecision) -> int:
    """How many samples of silence must follow before ``decision`` is sure."""
    if decision.understood.phrase.alone:
        return _ALONE_SAMPLES
    return _HARDLY_SAMPLES if decision.surplus < _HARDLY_NATS else 0


class BarelyPassed:
    """The last such command, if it still waits."""

    def __init__(self, decider: Decider) -> None:
        self._decider = decider
        self._command: CommandHeard | None = None
        self._until = 0

    def weigh(self, decision: CommandDecision, segment: Segment) -> CommandHeard | None:
        """The command, if it's to be obeyed now; ``None``: after some silence."""
        command, wait = heard(decision, segment), silence_after(decision)
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
