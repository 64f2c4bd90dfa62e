"""Which of several enrolled runners speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice_coach.listening.personal.own_voice import traits_of_takes
from voice_coach.listening.personal.runners import Runner
from voice_coach.listening.personal.takes import TakeFolder
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.voiceprint.encoder import VoiceEncoder, load_voice_encoder
from voice_coach.listening.voiceprint.voiceprint import Voiceprint, voiceprint_of

_LEAST_NATS = 20.0
"""By which speech must be likelier the runner's than anybody's."""
_LEAST_LEAD_NATS = 15.0
"""By which it must be likelier theirs than the next runner's (`python -m bench.which_runner`)."""


@dataclass(frozen=True)
class Guess:
    """``sure``: whose voice it is, or empty; ``likely``: every runner's name, likeliest first."""

    sure: str
    likely: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class EnrolledVoices:
    """``names`` of all; ``prints`` of those with takes."""

    encoder: VoiceEncoder
    names: tuple[str, ...]
    prints: Mapping[str, Voiceprint]

    def guess(self, sound: Speech, phrase: str) -> Guess:
        """Who says ``phrase`` in ``sound``."""
        traits = self.encoder.traits(sound)
        if traits is None or not self.prints:
            return Guess("", self.names)
        found = guessed({name: one.likeness(traits, phrase) for name, one in self.prints.items()})
        return Guess(found.sure, (*found.likely, *(name for name in self.names if name not in self.prints)))


def guessed(nats: Mapping[str, float]) -> Guess:
    """From each runner's likeness (`Voiceprint.likeness`)."""
    likely = tuple(sorted(nats, key=lambda name: -nats[name]))
    is_sure = nats[likely[0]] >= _LEAST_NATS and lead(nats) >= _LEAST_LEAD_NATS
    return Guess(likely[0] if is_sure else "", likely)


def lead(nats: Mapping[str, float]) -> float:
    """How much likelier the likeliest is than the next; than anybody, if there's one."""
    first, *others = sorted(nats.values(), reverse=True)
    return first - max(others, default=0.0)


def enrolled_voices(runners: Sequence[Runner]) -> EnrolledVoices:
    """Raises MissingPartError (`voice-encoder-unreadable`)."""
    encoder = load_voice_encoder()
    prints = {}
    for runner in runners:
        found = voiceprint_of(traits_of_takes(TakeFolder(runner.clips), encoder), encoder)
        if found is not None:
            prints[runner.name] = found
    return EnrolledVoices(encoder, tuple(runner.name for runner in runners), prints)


class WhoSpeaks:
    """Obeys everyone, and remembers the last command's sound."""

    def __init__(self) -> None:
        self._said: tuple[Speech, str] | None = None

    def obeys(self, command: str, phrase: str, sound: Speech) -> bool:
        self._said = (sound, phrase)
        return True

    def guess(self, voices: EnrolledVoices) -> Guess:
        """Who said it; only names if no one spoke."""
        return Guess("", voices.names) if self._said is None else voices.guess(*self._said)
