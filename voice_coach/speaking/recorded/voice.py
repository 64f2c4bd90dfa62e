"""A voice pack as a voice; another says the rest.

"Slower" and "faster" change only that one: stretching damages speech.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from voice_coach.audio.clip import Clip
from voice_coach.speaking.recorded.line_id import line_id
from voice_coach.speaking.recorded.pack import Pack, is_whole, read_clip
from voice_coach.speaking.voice import Voice, VoiceInfo, check_rate


def pack_info(name: str, pack: Pack, fallback: str = "", *, damaged: int = 0) -> VoiceInfo:
    """``name`` opens it; ``fallback`` replaces the pack's own; ``damaged`` counts unusable lines."""
    count = len(pack.lines) - damaged
    lines = f"{count} recorded line{'' if count == 1 else 's'}"
    if damaged:
        lines = f"{lines} ({damaged} more damaged)"
    return VoiceInfo(name, "pack", pack.language, f"{lines}, the rest by {fallback or pack.fallback}", 5)


class RecordedVoice:
    """The pack in ``folder``. Owns and closes ``fallback``.

    Checks every clip: missing or damaged ones count as unrecorded; the identity says which are whole.
    """

    def __init__(
        self, folder: Path, pack: Pack, fallback: Voice, name: str, *, fallback_name: str = ""
    ) -> None:
        self._folder = folder
        self._fallback = fallback
        self._language = pack.language
        self._lines = {line.id: line for line in pack.lines.values() if is_whole(folder, line)}
        self.damaged = tuple(line for line in pack.lines.values() if line.id not in self._lines)
        """Missing, or not as built."""
        hashes = "".join(f"{key}{self._lines[key].sha256}" for key in sorted(self._lines))
        self._identity = f"pack {hashlib.sha256(hashes.encode()).hexdigest()[:32]} + {fallback.identity}"
        self._info = pack_info(name, pack, fallback_name)

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def info(self) -> VoiceInfo:
        return self._info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        """The recording, or the other voice; see ``Voice``."""
        check_rate(words_per_minute)
        line = self._lines.get(line_id(text, self._language))
        samples = None if line is None else read_clip(self._folder, line)
        if samples is not None:
            return Clip(samples)
        return self._fallback.synthesise(text, words_per_minute=words_per_minute)

    def close(self) -> None:
        self._fallback.close()
