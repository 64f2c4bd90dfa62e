"""The machine that the program runs on."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from voice_coach.audio.devices import Device, choose_device, list_devices
from voice_coach.audio.routing import server_default
from voice_coach.audio.sound_trial import SoundTrial, run_sound_trial
from voice_coach.doctor.bluetooth import Route
from voice_coach.doctor.storage_checks import CacheState
from voice_coach.doctor.voice_check import VoiceState
from voice_coach.errors import VoiceCoachError
from voice_coach.speaking.own_voices import OwnVoices

_TEST_WORDS = "Hold longer."


class ThisMachine:
    """``language`` spoken, ``cache_folder`` of prompts, ``own_voices``' folder."""

    def __init__(
        self,
        language: str,
        voice: str,
        recogniser: str,
        cache_folder: Path,
        own_voices: OwnVoices | None = None,
    ) -> None:
        self._language = language
        self._voice = voice
        self._recogniser = recogniser
        self._cache_folder = cache_folder
        self._own_voices = own_voices
        self._devices: tuple[Device, ...] = ()

    def devices(self) -> tuple[Device, ...]:
        self._devices = list_devices()
        return self._devices

    def routes(self, speaker: str | None, microphone: str | None) -> tuple[Sequence[Route], Sequence[Route]]:
        return (
            [_route(choose_device(self._devices, "output", speaker)), *_server_route("sink")],
            [_route(choose_device(self._devices, "input", microphone)), *_server_route("source")],
        )

    def sound_trial(self, speaker: str | None, microphone: str | None) -> SoundTrial:
        return run_sound_trial(speaker, microphone)

    def voice(self) -> VoiceState:
        from voice_coach.speaking.choose import open_voice
        from voice_coach.speaking.maker import PromptMaker

        passed_over: list[VoiceCoachError] = []
        voice = open_voice(self._voice, self._language, self._own_voices, tell=passed_over.append)
        with PromptMaker(voice) as prompts:
            prompts.clip(_TEST_WORDS)
            return VoiceState(prompts.voice_name, passed_over[0] if passed_over else None)

    def recogniser(self) -> str:
        import numpy as np

        from voice_coach.listening.choose import open_recogniser
        from voice_coach.listening.phrase_file import load_grammar
        from voice_coach.listening.recogniser import HEARING_RATE, decode

        grammar = load_grammar(self._language)
        recogniser = open_recogniser(
            self._recogniser, grammar, grammar.states[0], os.environ.get("VOSK_MODEL_PATH")
        )
        try:
            noise = np.random.default_rng(1).normal(0.0, 100.0, HEARING_RATE)
            decode(recogniser, noise.astype(np.int16))
            return recogniser.name
        finally:
            recogniser.close()

    def cache(self) -> CacheState:
        folder = self._cache_folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"voice-coach doctor")
            problem = ""
        except OSError as error:
            problem = error.strerror or str(error)
        sizes = [path.stat().st_size for path in folder.rglob("*.clip")] if folder.is_dir() else []
        return CacheState(str(folder), len(sizes), sum(sizes), problem)

    def free_bytes(self) -> int:
        folder = self._cache_folder
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free


def _route(device: Device) -> Route:
    return Route(device.name, device.rate_hz)


def _server_route(kind: str) -> list[Route]:
    """The server's default ``sink`` or ``source``; PortAudio shows only "default"."""
    found = server_default(kind)
    return [] if found is None else [Route(*found)]
