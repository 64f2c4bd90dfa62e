"""Piper itself, in its own process, with a voice made on the spot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.speaking.piper.conftest import NAME
from voice_coach.audio.loudness import loudness_lufs
from voice_coach.errors import InputError, MissingPartError
from voice_coach.speaking.cache import ClipCache
from voice_coach.speaking.choose import available_voices, open_voice
from voice_coach.speaking.finish import TARGET_LUFS, finish
from voice_coach.speaking.maker import PromptMaker
from voice_coach.speaking.own_voices import OwnVoices
from voice_coach.speaking.piper import store as store_module
from voice_coach.speaking.piper.process import SpeakingProcess
from voice_coach.speaking.piper.store import PiperStore
from voice_coach.speaking.piper.voice import PiperVoice

TEXT = "Now your calves."


@pytest.fixture
def own(store: PiperStore) -> OwnVoices:
    return OwnVoices(store.folder.parent)


def test_it_speaks_at_the_common_level_and_the_same_every_time(store: PiperStore) -> None:
    voice = PiperVoice(store, NAME)
    clips = [voice.synthesise(text, words_per_minute=145) for text in (TEXT, "Half way.", TEXT)]
    voice.close()
    voice.close()
    again = voice.synthesise(TEXT, words_per_minute=145)  # in another process
    voice.close()
    assert np.array_equal(clips[0].samples, clips[2].samples)
    assert np.array_equal(clips[0].samples, again.samples)
    assert clips[0].frames > 10_000
    for clip in clips:
        assert loudness_lufs(finish(clip).samples) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_slower_is_longer_and_usual_is_the_voice_s_own_pace(store: PiperStore) -> None:
    voice = PiperVoice(store)
    usual, slow, fast = (voice.synthesise(TEXT, words_per_minute=rate).frames for rate in (145, 110, 200))
    voice.close()
    assert slow / usual == pytest.approx(145 / 110, rel=0.02)
    assert fast / usual == pytest.approx(145 / 200, rel=0.02)


def test_sentences_stand_apart_and_nothing_to_say_is_no_sound(store: PiperStore) -> None:
    voice = PiperVoice(store)
    one, two = (voice.synthesise(text, words_per_minute=145) for text in (TEXT, f"{TEXT} {TEXT}"))
    assert voice.synthesise("... !", words_per_minute=145).frames == 0
    spelled, apart = (voice.synthesise(text, words_per_minute=145) for text in ("[[one]]", "[ [one]]"))
    assert np.array_equal(spelled.samples, apart.samples), "brackets in a text are no phonemes"
    voice.close()
    assert two.frames > 2 * one.frames + 5_000
    with pytest.raises(InputError):
        voice.synthesise(TEXT, words_per_minute=20)


def test_it_is_chosen_by_name_listed_and_cached(own: OwnVoices, tmp_path: Path) -> None:
    names = [info.name for info in available_voices(own=own)]
    assert f"piper:{NAME}" in names
    assert f"piper:{NAME}" not in [info.name for info in available_voices("es", own=own)]
    for name in (f"piper:{NAME}", "piper"):
        assert open_voice(name, "en", own).info.name == f"piper:{NAME}"
    cache = ClipCache(tmp_path / "cache")
    with PromptMaker(open_voice("piper", "en", own), cache) as prompts:
        made = prompts.clip(TEXT)
    with PromptMaker(open_voice("piper", "en", own), cache) as prompts:
        kept = prompts.clip(TEXT)
        assert prompts._voice.inner._process._process is None  # type: ignore[attr-defined]  # it was not needed
    assert np.array_equal(made.samples, kept.samples)


def test_the_identity_is_the_network_s(own: OwnVoices) -> None:
    network = own.piper / NAME / f"{NAME}.onnx"
    before = open_voice("piper", "en", own).identity
    assert open_voice("piper", "en", own).identity == before
    network.write_bytes(network.read_bytes() + b"\0")
    assert open_voice("piper", "en", own).identity != before


def test_it_speaks_what_a_pack_lacks(own: OwnVoices, tmp_path: Path) -> None:
    from tests.speaking.recorded.studio import lines, record, write_script
    from voice_coach.speaking.recorded.build import PackDetails, build_pack

    studio = tmp_path / "studio"
    write_script(studio, lines())
    record(studio, lines()[0])
    build_pack(studio, own.packs / "ana", PackDetails("ana", "", "espeak"))
    pack, piper = open_voice("pack:ana+piper", "en", own), open_voice("piper", "en", own)
    other, same = (voice.synthesise("Not recorded.", words_per_minute=145) for voice in (pack, piper))
    assert np.array_equal(other.samples, same.samples)
    assert not np.array_equal(
        pack.synthesise(TEXT, words_per_minute=145).samples,
        piper.synthesise(TEXT, words_per_minute=145).samples,
    )
    pack.close()
    piper.close()


def test_without_the_package_the_remedy_is_told(own: OwnVoices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_coach.speaking.piper.voice.is_installed", lambda: False)
    monkeypatch.setattr(store_module, "is_installed", lambda: False)
    with pytest.raises(MissingPartError, match="piper isn't installed") as caught:
        open_voice(f"piper:{NAME}", "en", own)
    assert caught.value.hint == f"Install it with: {sys.executable} -m pip install piper-tts"
    assert not [info for info in available_voices(own=own) if info.engine == "piper"]


@pytest.mark.parametrize(
    ("name", "language", "error", "what"),
    [
        ("piper:en_GB-alba-medium", "en", MissingPartError, "voice-coach voices get en_GB-alba-medium"),
        ("piper:", "es", MissingPartError, "voice-coach voices get es"),
        (f"piper:{NAME}", "es", InputError, "speaks en-us, not 'es'"),
        ("piper:nobody", "en", InputError, "voices get lists"),
        ("piper:../../x", "en", InputError, "no voice pack"),
    ],
)
def test_a_voice_that_is_not_here_is_one_sentence(
    own: OwnVoices, name: str, language: str, error: type[Exception], what: str
) -> None:
    with pytest.raises(error, match=what):
        open_voice(name, language, own)


@pytest.mark.parametrize("damage", ["network", "description"])
def test_a_damaged_voice_is_one_sentence(own: OwnVoices, damage: str) -> None:
    ending = ".onnx" if damage == "network" else ".onnx.json"
    path = own.piper / NAME / f"{NAME}{ending}"
    path.write_bytes(b"not a network" if damage == "network" else b'{"espeak": {"voice": "en-us"}}')
    voice = open_voice("piper", "en", own)
    for _ in range(2):
        with pytest.raises(MissingPartError, match=f"The voice piper:{NAME} failed: ") as caught:
            voice.synthesise(TEXT, words_per_minute=145)
        assert "--voice" in caught.value.hint
    voice.close()


def test_a_process_that_dies_is_started_again(store: PiperStore) -> None:
    voice = PiperVoice(store)
    before = voice.synthesise(TEXT, words_per_minute=145)
    process = voice._process._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    after = voice.synthesise(TEXT, words_per_minute=145)
    voice.close()
    assert np.array_equal(before.samples, after.samples)
    assert process.poll() is not None


def test_a_process_that_hangs_is_ended() -> None:
    hangs = [sys.executable, "-c", "import time; time.sleep(600)"]
    speaking = SpeakingProcess(hangs, "piper:x", start_seconds=0.3)
    with pytest.raises(MissingPartError, match="didn't answer within"):
        speaking.speak("One.", 1.0)
    assert speaking._process is None


@pytest.mark.parametrize("script", ["pass", "print('hello')", "raise SystemExit(3)"])
def test_a_process_that_talks_nonsense_is_one_sentence(script: str) -> None:
    speaking = SpeakingProcess([sys.executable, "-c", script], "piper:x")
    with pytest.raises(MissingPartError, match="it ended without a message"):
        speaking.speak("One.", 1.0)
    speaking.close()


def test_listing_voices_imports_neither_piper_nor_onnxruntime(own: OwnVoices) -> None:
    code = (
        "import sys; from pathlib import Path; from voice_coach.speaking.choose import available_voices;"
        "from voice_coach.speaking.own_voices import OwnVoices;"
        f"print(len(available_voices(own=OwnVoices(Path({str(own.folder)!r})))));"
        "print(sorted({'piper', 'onnxruntime', 'onnx'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "[]"
