"""The voices on this machine, and opening one by name.

``auto``: in English hibari, in Spanish Kokoro if fetched, unless answers are awaited. Without them, the
system's voice on macOS and Windows, espeak on Linux: flite sounds a little softer, but knows no word times,
is ten times slower and speaks English only.
"""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Callable, Iterable

from voice_coach.errors import InputError, MissingPartError, VoiceCoachError
from voice_coach.routine.loader import load_pronunciations
from voice_coach.routine.pronunciations import Pronunciations
from voice_coach.speaking.catalogue import shipped_catalogue
from voice_coach.speaking.espeak import EspeakVoice, espeak_info
from voice_coach.speaking.find_espeak import espeak_library
from voice_coach.speaking.flite import FliteVoice, flite_info, flite_voices
from voice_coach.speaking.hibari.store import HibariStore
from voice_coach.speaking.hibari.voice import HibariVoice
from voice_coach.speaking.kokoro.store import KokoroStore
from voice_coach.speaking.kokoro.voice import KokoroVoice
from voice_coach.speaking.own_voices import OwnVoices, default_own_voices
from voice_coach.speaking.piper.store import PiperStore
from voice_coach.speaking.pronounced import PronouncedVoice
from voice_coach.speaking.recorded.pack_folder import find_pack, list_packs, names_a_pack
from voice_coach.speaking.system import SystemVoice, system_info, system_speech
from voice_coach.speaking.voice import Voice, VoiceInfo

_LOG = logging.getLogger(__name__)
_SYSTEM_FIRST = ("hibari", "kokoro", "system", "espeak", "flite")
_ESPEAK_FIRST = ("hibari", "kokoro", "espeak", "flite", "system")
_NATURAL = ("hibari", "kokoro")

Tell = Callable[[VoiceCoachError], None]
"""Gets the reason why ``auto`` skips the natural voice."""


def not_told(_reason: VoiceCoachError) -> None:
    """For callers that needn't know."""


def worth_telling(reasons: Iterable[VoiceCoachError]) -> str:
    """Of ``reasons``, what runners should know: the natural voice is damaged, slow or can be
    fetched; or "".
    """
    return " ".join(
        str(reason)
        for reason in reasons
        if reason.code in ("voice-damaged", "voice-slow") or "voices get" in (reason.hint or "")
    )


def available_voices(
    language: str = "en", *, every_system_voice: bool = False, own: OwnVoices | None = None
) -> list[VoiceInfo]:
    """For ``open_voice``, ``auto``'s engine first, the runner's ``own`` last.

    Listing the system's costs a child process; without ``every_system_voice`` they're one, ``system``.
    """
    own = own or default_own_voices()
    listers: dict[str, Callable[[], list[VoiceInfo]]] = {
        "hibari": lambda: HibariStore(own.hibari, shipped_catalogue()).infos(language),
        "kokoro": lambda: KokoroStore(own.kokoro, shipped_catalogue()).infos(language),
        "espeak": lambda: _espeak_voices(language),
        "flite": lambda: [flite_info(name) for name in flite_voices()] if _is(language, "en") else [],
        "system": lambda: _system_voices(language) if every_system_voice else _system_summary(language),
    }
    found: list[VoiceInfo] = []
    for engine in _engines_by_preference():
        try:
            found += listers[engine]()
        except MissingPartError:
            continue
    return found + PiperStore(own.piper).infos(language) + list_packs(language, own.packs)


def open_voice(
    name: str = "auto",
    language: str = "en",
    own: OwnVoices | None = None,
    pronunciations: Pronunciations | None = None,
    tell: Tell = not_told,
    *,
    at_once: bool = False,
) -> Voice:
    """Open ``auto``, an engine (``espeak``), a voice (``hibari:emma``, ``piper:en_US-joe-medium``,
    ``pack:ana``) or a pack's path; its ``info`` names it.

    ``pronunciations`` ``None``: as shipped for ``language``. ``tell`` gets the reason if ``auto`` skips the
    natural voice. ``at_once``: it takes no slow voice. Raises InputError (no such engine or voice, wrong
    ``language``), MissingPartError (not installed).
    """
    own = own or default_own_voices()
    if pronunciations is None:
        pronunciations = load_pronunciations(language)
    if names_a_pack(name):
        return _pack(name, language, own, pronunciations)  # knows its lines by the author's words
    if name == "auto":
        return _best(language, own, pronunciations, tell, at_once)
    return PronouncedVoice(_engine(name, language, own), pronunciations)


def _engine(name: str, language: str, own: OwnVoices) -> Voice:
    engine, _, wanted = name.partition(":")
    if engine in _OPENERS:
        return _OPENERS[engine](wanted, language, own)
    known = ", ".join(["auto", *(voice.name for voice in available_voices(language, own=own))])
    raise InputError(f"There is no voice {name!r}.", hint=f"There are {known}.", code="voice-unknown")


def _flite(name: str, language: str, _own: OwnVoices) -> Voice:
    if not _is(language, "en"):
        raise InputError(
            f"flite doesn't speak the language {language!r}.",
            hint="Try --voice espeak.",
            code="voice-unknown",
        )
    return FliteVoice(name)


def _piper(name: str, language: str, own: OwnVoices) -> Voice:
    from voice_coach.speaking.piper.voice import PiperVoice

    return PiperVoice(PiperStore(own.piper), name, language)


_OPENERS: dict[str, Callable[[str, str, OwnVoices], Voice]] = {
    "hibari": lambda name, language, own: HibariVoice(own.hibari, name, language),
    "kokoro": lambda name, language, own: KokoroVoice(own.kokoro, name, language),
    "espeak": lambda name, language, _own: EspeakVoice(name or language),
    "system": lambda name, language, _own: SystemVoice(name, language),
    "flite": _flite,
    "piper": _piper,
}


def _pack(name: str, language: str, own: OwnVoices, pronunciations: Pronunciations) -> Voice:
    from voice_coach.speaking.recorded.voice import RecordedVoice

    choice = find_pack(name, language, own.packs)
    wanted = choice.fallback
    try:
        fallback = open_voice(wanted, language, own, pronunciations)
    except VoiceCoachError:
        if choice.asked:
            raise
        wanted = "auto"  # The pack was made on another machine: its recordings are what's wanted here.
        fallback = open_voice(wanted, language, own, pronunciations)
    return RecordedVoice(choice.folder, choice.pack, fallback, name, fallback_name=wanted)


def _best(language: str, own: OwnVoices, pronunciations: Pronunciations, tell: Tell, at_once: bool) -> Voice:
    reasons: list[str] = []
    for engine in _engines_by_preference():
        try:
            voice = open_voice(engine, language, own, pronunciations)
            if not (at_once and voice.info.slow):
                return voice
            voice.close()
            raise MissingPartError(
                f"The natural voice {voice.info.name} is too slow to answer at once.",
                hint=f"To hear it live, use --voice {voice.info.name}: its lines are made first, once.",
                code="voice-slow",
            )
        except VoiceCoachError as error:
            if engine in _NATURAL and isinstance(error, MissingPartError):
                tell(error)
            _LOG.info("no voice by %s: %s", engine, error.message)
            reasons.append(f"{engine}: {error.message}")
    raise MissingPartError(
        f"No voice on this machine speaks the language {language!r} ({' '.join(reasons)}).",
        hint="Install one with: pip install espeakng-loader",
        code="voice-missing",
    )


def _engines_by_preference() -> tuple[str, ...]:
    return _SYSTEM_FIRST if sys.platform in ("darwin", "win32") else _ESPEAK_FIRST


def _is(code: str, language: str) -> bool:
    return code.lower().split("-")[0] == language.lower().split("-")[0]


def _espeak_voices(language: str) -> list[VoiceInfo]:
    entries = [espeak_info(entry) for entry in espeak_library().languages() if _is(entry.code, language)]
    return sorted(entries, key=lambda entry: entry.language != "en-us")


def _system_summary(language: str) -> list[VoiceInfo]:
    if sys.platform not in ("darwin", "win32"):
        try:
            ctypes.CDLL("libespeak-ng.so.1")  # what pyttsx3 speaks with here
        except OSError:
            return []
        return [VoiceInfo("system", "system", language, "the system's espeak-ng through pyttsx3", 1)]
    return [VoiceInfo("system", "system", language, "the voice set in this system's settings", 4)]


def _system_voices(language: str) -> list[VoiceInfo]:
    return [system_info(entry) for entry in system_speech().voices if entry.speaks(language)]
