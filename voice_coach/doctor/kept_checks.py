"""Checks of settings, recorded voices, and readable recordings."""

from __future__ import annotations

from collections.abc import Iterator

from voice_coach.audio.foreign.by_ffmpeg import ffmpeg_program
from voice_coach.doctor.diagnosis import Diagnosis
from voice_coach.errors import InputError
from voice_coach.speaking.own_voices import OwnVoices
from voice_coach.speaking.recorded.pack_folder import all_packs, damaged_lines

_NOTED_CODECS = {"aac": "AAC", "alac": "ALAC", "amrnb": "AMR", "opus": "Opus", "wmav2": "WMA"}


def check_kept(settings_problem: str, voices: OwnVoices) -> Iterator[Diagnosis]:
    """Findings on damage, and one on ffmpeg."""
    if settings_problem:
        advice = "Repair the file, or set the values again: voice-coach config."
        yield Diagnosis("settings", "note", settings_problem, advice)
    for folder in all_packs(voices.packs):
        try:
            lines, damaged = damaged_lines(folder)
        except InputError as error:
            yield Diagnosis("voicepack", "note", error.message, error.hint)
            continue
        if damaged:
            message = f"Of the {lines} recordings of pack:{folder.name}, {damaged} are missing or damaged."
            advice = "Another voice speaks those lines. Build the pack again: voice-coach voicepack build."
            figures = {"lines": lines, "damaged": damaged}
            yield Diagnosis("voicepack", "note", message, advice, figures)
    yield _check_ffmpeg()


def _check_ffmpeg() -> Diagnosis:
    if ffmpeg_program() is None:
        return Diagnosis(
            "ffmpeg", "ok", "Not installed: WAV, FLAC, MP3 and OGG are read, M4A and others aren't."
        )
    from pydub.utils import get_supported_decoders

    decoders = get_supported_decoders()
    named = [name for codec, name in _NOTED_CODECS.items() if codec in decoders]
    return Diagnosis("ffmpeg", "ok", f"Recordings of any kind can be read, such as {', '.join(named)}.")
