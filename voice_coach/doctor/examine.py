"""Runs every check. One that fails is a finding; the others still run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from voice_coach.audio.devices import Device
from voice_coach.audio.sound_trial import SoundTrial
from voice_coach.doctor.bluetooth import Route, check_bluetooth
from voice_coach.doctor.diagnosis import Diagnosis, Verdict
from voice_coach.doctor.sound_checks import (
    check_answers,
    check_device,
    check_echo,
    check_flow,
    check_latency,
    check_levels,
)
from voice_coach.doctor.storage_checks import CacheState, check_cache, check_disk
from voice_coach.doctor.voice_check import VoiceState, check_voice
from voice_coach.errors import VoiceCoachError


class Machine(Protocol):
    """Every method may raise ``VoiceCoachError``."""

    def devices(self) -> tuple[Device, ...]: ...

    def routes(self, speaker: str | None, microphone: str | None) -> tuple[Sequence[Route], Sequence[Route]]:
        """Speaker and microphone under each of their names, the server's last."""

    def sound_trial(self, speaker: str | None, microphone: str | None) -> SoundTrial: ...

    def voice(self) -> VoiceState:
        """Speaks with the voice in use, and returns it."""

    def recogniser(self) -> str:
        """Lets the recogniser in use hear something, and returns its name."""

    def cache(self) -> CacheState: ...

    def free_bytes(self) -> int: ...


def examine(
    machine: Machine, *, speaker: str | None = None, microphone: str | None = None, aloud: bool = True
) -> Iterator[Diagnosis]:
    """Findings as they come. Sound is tested if ``aloud`` and both devices exist."""
    yield from _sound(machine, speaker, microphone, aloud)
    yield from _attempt("voice", "bad", lambda: [check_voice(machine.voice())])
    yield from _attempt("recogniser", "note", lambda: [Diagnosis("recogniser", "ok", machine.recogniser())])
    yield from _attempt("cache", "note", lambda: [check_cache(machine.cache())])
    yield from _attempt("disk", "note", lambda: [check_disk(machine.free_bytes())])


def _sound(machine: Machine, speaker: str | None, microphone: str | None, aloud: bool) -> Iterator[Diagnosis]:
    try:
        devices = machine.devices()
    except VoiceCoachError as error:
        yield Diagnosis("speaker", "bad", error.message, error.hint)
        return
    ends = (check_device("output", devices, speaker), check_device("input", devices, microphone))
    yield from ends
    if not all(end.verdict == "ok" for end in ends):
        return
    yield from _attempt("bluetooth", "note", lambda: [check_bluetooth(*machine.routes(speaker, microphone))])
    if aloud:
        yield from _attempt("sound", "bad", lambda: _sound_checks(machine.sound_trial(speaker, microphone)))


def _sound_checks(test: SoundTrial) -> list[Diagnosis]:
    return [check(test) for check in (check_levels, check_latency, check_answers, check_echo, check_flow)]


def _attempt(check: str, verdict: Verdict, look: Callable[[], list[Diagnosis]]) -> list[Diagnosis]:
    """``look``'s findings, or that it failed."""
    try:
        return look()
    except VoiceCoachError as error:
        return [Diagnosis(check, verdict, error.message, error.hint)]
