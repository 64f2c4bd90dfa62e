"""Strictness and thresholds are chosen by what was heard of talk and runners, and written where they ship."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.heard import Heard, Stretch, heard, keep, read, replayed, rows_of
from bench.hearing_material import Take
from bench.refit_files import write_strictness, write_thresholds
from bench.strictness import Score, state_threshold, strictness, with_strictness
from tests.listening.scripted import ScriptedRecogniser, bursts
from voice_coach.content import content_folder
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.decision import Decider
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import Thresholds, load_thresholds

_GRAMMAR = load_grammar()
_NEEDED = Thresholds(usual=2.0, urgent=2.0)
_SURE = Weights(0.0, np.array([1.0]), np.zeros(0))
_JUDGE = Calibrator((Feature("sure", 0.0, 1.0, 9.0),), _SURE, _SURE)


def _take(name: str, source: str, state: str, said: str | None) -> Take:
    return Take(name, source, "telephone", name, {state: said}, 3600.0)


def _scores(source: str, phrase: str, nats: Sequence[float], state: str = "working") -> list[Score]:
    understood = _GRAMMAR.understand(phrase, state)
    assert understood is not None
    said = None if source == "other" else phrase
    return [
        Score(_take(f"{source} {at}", source, state, said), state, understood, one, said is not None)
        for at, one in enumerate(nats)
    ]


def test_a_phrase_that_talk_resembles_becomes_stricter_and_one_that_is_missed_easier() -> None:
    said = [*_scores("natural", "go back", [5.0] * 8), *_scores("natural", "previous", [1.0] * 8)]
    found = strictness([*said, *_scores("other", "go back", [3.0, 3.4])], _NEEDED, _GRAMMAR)
    assert found["go back"] > 1.4
    assert found["previous"] < -1.0
    assert found["louder"] == 0.0


def test_a_state_needs_what_keeps_talk_out_but_no_more_than_people_can_give() -> None:
    people = _scores("people", "yes", [0.5] * 99 + [-3.0], "confirm")
    quiet = _scores("other", "yes", [-1.0, -1.0, -1.5, -2.0], "confirm")
    takes = [one.take for one in people]
    needed = state_threshold("confirm", [*people, *quiet], _NEEDED, _GRAMMAR, 1.0, takes)
    assert needed == pytest.approx(-1.9)
    needed = state_threshold("confirm", [*people, *quiet], _NEEDED, _GRAMMAR, 1.0, takes, more=0.7)
    assert needed == pytest.approx(-1.2)
    needed = state_threshold("confirm", [*people, *quiet], _NEEDED, _GRAMMAR, 1.0, takes, more=9.0)
    assert needed == pytest.approx(0.5)
    loud = _scores("other", "yes", [2.0] * 9, "confirm")
    needed = state_threshold("confirm", [*people, *loud], _NEEDED, _GRAMMAR, 1.0, takes)
    assert needed == pytest.approx(0.5)


def _stretch(start: float, end: float, text: str, sure: float) -> Stretch:
    first, last, decided = (round(at * HEARING_RATE) for at in (start, end, end + 0.17))
    segment = Segment(np.zeros(0, np.int16), first, first, last, decided, -20.0, -60.0)
    return Stretch(segment, Hypothesis(text, (), {"sure": sure}))


def test_what_was_heard_is_kept_without_its_sound(tmp_path: Path) -> None:
    take = replace(_take("talk", "other", "working", None), made=bursts(1.0, total_seconds=2.0))
    recogniser = ScriptedRecogniser([Hypothesis("[unk]")])
    keep(list(heard([take], recogniser)), tmp_path / "kept")
    (one,) = read(tmp_path / "kept")
    (stretch,) = one.by_state["working"]
    assert stretch.hypothesis == Hypothesis("[unk]", (), {})
    assert len(stretch.segment.samples) == 0
    assert one.take.seconds == pytest.approx(2.0)
    assert one.take.made is None


@pytest.mark.parametrize(("gap", "obeyed"), [(0.25, []), (1.2, ["next"])])
def test_a_replay_drops_what_barely_passed_if_talk_goes_on(
    gap: float, obeyed: list[str], tmp_path: Path
) -> None:
    stretches = (_stretch(1.0, 1.4, "next", 2.2), _stretch(1.4 + gap, 2.4 + gap, "[unk]", 0.0))
    keep([Heard(_take("talk", "other", "working", None), {"working": stretches})], tmp_path / "kept")
    (one,) = read(tmp_path / "kept")
    easy = with_strictness(_GRAMMAR, {"next": 0.0})
    found = replayed(one, "working", Decider(easy, _JUDGE, _NEEDED))
    assert [decision.text for decision in found] == obeyed
    assert [row.text for row in rows_of([one], _GRAMMAR)] == ["next"]


def test_what_was_chosen_is_written_and_nothing_else_changes(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    shutil.copytree(content_folder("models") / "en", folder)
    chosen = {"stop": 0.0, "louder": 1.5, "wait": -0.5, "next one please": 0.3, "one more minute": 2.0}
    write_strictness(folder / "phrases.yaml", chosen)
    ours = load_grammar(folder=tmp_path)
    assert {one.text: one.strictness for one in ours.phrases if one.text in chosen} == chosen
    before = {one.text: one.strictness for one in _GRAMMAR.phrases}
    assert with_strictness(ours, before) == replace(_GRAMMAR, source=ours.source)
    needed = Thresholds(
        usual=1.5, states={"rating": -0.3}, unasked=1.0, urgent=0.4, nearly=0.9, commands={"stop": 0.5}
    )
    write_thresholds(folder / "thresholds.yaml", "acoustic", needed)
    assert load_thresholds("acoustic", folder=tmp_path) == needed
    assert load_thresholds("vosk", folder=tmp_path) == load_thresholds("vosk")
