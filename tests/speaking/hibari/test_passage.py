"""Sentences in one breath: the melody runs through, each is whole, and nothing of it is another's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.speaking.hibari.conftest import needs_hibari
from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.speaking.cache import ClipCache
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.finish import finish
from voice_coach.speaking.hibari.network import MOST_SOUNDS, Network, Utterance
from voice_coach.speaking.hibari.passage import speak_passage
from voice_coach.speaking.hibari.voice import USUAL_SPEED, HibariVoice
from voice_coach.speaking.maker import PromptMaker
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE

PASSAGE = (
    "Then your calves.",
    "Between the back of the knee and the heel, the soft part.",
    "Sit down, one calf on the roller, the other foot on the floor.",
    "Start with your left.",
)


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> HibariVoice:
    needs_hibari()
    return HibariVoice(tmp_path_factory.mktemp("voices"))


def within(voice: HibariVoice, text: str, passage: tuple[str, ...] = PASSAGE) -> Samples:
    return voice.synthesise_within(text, passage, words_per_minute=145).samples


def test_each_sentence_lasts_about_as_long_as_alone_and_none_is_cut(voice: HibariVoice) -> None:
    for text in PASSAGE:
        alone = finish(voice.synthesise(text, words_per_minute=145))
        here = finish(voice.synthesise_within(text, PASSAGE, words_per_minute=145))
        assert 0.75 < here.frames / alone.frames < 1.3, text
        raw = within(voice, text)
        loudest = np.abs(raw).max()
        for edge in (raw[: SAMPLE_RATE // 50], raw[-SAMPLE_RATE // 50 :]):
            assert np.abs(edge).max() < 0.05 * loudest, text


def test_the_pieces_are_the_whole_utterance(voice: HibariVoice) -> None:
    pieces = [within(voice, text) for text in PASSAGE]
    network = voice._network
    assert network is not None
    joined = " ".join(network.phonemes(text) for text in PASSAGE)
    whole = network.speak(joined, USUAL_SPEED * 145 / DEFAULT_WORDS_PER_MINUTE).samples
    assert np.array_equal(np.concatenate(pieces), whole)


def test_a_sentence_within_a_passage_sounds_otherwise_than_alone_and_always_the_same(
    voice: HibariVoice,
) -> None:
    alone, here = voice.synthesise(PASSAGE[0], words_per_minute=145).samples, within(voice, PASSAGE[0])
    assert alone.shape != here.shape or not np.array_equal(alone, here)
    within(voice, "One.", ("One.", "Two."))
    voice.close()
    assert np.array_equal(within(voice, PASSAGE[0]), here)


def test_what_says_nothing_takes_no_time_and_moves_nothing(voice: HibariVoice) -> None:
    passage = (PASSAGE[0], "...", "", PASSAGE[1])
    assert within(voice, "...", passage).size == within(voice, "", passage).size == 0
    assert within(voice, PASSAGE[1], passage).size == within(voice, PASSAGE[1], PASSAGE[:2]).size


def test_a_passage_longer_than_the_network_takes_is_spoken_to_its_end(voice: HibariVoice) -> None:
    passage = tuple(f"{text} {number}" for number in range(6) for text in PASSAGE)
    spoken = [within(voice, text, passage).size for text in passage]
    alone = [voice.synthesise(text, words_per_minute=145).frames for text in passage]
    assert all(0.6 < here / there < 1.6 for here, there in zip(spoken, alone, strict=True))


class Mute(Network):
    """A network that doesn't tell how long its sounds last."""

    def __init__(self) -> None:
        pass

    def phonemes(self, text: str) -> str:
        return text

    def speak(self, phonemes: str, speed: float) -> Utterance:
        assert len(phonemes) <= MOST_SOUNDS
        return Utterance(np.ones(len(phonemes), np.float32), np.zeros(0, np.int64))


def test_a_network_that_does_not_tell_its_durations_speaks_them_apart() -> None:
    made = speak_passage(Mute(), ["one", "two three", "", "x" * 900], 1.0)
    assert [one.size for one in made] == [3, 9, 0, 900]


def test_the_maker_keeps_it_by_its_passage(tmp_path: Path) -> None:
    needs_hibari()
    with PromptMaker(open_voice("hibari"), ClipCache(tmp_path)) as prompts:
        alone, here = prompts.clip(PASSAGE[0]), prompts.clip(PASSAGE[0], passage=PASSAGE)
        assert not np.array_equal(alone.samples, here.samples)
        assert prompts.clip(PASSAGE[0], passage=("other",)) is alone
        prompts.ahead([(text, PASSAGE) for text in PASSAGE])
        prompts.wait()
    with PromptMaker(open_voice("hibari"), ClipCache(tmp_path)) as again:
        assert np.array_equal(again.clip(PASSAGE[0], passage=PASSAGE).samples, here.samples)
    with PromptMaker(open_voice("espeak")) as plain:
        assert plain.clip(PASSAGE[0], passage=PASSAGE) is plain.clip(PASSAGE[0])
