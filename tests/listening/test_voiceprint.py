"""Whose voice is it: the encoder that ships on two voices, its file, and the comparison alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.said_aloud import needs_flite, said
from voice_coach.content import content_folder
from voice_coach.errors import MissingPartError
from voice_coach.listening.personal.own_voice import by_voiceprint, own_takes_known, traits_of_takes
from voice_coach.listening.personal.takes import TakeFolder
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.voiceprint.encoder import Numbers, VoiceEncoder, load_voice_encoder
from voice_coach.listening.voiceprint.voiceprint import voiceprint_of

_PHRASES = ("next one", "hold longer")


def _take(phrase: str, voice: str, loud: float = 0.5) -> Speech:
    quiet = (np.random.default_rng(3).standard_normal(HEARING_RATE // 2) * 3).astype(np.int16)
    return np.concatenate([quiet, (said(phrase, voice) * loud).astype(np.int16), quiet])


@pytest.fixture(scope="module")
def encoder() -> VoiceEncoder:
    return load_voice_encoder()


@needs_flite
def test_a_runner_is_told_from_another_voice(tmp_path: Path) -> None:
    folder = TakeFolder(tmp_path)
    for phrase in _PHRASES:
        for loud in (0.2, 0.5):
            folder.add(phrase, _take(phrase, "rms", loud))
    whose = by_voiceprint(folder)
    assert whose is not None
    for phrase in (*_PHRASES, "skip this"):
        assert whose.is_runner(said(phrase, "rms"), phrase)
        assert not whose.is_runner(said(phrase, "slt"), phrase)
    assert not whose.is_runner(np.zeros(100, np.int16), "next one")
    takes = traits_of_takes(folder, whose.encoder)
    assert own_takes_known(takes, whose.encoder) == (4, 4)


def test_without_takes_there_is_no_print(tmp_path: Path) -> None:
    assert by_voiceprint(TakeFolder(tmp_path / "none")) is None


@needs_flite
def test_loudness_does_not_matter(encoder: VoiceEncoder) -> None:
    loud = said("hold longer", "rms")
    first, second = encoder.raw(loud), encoder.raw((loud // 4).astype(np.int16))
    assert first is not None
    assert second is not None
    assert np.abs(first - second).max() < 0.05


def test_takes_of_the_phrase_itself_count_beside_all(encoder: VoiceEncoder) -> None:
    chance = np.random.default_rng(5)

    def says(person: Numbers) -> Numbers:
        return person + chance.standard_normal(person.shape).astype(np.float32)

    spread = np.sqrt(encoder.spread)
    people = (chance.standard_normal((200, len(spread))) * spread).astype(np.float32)
    own, others = [], []
    for person, other in zip(people[:100], people[100:], strict=True):
        made = voiceprint_of({"next one": [says(person) for _ in range(3)]}, encoder)
        assert made is not None
        own.append(made.likeness(says(person), "next one"))
        others.append(made.likeness(says(other), "left"))
    assert np.percentile(own, 5) > 5
    assert np.percentile(others, 95) < -5


@pytest.mark.parametrize("cut", [0, 100, 50_000])
def test_a_damaged_file_is_told(cut: int, tmp_path: Path) -> None:
    whole = (content_folder("models") / "voiceprint.npz").read_bytes()
    path = tmp_path / "voiceprint.npz"
    path.write_bytes(whole[:cut])
    with pytest.raises(MissingPartError, match=r"voiceprint\.npz") as told:
        load_voice_encoder(path)
    assert told.value.code == "voice-encoder-unreadable"


def test_a_file_of_other_shapes_is_told(tmp_path: Path) -> None:
    with np.load(content_folder("models") / "voiceprint.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    path = tmp_path / "voiceprint.npz"
    for name, value in (("bias_1", np.zeros(3)), ("spread", -arrays["spread"]), ("format", np.array(9))):
        np.savez(path, **{**arrays, name: value})
        with pytest.raises(MissingPartError):
            load_voice_encoder(path)
