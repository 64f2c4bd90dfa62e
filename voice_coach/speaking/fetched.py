"""Fetched voices of every engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voice_coach.fetching.progress import Report, no_report
from voice_coach.speaking.catalogue import CatalogueVoice, VoiceCatalogue
from voice_coach.speaking.hibari import store as hibari
from voice_coach.speaking.kokoro import store as kokoro
from voice_coach.speaking.own_voices import OwnVoices
from voice_coach.speaking.piper import store as piper


@dataclass(frozen=True)
class FetchedVoice:
    """``name`` opens it; ``remedy`` installs a missing engine."""

    entry: CatalogueVoice
    name: str
    network: Path
    remedy: str


class FetchedVoices:
    def __init__(self, own: OwnVoices, catalogue: VoiceCatalogue) -> None:
        self._hibari = hibari.HibariStore(own.hibari, catalogue)
        self._kokoro = kokoro.KokoroStore(own.kokoro, catalogue)
        self._piper = piper.PiperStore(own.piper)

    def is_here(self, entry: CatalogueVoice) -> bool:
        """Whether it was fetched; its files aren't checked."""
        if entry.engine == hibari.ENGINE:
            return self._hibari.is_here(entry)
        if entry.engine == kokoro.ENGINE:
            return self._kokoro.is_here(entry)
        return any(voice.name == entry.name for voice in self._piper.voices())

    def get(self, entry: CatalogueVoice, report: Report = no_report) -> FetchedVoice:
        """See ``VoiceFiles.get``."""
        if entry.engine == hibari.ENGINE:
            natural = self._hibari.get(entry, report)
            remedy = "" if hibari.is_installed() else hibari.how_to_install()
            return FetchedVoice(entry, natural.info.name, natural.network, remedy)
        if entry.engine == kokoro.ENGINE:
            spoken = self._kokoro.get(entry, report)
            remedy = "" if kokoro.is_installed() else kokoro.how_to_install()
            return FetchedVoice(entry, spoken.info.name, spoken.network, remedy)
        stored = self._piper.get(entry, report)
        remedy = "" if piper.is_installed() else piper.how_to_install()
        return FetchedVoice(entry, stored.info.name, stored.network, remedy)
