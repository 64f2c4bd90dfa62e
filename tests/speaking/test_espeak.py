"""The espeak voice, from the wheel: sound, word times, and that a clip depends on its text alone."""

from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.speaking.prompts import PROMPTS
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError
from voice_coach.speaking.espeak import EspeakVoice

VOICE = EspeakVoice()


def spoken(text: str, rate: int = 145) -> tuple[bytes, tuple[str, ...]]:
    clip = VOICE.synthesise(text, words_per_minute=rate)
    return clip.samples.tobytes(), tuple(word.text for word in clip.words)


def test_words_are_told_as_a_reader_counts_them() -> None:
    _, words = spoken(PROMPTS[-1])
    assert words == (
        "Don't",
        "rush",
        "25",
        "seconds",
        "more",
        "it's",
        "fine",
        "ease",
        "off",
        "if",
        "it's",
        "sharp",
    )


def test_letters_beyond_ascii_do_not_shift_the_words() -> None:
    assert spoken("Façade, naïve… 🦵 calf — “roller”.")[1] == ("Façade", "naïve", "calf", "roller")


def test_a_word_ends_before_the_pause_that_follows_it() -> None:
    clip = VOICE.synthesise("Stop there. Breathe out.", words_per_minute=145)
    there, breathe = clip.words[1], clip.words[2]
    assert breathe.start_frame - there.end_frame > 2_000
    assert np.abs(clip.samples[there.end_frame + 500 : breathe.start_frame - 500]).max() < 1e-5


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.integers(80, 300))
def test_any_text_is_spoken_with_words_in_order_inside_the_clip(text: str, rate: int) -> None:
    clip = VOICE.synthesise(text, words_per_minute=rate)
    assert clip.samples.dtype == np.float32
    ends = [0]
    for word in clip.words:
        assert word.text
        assert ends[-1] <= word.start_frame < word.end_frame <= clip.frames
        ends.append(word.end_frame)


@pytest.mark.parametrize("text", ["", " \n\t", "...", "\0", "\ud800"])
def test_what_says_nothing_is_an_empty_clip(text: str) -> None:
    assert VOICE.synthesise(text, words_per_minute=145).frames == 0


def test_markup_and_phoneme_codes_are_only_text() -> None:
    assert spoken("a <break time='9s'/> b [[h@l'oU]]")[0] != b""
    assert VOICE.synthesise("<break time='60s'/> now", words_per_minute=145).frames < SAMPLE_RATE * 8


def test_a_clip_does_not_depend_on_what_was_spoken_before() -> None:
    alone = [spoken(text) for text in PROMPTS]
    german = EspeakVoice("de")
    for text, expected in zip(reversed(PROMPTS), reversed(alone), strict=True):
        german.synthesise("Langsam rollen.", words_per_minute=200)
        assert spoken(text) == expected


def test_threads_take_turns() -> None:
    expected = {text: spoken(text) for text in PROMPTS}
    wrong: list[str] = []

    def speak(texts: tuple[str, ...]) -> None:
        wrong.extend(text for text in texts if spoken(text) != expected[text])

    threads = [threading.Thread(target=speak, args=(PROMPTS[turn:] + PROMPTS[:turn],)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_slower_is_longer() -> None:
    lengths = [VOICE.synthesise(PROMPTS[5], words_per_minute=rate).frames for rate in (110, 145, 190)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 1.4 * lengths[2]


@pytest.mark.parametrize("rate", [79, 301, 0, -5])
def test_a_rate_that_no_one_can_follow_is_refused(rate: int) -> None:
    with pytest.raises(InputError, match="words a minute"):
        VOICE.synthesise("Hold.", words_per_minute=rate)


@pytest.mark.parametrize(
    ("language", "code"), [("en", "en-us"), ("EN-GB", "en-gb"), ("de", "de"), ("fr", "fr-fr")]
)
def test_a_language_may_be_named_without_its_accent(language: str, code: str) -> None:
    assert EspeakVoice(language).info.name == f"espeak:{code}"


def test_an_unknown_accent_is_answered_with_those_there_are() -> None:
    with pytest.raises(InputError, match="en-gb-scotland"):
        EspeakVoice("en-mars")


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    EspeakVoice("en-gb").synthesise("Hold.", words_per_minute=145)
    VOICE.synthesise("Hold.", words_per_minute=145)
    assert capfd.readouterr() == ("", "")


_INTERRUPTED = """
import signal
from voice_coach.speaking.espeak import EspeakVoice

def interrupt(_signal, _frame):
    raise KeyboardInterrupt

voice = EspeakVoice()
signal.signal(signal.SIGALRM, interrupt)
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
    voice.synthesise("Roll slowly along the thigh. " * 2000, words_per_minute=145)
except KeyboardInterrupt:
    print("interrupted")
print(voice.synthesise("Hold.", words_per_minute=145).frames > 0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGALRM is of POSIX")
def test_ctrl_c_while_the_engine_speaks_comes_out_at_once() -> None:
    # Alone in its process: an exception out of a signal leaves coverage's own lock taken forever.
    command = [sys.executable, "-c", _INTERRUPTED]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["interrupted", "True"], done.stderr
