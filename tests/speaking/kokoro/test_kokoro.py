"""Kokoro's voices: found, checked, spoken by onnxruntime, and passed over when somebody waits for answers.

The network is a small one made on the spot; with VOICE_COACH_KOKORO, a folder that holds the real
``kokoro-v1.0.int8.onnx`` and ``ef_dora.bin``, the real one is asked too.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from tests.speaking.kokoro.tiny_kokoro import SIGN_FRAMES, tiny_network
from voice_coach.errors import InputError, MissingPartError, VoiceCoachError
from voice_coach.speaking.catalogue import CatalogueVoice, VoiceCatalogue, VoiceFile, shipped_catalogue
from voice_coach.speaking.choose import available_voices, open_voice, worth_telling
from voice_coach.speaking.kokoro.network import breaths, signs_of
from voice_coach.speaking.kokoro.store import KokoroStore
from voice_coach.speaking.kokoro.voice import KokoroVoice
from voice_coach.speaking.own_voices import OwnVoices

pytest.importorskip("onnxruntime", reason="onnxruntime is not installed: pip install voice-coach[natural]")
NETWORK, STYLE = tiny_network(), np.zeros((510, 256), "<f4").tobytes()


def _file(name: str, content: bytes) -> VoiceFile:
    return VoiceFile(f"https://example.org/{name}", len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnVoices:
    """A voice called ef_dora that lies where a fetched one would."""
    files = (_file("net.onnx", NETWORK), _file("ef_dora.bin", STYLE))
    entry = CatalogueVoice("ef_dora", "Spanish, Dora, a woman", "es", "Apache-2.0", files, "kokoro")
    for module in ("voice_coach.speaking.kokoro.voice", "voice_coach.speaking.choose"):
        monkeypatch.setattr(f"{module}.shipped_catalogue", lambda: VoiceCatalogue((entry,)))
    own = OwnVoices(tmp_path)
    folder = own.kokoro / "ef_dora"
    folder.mkdir(parents=True)
    (folder / "net.onnx").write_bytes(NETWORK)
    (folder / "ef_dora.bin").write_bytes(STYLE)
    return own


def test_it_speaks_each_sign_once_and_slower_when_asked(own: OwnVoices) -> None:
    voice = KokoroVoice(own.kokoro)
    usual = voice.synthesise("Respira hondo.", words_per_minute=145)
    again = KokoroVoice(own.kokoro).synthesise("Respira hondo.", words_per_minute=145)
    slow = voice.synthesise("Respira hondo.", words_per_minute=110)
    voice.close()
    signs = len(signs_of("Respira hondo.", "es")) + 2
    assert usual.frames / (signs * SIGN_FRAMES) == pytest.approx(1 / 0.85, rel=0.01)
    assert np.array_equal(usual.samples, again.samples)
    assert slow.frames / usual.frames == pytest.approx(145 / 110, rel=0.01)
    assert voice.synthesise("¿… !", words_per_minute=145).frames == 0


def test_spanish_sounds_keep_their_stress_and_punctuation() -> None:
    signs = signs_of("Respira hondo, ¿vale? Veinte más.", "es")
    assert signs.startswith("respˈiɾa ˈondo, ")
    assert "bˈale?" in signs
    assert signs.endswith("mˈas.")


def test_a_long_text_is_said_in_breaths_that_the_network_can_take() -> None:
    text = " ".join(["Baja el rodillo hasta la rodilla y vuelve."] * 40)
    signs = signs_of(text, "es")
    parts = breaths(signs)
    assert max(map(len, parts)) <= 508
    assert " ".join(parts) == signs
    assert all(part.endswith(".") for part in parts)
    assert breaths("a" * 1200) == ["a" * 508, "a" * 508, "a" * 184]


def test_auto_takes_it_for_files_and_says_why_not_when_somebody_waits(own: OwnVoices) -> None:
    assert open_voice("auto", "es", own).info.name == "kokoro:ef_dora"
    assert "kokoro:ef_dora" in [info.name for info in available_voices("es", own=own)]
    told: list[VoiceCoachError] = []
    assert not open_voice("auto", "es", own, tell=told.append, at_once=True).info.slow
    assert "too slow to answer at once" in worth_telling(told)
    assert open_voice("kokoro:ef_dora", "es", own, at_once=True).info.slow


def test_a_voice_that_can_be_fetched_is_offered(tmp_path: Path) -> None:
    told: list[VoiceCoachError] = []
    assert open_voice("auto", "es", OwnVoices(tmp_path), tell=told.append).info.engine != "kokoro"
    assert "voice-coach voices get ef_dora" in worth_telling(told)


@pytest.mark.parametrize("name", ["net.onnx", "ef_dora.bin"])
def test_a_changed_byte_is_told_and_the_next_voice_speaks(own: OwnVoices, name: str) -> None:
    path = own.kokoro / "ef_dora" / name
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    told: list[VoiceCoachError] = []
    assert open_voice("auto", "es", own, tell=told.append).info.engine != "kokoro"
    assert f"{name} is not the file it should be" in worth_telling(told)
    with pytest.raises(MissingPartError, match="is damaged"):
        open_voice("kokoro:ef_dora", "es", own)


def test_it_speaks_no_other_language_and_no_other_name(own: OwnVoices) -> None:
    with pytest.raises(InputError, match="no voice for the language 'en'"):
        open_voice("kokoro", "en", own)
    with pytest.raises(InputError, match="no voice 'dora'"):
        open_voice("kokoro:dora", "es", own)


def test_the_real_network_speaks(tmp_path: Path) -> None:
    real = os.environ.get("VOICE_COACH_KOKORO")
    if not real:
        pytest.skip("VOICE_COACH_KOKORO names no folder with the real network (93 MB)")
    entry = shipped_catalogue().voice("ef_dora")
    folder = tmp_path / "ef_dora"
    folder.mkdir()
    for file in entry.files:
        name = file.url.rsplit("/", 1)[1]
        (folder / name).symlink_to(Path(real).resolve() / name)
    assert KokoroStore(tmp_path, shipped_catalogue()).find("", "es").entry == entry
    clip = KokoroVoice(tmp_path).synthesise("Respira hondo.", words_per_minute=145)
    assert 0.8 < clip.frames / 24_000 < 2.5
    assert np.abs(clip.samples).max() > 0.2
