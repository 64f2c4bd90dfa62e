"""Every engine gets the spoken form; clips keep the author's words."""

from __future__ import annotations

import numpy as np
import pytest

from tests.said_aloud import needs_flite
from voice_coach.routine.pronunciations import Pronunciations
from voice_coach.speaking.choose import available_voices, open_voice
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.flite import FliteVoice
from voice_coach.speaking.pronounced import PronouncedVoice
from voice_coach.speaking.voice import Voice

PLAIN = Pronunciations("en")
RESPELT = Pronunciations("en", {"IT band": {"say": "I T band"}, "use the": {"say": "yuze the"}})


def test_espeak_reads_the_respelling_and_times_the_author_s_words() -> None:
    voice = PronouncedVoice(EspeakVoice(), RESPELT)
    clip = voice.synthesise("Use the IT band 20 s.", words_per_minute=145)
    expected = EspeakVoice().synthesise("Yuze the I T band twenty s.", words_per_minute=145)
    assert np.array_equal(clip.samples, expected.samples)
    assert [word.text for word in clip.words] == ["Use", "the", "IT", "band", "20", "s"]
    starts = [word.start_frame for word in expected.words]
    assert [word.start_frame for word in clip.words] == [starts[at] for at in (0, 1, 2, 4, 5, 6)]


@needs_flite
def test_flite_reads_the_respelling_too() -> None:
    voice = PronouncedVoice(FliteVoice("slt"), RESPELT)
    said = voice.synthesise("Your IT band.", words_per_minute=145).samples
    expected = FliteVoice("slt").synthesise("Your I T band.", words_per_minute=145).samples
    assert np.array_equal(said, expected)


def test_another_pronunciation_is_another_identity() -> None:
    identities = [PronouncedVoice(EspeakVoice(), known).identity for known in (PLAIN, RESPELT, RESPELT)]
    assert identities[1] == identities[2] != identities[0]


ENGINES = {voice.engine: voice.name for voice in reversed(available_voices()) if voice.engine != "system"}


@pytest.mark.parametrize("name", ENGINES.values(), ids=ENGINES.keys())
def test_open_voice_pronounces_for_every_engine(name: str) -> None:
    def made(text: str, pronunciations: Pronunciations | None) -> bytes:
        voice: Voice = open_voice(name, "en", pronunciations=pronunciations)
        try:
            return voice.synthesise(text, words_per_minute=145).samples.tobytes()
        finally:
            voice.close()

    assert made("five seconds.", None) == made("5 s.", None)
    assert made("Now breathe.", Pronunciations("en", {"roll": {"say": "breathe"}})) == made(
        "Now breathe.", PLAIN
    )
    assert made("Now roll.", Pronunciations("en", {"roll": {"say": "breathe"}})) == made(
        "Now breathe.", PLAIN
    )
