"""libvosk on our own model, end to end: the shipped phrases, said by people and by synthetic voices."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.listening.voices import real_voices
from tests.listening.vosk.synthetic_speech import SPEAKERS, say
from voice_coach.errors import InputError, OutputError
from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.built_in_vosk import BuiltInVosk
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.grammar import Grammar
from voice_coach.listening.hear_file import CommandHeard, hear_samples
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import GARBAGE, Hypothesis, Speech, decode

GRAMMAR = load_grammar()


@pytest.fixture(scope="module")
def ears(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltInVosk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        recogniser = open_recogniser("vosk", GRAMMAR, "working")
    assert isinstance(recogniser, BuiltInVosk)
    yield recogniser
    recogniser.close()
    recogniser.close()


@pytest.fixture(autouse=True)
def in_state_working(ears: BuiltInVosk) -> None:
    ears.set_state("working")


def commands(ears: BuiltInVosk, sound: Speech, state: str, grammar: Grammar = GRAMMAR) -> list[str]:
    events = hear_samples(sound, state, ears, grammar)
    return [event.command for event in events if isinstance(event, CommandHeard)]


@pytest.mark.parametrize(
    ("text", "command"),
    [("hold longer", "longer"), ("switch sides", "switch"), ("what comes next", "whats_next")],
)
def test_a_phrase_is_a_command(ears: BuiltInVosk, text: str, command: str) -> None:
    assert commands(ears, say(text, SPEAKERS[0]), "working") == [command]


@pytest.mark.parametrize("text", ["the weather is nice today", "thirty people went to the garden"])
def test_other_speech_is_none(ears: BuiltInVosk, text: str) -> None:
    for speaker in SPEAKERS[:2]:
        assert commands(ears, say(text, speaker), "working") == []


def test_people_are_heard_in_the_state_that_asks(ears: BuiltInVosk) -> None:
    folder = real_voices() / "commands"
    right = total = 0
    for word, state, command in (
        ("yes", "confirm", "yes"),
        ("left", "side", "left"),
        ("go", "setup", "ready"),
    ):
        for path in sorted((folder / word).iterdir())[:4]:
            total += 1
            right += commands(ears, read_audio(path), state) == [command]
    assert right >= 0.7 * total, (right, total)


def test_words_lie_where_they_were_said(ears: BuiltInVosk) -> None:
    sound = say("hold longer", SPEAKERS[1])
    heard = decode(ears, sound)
    assert [word.text for word in heard.words] == ["hold", "longer"]
    first, last = heard.words
    assert 3_000 < first.start_sample < 5_000  # Speech begins after a quarter of a second, 4,000 samples.
    assert first.end_sample <= last.start_sample
    assert abs(len(sound) - 4_800 - last.end_sample) < 1_600  # Three tenths of a second follow it.


def same(one: Hypothesis, other: Hypothesis) -> bool:
    return (one.text, one.words, dict(one.evidence)) == (other.text, other.words, dict(other.evidence))


def test_a_look_forgets_nothing_and_the_past_changes_nothing(ears: BuiltInVosk) -> None:
    sound = say("switch sides", SPEAKERS[2])
    whole = decode(ears, sound)
    decode(ears, say("the weather is nice today", SPEAKERS[0]))
    ears.start()
    ears.feed(sound[:9_000])
    ears.peek()
    ears.feed(sound[9_000:])
    assert same(ears.peek(), whole)
    assert same(ears.finish(), whole)
    assert ears.finish().text == GARBAGE


def test_the_level_changes_next_to_nothing(ears: BuiltInVosk) -> None:
    sound = say("hold longer", SPEAKERS[0])
    loud, soft = decode(ears, sound), decode(ears, (sound // 20).astype(np.int16))
    assert loud.text == soft.text == "hold longer"
    assert soft.evidence["garbage_margin_sum"] == pytest.approx(loud.evidence["garbage_margin_sum"], abs=15)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 8_000), st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 300, 32_767]))
def test_any_sound_gives_finite_evidence(ears: BuiltInVosk, length: int, seed: int, peak: int) -> None:
    sound = np.random.default_rng(seed).integers(-peak, peak + 1, length).clip(-32768, 32767)
    heard = decode(ears, sound.astype(np.int16))
    assert all(math.isfinite(value) for value in heard.evidence.values())
    for word in heard.words:
        assert 0 <= word.start_sample <= word.end_sample <= length


def test_a_state_that_is_not_is_refused(ears: BuiltInVosk) -> None:
    with pytest.raises(InputError) as caught:
        ears.set_state("asleep")
    assert caught.value.code == "unknown-state"


def test_without_room_for_the_model_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(OutputError, match="couldn't be written"):
        open_recogniser("vosk", GRAMMAR, "working")


def test_nothing_of_the_model_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    open_recogniser("vosk", GRAMMAR, "working").close()
    assert list((tmp_path / "scratch").iterdir()) == []
