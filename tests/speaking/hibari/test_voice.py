"""The natural voice itself: the same bytes wherever it speaks, and one sentence when it fails."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.speaking.hibari.conftest import needs_hibari
from tests.speaking.prompts import PROMPTS
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError, MissingPartError
from voice_coach.speaking.finish import finish
from voice_coach.speaking.hibari.passage import parts_of
from voice_coach.speaking.hibari.voice import HibariVoice
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE

TEXT = "Sit on the roller, ankle over the other knee. Hands behind you."


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> HibariVoice:
    needs_hibari()
    return HibariVoice(tmp_path_factory.mktemp("voices"))


def sha256(voice: HibariVoice, text: str, rate: int = DEFAULT_WORDS_PER_MINUTE) -> str:
    return hashlib.sha256(voice.synthesise(text, words_per_minute=rate).samples.tobytes()).hexdigest()


def test_a_text_is_the_same_bytes_in_another_process(voice: HibariVoice) -> None:
    sha256(voice, "Something else before it.")
    here = sha256(voice, TEXT)
    code = (
        "import hashlib; from voice_coach.speaking.choose import open_voice;"
        f"clip = open_voice('hibari').synthesise({TEXT!r}, words_per_minute={DEFAULT_WORDS_PER_MINUTE});"
        "print(hashlib.sha256(clip.samples.tobytes()).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert there.stdout.strip() == here


def test_threads_do_not_change_what_each_gets(voice: HibariVoice) -> None:
    alone = [sha256(voice, text) for text in PROMPTS[:8]]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: sha256(voice, text), PROMPTS[:8])) == alone


def test_every_prompt_is_speech_without_clipping(voice: HibariVoice) -> None:
    for text in PROMPTS:
        clip = voice.synthesise(text, words_per_minute=DEFAULT_WORDS_PER_MINUTE)
        assert clip.samples.dtype == np.float32
        assert 0.05 < np.abs(clip.samples).max() < 1.0, text
        assert 0.3 < finish(clip).frames / SAMPLE_RATE < 2 + 0.12 * len(text), text


def test_slower_and_faster_change_the_length_and_not_the_pitch(voice: HibariVoice) -> None:
    lengths, pitches = [], []
    for rate in (110, DEFAULT_WORDS_PER_MINUTE, 180):
        clip = finish(voice.synthesise(TEXT, words_per_minute=rate))
        lengths.append(clip.frames)
        pitches.append(_pitch_hz(clip.samples))
    assert lengths[0] > 1.2 * lengths[1] > 1.4 * lengths[2]
    # Who speaks faster speaks a little higher; a record played faster would be at 1.64 times the pitch.
    assert max(pitches) < 1.25 * min(pitches)


def _pitch_hz(samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
    """The commonest distance between repetitions of loud stretches of 50 ms."""
    size, found = SAMPLE_RATE // 20, []
    shortest, longest = SAMPLE_RATE // 350, SAMPLE_RATE // 90
    for start in range(0, samples.size - 2 * size, size):
        piece = samples[start : start + size].astype(np.float64)
        if np.abs(piece).max() < 0.1:
            continue
        likeness = np.correlate(piece, piece, "full")[size - 1 :]
        lag = shortest + int(np.argmax(likeness[shortest:longest]))
        if likeness[lag] > 0.6 * likeness[0]:
            found.append(SAMPLE_RATE / lag)
    return float(np.median(found))


@example(text="<¹").via("a raised figure")
@example(text="፩").via("a figure of another script")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_is_spoken_or_said_to_be_nothing(voice: HibariVoice, text: str) -> None:
    assert np.isfinite(voice.synthesise(text, words_per_minute=145).samples).all()


@pytest.mark.parametrize("text", ["", " \n", "...", "—"])
def test_what_says_nothing_is_no_sound(voice: HibariVoice, text: str) -> None:
    assert voice.synthesise(text, words_per_minute=145).frames == 0


def test_a_text_of_any_length_is_spoken_to_its_end(voice: HibariVoice) -> None:
    short = voice.synthesise(TEXT, words_per_minute=145).frames
    long = voice.synthesise(" ".join([TEXT] * 12), words_per_minute=145).frames
    assert 10 * short < long < 13 * short


@given(st.text("ab c", max_size=1500))
def test_parts_lose_nothing_but_what_is_silent(phonemes: str) -> None:
    parts = parts_of(phonemes)
    assert "".join(parts).replace(" ", "") == phonemes.replace(" ", "")
    assert all(len(part) <= 400 for part in parts)


def test_a_rate_that_cannot_be_spoken_is_refused(voice: HibariVoice) -> None:
    with pytest.raises(InputError):
        voice.synthesise(TEXT, words_per_minute=30)


def test_a_network_that_does_not_load_is_one_sentence(
    network_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = HibariVoice(tmp_path)
    network_copy.write_bytes(b"no network")
    with pytest.raises(MissingPartError, match="The voice hibari:heart failed: ") as caught:
        voice.synthesise(TEXT, words_per_minute=145)
    assert "\n" not in caught.value.message


def test_nothing_is_loaded_until_something_is_said(tmp_path: Path) -> None:
    needs_hibari()
    code = (
        "import sys; from voice_coach.speaking.choose import open_voice; voice = open_voice();"
        "print(voice.info.name, *sorted({'hibari', 'onnxruntime'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["hibari:heart"]


def test_it_may_be_closed_twice_and_speaks_again(voice: HibariVoice) -> None:
    before = sha256(voice, TEXT)
    voice.close()
    voice.close()
    assert sha256(voice, TEXT) == before
