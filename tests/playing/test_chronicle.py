"""What a session leaves behind for its file: chapters, lines, words."""

from __future__ import annotations

import numpy as np

from voice_coach.audio.clip import Clip, Word
from voice_coach.audio.sample_time import SAMPLE_RATE, to_seconds
from voice_coach.media.contents import About
from voice_coach.playing.chronicle import Chronicle
from voice_coach.playing.moments import Said
from voice_coach.routine.loader import load_plan

PLAN = load_plan("warmup")
CLIP = Clip(
    np.zeros(2 * SAMPLE_RATE, np.float32),
    (Word("Roll", 0, 9_000), Word("slowly", 11_000, 20_000), Word("down", 30_000, 40_000)),
)
TEXT = "Roll slowly, down."


def chronicle_of(*said: Said) -> Chronicle:
    chronicle = Chronicle(PLAN)
    for one in said:
        chronicle.take(one)
    return chronicle


def test_words_keep_their_punctuation_and_their_times() -> None:
    (line,) = chronicle_of(Said(SAMPLE_RATE, TEXT, CLIP)).contents(About("x"), 10 * SAMPLE_RATE).lines
    assert (line.text, line.start_seconds, line.end_seconds) == (TEXT, 1.0, 3.0)
    assert [word.text for word in line.words] == ["Roll", "slowly,", "down."]
    assert [word.start_seconds for word in line.words] == [
        to_seconds(SAMPLE_RATE + at) for at in (0, 11_000, 30_000)
    ]


def test_the_text_is_the_author_s_however_a_voice_cuts_words() -> None:
    text, said = "Roll left/right, in and/or out.", ("Roll", "left", "right", "in", "and", "or", "out")
    clip = Clip(
        np.zeros(7_000, np.float32),
        tuple(Word(word, n * 1_000, n * 1_000 + 900) for n, word in enumerate(said)),
    )
    (line,) = chronicle_of(Said(0, text, clip)).contents(About("x"), SAMPLE_RATE).lines
    assert (line.text, "".join(word.text for word in line.parts())) == (text, text)
    cut = chronicle_of(Said(0, text, clip), Said(2_500)).contents(About("x"), SAMPLE_RATE)
    assert cut.lines[0].text == "Roll left/right,"


def test_what_was_cut_short_ends_where_it_was_cut() -> None:
    chronicle = chronicle_of(Said(0, TEXT, CLIP), Said(15_000), Said(50_000, "Again.", CLIP), Said(50_000))
    (line,) = chronicle.contents(About("x"), 10 * SAMPLE_RATE).lines
    assert (line.text, line.end_seconds) == ("Roll slowly,", to_seconds(15_000))


def test_a_voice_without_word_times_gives_whole_lines() -> None:
    plain = Clip(np.zeros(100, np.float32))
    (line,) = chronicle_of(Said(0, TEXT, plain)).contents(About("x"), SAMPLE_RATE).lines
    assert (line.text, line.words) == (TEXT, ())


def test_chapters_follow_the_steps_and_leave_no_gap() -> None:
    chronicle = Chronicle(PLAN)
    for seconds, step in ((10.0, 0), (20.0, 1), (20.0, 2)):
        chronicle.write("step_started", seconds, {"step": step})
    chronicle.write("phase_started", 30.0, {"phase": "closing"})
    chapters = chronicle.contents(About("x"), 40 * SAMPLE_RATE).chapters
    assert [chapter.start_seconds for chapter in chapters] == [0.0, 10.0, 20.0, 30.0]
    assert [chapter.end_seconds for chapter in chapters] == [10.0, 20.0, 30.0, 40.0]
    assert [chapters[0].title, chapters[-1].title] == ["Welcome", "Winding down"]
