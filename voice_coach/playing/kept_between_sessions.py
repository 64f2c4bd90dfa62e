"""What sessions in a process share: files, cues, a voice, clips, MP3 frames."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from voice_coach.audio.clip import Clip
from voice_coach.audio.cues import CueSheet
from voice_coach.audio.mp3.encoding import EncodedIslands
from voice_coach.errors import VoiceCoachError
from voice_coach.playing.word_times import AlignedWords
from voice_coach.routine.library import Readings
from voice_coach.routine.loader import load_pronunciations
from voice_coach.speaking.cache import ClipCache
from voice_coach.speaking.choose import open_voice, worth_telling
from voice_coach.speaking.clip_memory import ClipMemory
from voice_coach.speaking.maker import PromptMaker
from voice_coach.speaking.own_voices import OwnVoices
from voice_coach.speaking.timed import TimedVoice
from voice_coach.speaking.voice import PassageVoice, Voice, VoiceInfo

CLIP_BYTES = 24_000_000
"""About 4.5 minutes of speech."""

_ISLAND_BYTES = 16_000_000


class SharedParts:
    """Of sessions made in a row. They change no sound; edits to files aren't seen."""

    def __init__(self, *, clip_bytes: int = CLIP_BYTES) -> None:
        self.readings = Readings()
        self._clips = ClipMemory(clip_bytes)
        self.islands = EncodedIslands(_ISLAND_BYTES)
        self.covers: dict[Hashable, bytes] = {}
        self._cues: CueSheet | None = None
        self._voices: dict[tuple[str, str, tuple[Path, ...]], tuple[Voice, str]] = {}
        self._caches: dict[Path, ClipCache] = {}

    @property
    def cues(self) -> CueSheet:
        """Raises as ``CueSheet.load`` does."""
        if self._cues is None:
            self._cues = CueSheet.load()
        return self._cues

    def prompts(
        self,
        voice: str,
        language: str,
        speech_cache: Path,
        own: OwnVoices | None = None,
        content_folders: tuple[Path, ...] = (),
    ) -> PromptMaker:
        """Remembers earlier makers' clips. ``content_folders`` may say how words are said. Raises as
        ``open_voice`` does.
        """
        wanted = (voice, language, content_folders)
        if wanted not in self._voices:
            said = load_pronunciations(language, content_folders, self.readings)
            passed_over: list[VoiceCoachError] = []
            opened = open_voice(voice, language, own, said, passed_over.append)
            timed = TimedVoice(opened, AlignedWords(language), said)
            self._voices[wanted] = timed, worth_telling(passed_over)
        lent, note = self._voices[wanted]
        cache = self._caches.setdefault(speech_cache, ClipCache(speech_cache))
        return PromptMaker(_Lent(lent), cache, memory=self._clips, note=note)

    def close(self) -> None:
        for voice, _ in self._voices.values():
            voice.close()
        self._voices.clear()


class _Lent:
    """A voice that stays open when closed."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    @property
    def identity(self) -> str:
        return self._voice.identity

    @property
    def info(self) -> VoiceInfo:
        return self._voice.info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        return self._voice.synthesise(text, words_per_minute=words_per_minute)

    def synthesise_within(self, text: str, passage: tuple[str, ...], *, words_per_minute: int) -> Clip:
        assert isinstance(self._voice, PassageVoice)
        return self._voice.synthesise_within(text, passage, words_per_minute=words_per_minute)

    def close(self) -> None:
        """Nothing: the lender closes it."""
