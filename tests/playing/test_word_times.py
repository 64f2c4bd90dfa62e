"""Word times for voices that give none, against an independent aligner's marks and espeak's own times."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.said_aloud import needs_flite
from voice_coach.audio.clip import Clip, Samples, Word
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.assemble import Choices, Folders, open_prompts
from voice_coach.playing.word_times import AlignedWords
from voice_coach.routine.loader import load_pronunciations
from voice_coach.speaking.cache import ClipCache
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.maker import PromptMaker
from voice_coach.speaking.phonemes import phones_in, phones_of
from voice_coach.speaking.timed import TimedVoice
from voice_coach.speaking.voice import VoiceInfo, resampled

MARKS = json.loads((Path(__file__).parent / "word_marks.json").read_text(encoding="utf-8"))
NEAR_SECONDS = 0.060
PACE = 145
ENGLISH = (
    "Sit on the roller with your hands behind you.",
    "Lay your right ankle over your left knee, and lean right.",
    "Found a tender spot? Stop there, and breathe out longer than you breathe in.",
    "Never roll a joint, the low back, or the back of a knee.",
    "Half way. Let your jaw relax.",
)
SPANISH = (
    "Siéntate sobre el rodillo con las manos detrás.",
    "Cruza el tobillo derecho sobre la rodilla izquierda y échate a la derecha.",
    "Evita el coxis, la zona lumbar y la punta ósea de la cadera.",
    "Busca el punto más sensible y quédate ahí, respirando despacio.",
)


class Silent:
    """espeak, with its word times taken away."""

    identity = "silent"
    info = VoiceInfo("silent", "silent", "en", "", 1)

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        return Clip(EspeakVoice().synthesise(text, words_per_minute=words_per_minute).samples)

    def close(self) -> None:
        """Nothing to free."""


class Counted:
    """The aligner, and how often it was asked."""

    identity = "counted"

    def __init__(self) -> None:
        self.inner = AlignedWords("en")
        self.asked: list[str] = []

    def __call__(self, text: str, samples: Samples) -> tuple[Word, ...]:
        self.asked.append(text)
        return self.inner(text, samples)


def near(found: tuple[Word, ...], wanted: list[tuple[str, float]]) -> list[bool]:
    """For each wanted word, given with its start in seconds, whether it was found close by."""
    hits, at = [], 0
    for text, seconds in wanted:
        here = next(index for index in range(at, len(found)) if found[index].text == text)
        hits.append(abs(found[here].start_frame / SAMPLE_RATE - seconds) <= NEAR_SECONDS)
        at = here + 1
    return hits


def test_word_starts_are_where_an_independent_aligner_marked_them() -> None:
    hibari = pytest.importorskip("hibari").Hibari()
    aligner = AlignedWords("en")
    hits: list[bool] = []
    for line in MARKS["lines"]:
        samples = hibari(line["text"], speed=0.75, seed=0)
        if abs(len(samples) - line["frames"]) > 1200:
            continue  # another processor rounds the network's durations otherwise: not the sound marked
        words = aligner(line["text"], resampled(samples, 24_000))
        assert [word.text for word in words] == [text for text, _ in line["words"]]
        hits += near(words, [(text, at / 1000) for text, at in line["words"]])
    if len(hits) < 100:
        pytest.skip("the voice sounds otherwise here than where the marks were made")
    assert np.mean(hits) >= 0.95


@pytest.mark.parametrize(("language", "lines"), [("en", ENGLISH), ("es", SPANISH)])
def test_word_starts_are_where_espeak_says_it_put_them(language: str, lines: tuple[str, ...]) -> None:
    voice, aligner = EspeakVoice(language), AlignedWords(language)
    hits: list[bool] = []
    for line in lines:
        clip = voice.synthesise(line, words_per_minute=PACE)
        found = aligner(line, clip.samples)
        hits += near(found, [(word.text, word.start_frame / SAMPLE_RATE) for word in clip.words])
    assert len(hits) > 35
    assert np.mean(hits) >= 0.95


def test_words_follow_one_another_within_the_sound() -> None:
    clip = EspeakVoice().synthesise(ENGLISH[2], words_per_minute=PACE)
    words = AlignedWords("en")(ENGLISH[2], clip.samples)
    assert [word.text for word in words] == ENGLISH[2].replace("?", "").replace(",", "").rstrip(".").split()
    edges = [edge for word in words for edge in (word.start_frame, word.end_frame)]
    assert edges == sorted(edges)
    assert edges[-1] <= clip.frames


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.02, 0.1])
def test_sound_that_is_too_short_has_no_words(seconds: float) -> None:
    assert (
        AlignedWords("en")("Stop there and breathe.", np.zeros(round(seconds * SAMPLE_RATE), np.float32))
        == ()
    )


def test_a_language_that_nobody_can_pronounce_has_whole_lines() -> None:
    assert AlignedWords("tlh")("Stop there.", np.zeros(SAMPLE_RATE, np.float32)) == ()
    assert AlignedWords("en")("... !", np.zeros(SAMPLE_RATE, np.float32)) == ()


def test_a_voice_without_times_gets_them_at_the_author_s_words_and_keeps_them_with_the_clip(
    tmp_path: Path,
) -> None:
    timer = Counted()
    for _ in range(2):
        voice = TimedVoice(Silent(), timer, load_pronunciations("en"))
        with PromptMaker(voice, ClipCache(tmp_path)) as prompts:
            clip = prompts.clip("Hold it for 20-30 s, then rest.")
    assert [word.text for word in clip.words] == ["Hold", "it", "for", "20-30", "s", "then", "rest"]
    assert timer.asked == ["Hold it for twenty to thirty seconds, then rest."]
    assert voice.identity == "silent timed counted"


def test_a_voice_with_times_keeps_its_own() -> None:
    timer = Counted()
    voice = TimedVoice(EspeakVoice(), timer, load_pronunciations("en"))
    assert voice.synthesise(ENGLISH[0], words_per_minute=PACE).words
    assert timer.asked == []


@needs_flite
def test_a_session_s_flite_has_word_times(tmp_path: Path) -> None:
    with open_prompts(Choices("warmup", voice="flite"), Folders(tmp_path)) as prompts:
        words = prompts.clip(ENGLISH[0]).words
    assert [word.text for word in words] == ENGLISH[0].rstrip(".").split()


def test_sounds_of_words() -> None:
    assert phones_of("roller", "en") == ("R", "OW", "L", "ER")
    assert phones_of("rodillo", "es")[:4] == ("R", "AO", "DH", "IY")
    assert phones_in("(en)tʃˈaɪn(es) ʘ") == ("CH", "AY", "N")
    assert phones_of("—", "en") == ()


def test_asking_for_sounds_leaves_the_voice_as_it_was() -> None:
    before = EspeakVoice().synthesise(ENGLISH[0], words_per_minute=PACE)
    phones_of("pantorrilla", "es")
    after = EspeakVoice().synthesise(ENGLISH[0], words_per_minute=PACE)
    assert np.array_equal(before.samples, after.samples)
