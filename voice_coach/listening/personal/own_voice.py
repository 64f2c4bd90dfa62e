"""Tells the runner's voice by their takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice_coach.listening.personal.take_checks import speech_in
from voice_coach.listening.personal.takes import TakeFolder
from voice_coach.listening.recogniser import Speech
from voice_coach.listening.voiceprint.encoder import Numbers, VoiceEncoder, load_voice_encoder
from voice_coach.listening.voiceprint.port import LEAD_SAMPLES
from voice_coach.listening.voiceprint.voiceprint import Voiceprint, voiceprint_of

_LEAST_NATS = 5.0
_LEAST_NATS_UNKNOWN = 5.0
"""By which enrolled and other phrases must be likelier the runner's (`python -m bench.only_me`)."""


def passes(nats: float, *, enrolled: bool) -> bool:
    """Whether a phrase likelier the runner's by ``nats`` counts as theirs."""
    return nats >= (_LEAST_NATS if enrolled else _LEAST_NATS_UNKNOWN)


@dataclass(frozen=True, eq=False)
class ByVoiceprint:
    """A `Whose` by takes."""

    encoder: VoiceEncoder
    print: Voiceprint

    def is_runner(self, sound: Speech, phrase: str) -> bool:
        """False if too short to tell."""
        traits = self.encoder.traits(sound)
        return traits is not None and _is_like(self.print, traits, phrase)


def _is_like(print_: Voiceprint, traits: Numbers, phrase: str) -> bool:
    return passes(print_.likeness(traits, phrase), enrolled=phrase in print_.phrases)


def traits_of_takes(folder: TakeFolder, encoder: VoiceEncoder) -> Mapping[str, Sequence[Numbers]]:
    """By phrase, without takes that have no speech."""
    return {phrase: _traits(folder.read(phrase), encoder) for phrase in folder.phrases()}


def _traits(takes: Sequence[Speech], encoder: VoiceEncoder) -> list[Numbers]:
    found = []
    for take in takes:
        segment = speech_in(take)
        if segment is None or segment.too_long:
            continue
        first = max(0, segment.start_sample - LEAD_SAMPLES)
        traits = encoder.traits(take[first : segment.end_sample + LEAD_SAMPLES])
        if traits is not None:
            found.append(traits)
    return found


def own_takes_known(takes: Mapping[str, Sequence[Numbers]], encoder: VoiceEncoder) -> tuple[int, int]:
    """Of the takes, how many the others would know, and all."""
    known = count = 0
    for phrase, several in takes.items():
        for at, one in enumerate(several):
            others = {**takes, phrase: [other for number, other in enumerate(several) if number != at]}
            found = voiceprint_of(others, encoder)
            count += 1
            known += found is not None and _is_like(found, one, phrase)
    return known, count


def by_voiceprint(folder: TakeFolder) -> ByVoiceprint | None:
    """None without takes. Raises MissingPartError (`voice-encoder-unreadable`)."""
    encoder = load_voice_encoder()
    found = voiceprint_of(traits_of_takes(folder, encoder), encoder)
    return None if found is None else ByVoiceprint(encoder, found)
