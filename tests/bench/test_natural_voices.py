"""Who may teach what hears, and who only checks it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bench.natural_check import CONDITIONS, Clip, Outcome, placed, summary
from bench.natural_voices import CHECKED, checked_lines, dealt_lines
from training.corpus import KEPT_FOR_CHECKS, KEPT_FOR_FITTING, natural_set
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE

_VOICES = ("af_heart", "af_nova", "af_sarah", "bm_fable", "bm_daniel", "ff_siwis")


def test_voices_that_check_say_no_lesson_and_others_say_no_check() -> None:
    taught = {line.voice for line in dealt_lines(_VOICES)}
    checked = {line.voice for line in checked_lines()}
    assert taught == {"af_heart", "af_sarah", "bm_fable", "ff_siwis"}
    assert len(checked) == 8
    assert {"af_nova", "bm_daniel"} < checked
    assert not set(KEPT_FOR_CHECKS) & set(KEPT_FOR_FITTING)


def test_a_tape_takes_only_voices_that_may_teach_the_network(tmp_path: Path) -> None:
    with (tmp_path / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "speaker", "phrase"))
        rows.writerows((f"{voice}.wav", voice, "That's too much") for voice in _VOICES)
    found = list(natural_set(tmp_path))
    assert [one.speaker for one in found] == ["af_heart", "bm_fable", "ff_siwis"]
    assert found[0].words == ("that's", "too", "much")
    assert all(one.synthetic and not one.measured for one in found)


def test_phrases_are_dealt_out_evenly() -> None:
    said = Counter(line.phrase for line in dealt_lines([f"af_{number}" for number in range(6)]))
    plain = {one.text for one in load_grammar().phrases if one.seconds is None and one.value is None}
    assert max(said.values()) - min(said[phrase] for phrase in plain) <= 1


def test_what_is_checked_can_be_said() -> None:
    assert len(set(CHECKED)) == 41
    assert set(CHECKED) <= {one.text for one in load_grammar().phrases}


@pytest.mark.parametrize("condition", ["clean", "room"])
def test_a_clip_is_placed_the_same_way_each_time(condition: str) -> None:
    sound = (8000 * np.sin(np.arange(HEARING_RATE) / 9)).astype(np.int16)
    assert condition in CONDITIONS
    once, again = (placed(sound, condition, 3) for _ in range(2))
    assert once.dtype == np.int16
    assert len(once) >= len(sound)
    assert np.array_equal(once, again)


def test_a_summary_counts_by_condition_phrase_and_voice() -> None:
    def outcome(voice: str, phrase: str, what: str) -> Outcome:
        return Outcome(Clip(Path("x.wav"), voice, phrase, 0), "clean", what, ())

    lines = list(
        summary(
            [outcome("a", "stop", "right"), outcome("b", "stop", "missed"), outcome("a", "next", "wrong")]
        )
    )
    assert lines[0] == "clean: 1 of 3 right (33.3 %), 1 wrong"
    assert "  stop: 1, 0 of 2" in lines
    assert "  next: 0, 1 of 1" in lines
    assert "  a: 1, 1 of 2" in lines
