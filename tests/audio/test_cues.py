"""The shipped cues: all there, equally loud, quick to make, and none like another."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.audio.contour import contour, distance
from voice_coach.audio.cues import CUE_NAMES, CueSheet
from voice_coach.audio.recipe import load_recipe
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.audio.synthesis import PEAK, synthesise
from voice_coach.content import content_folder
from voice_coach.errors import InputError

FOLDER = content_folder("audio_cues")
SHEET = CueSheet.load()


def test_the_sheet_has_every_cue_in_the_order_of_the_list() -> None:
    assert SHEET.names == CUE_NAMES
    assert tuple(SHEET) == CUE_NAMES


@pytest.mark.parametrize("name", CUE_NAMES)
def test_a_cue_is_the_same_every_time(name: str) -> None:
    again = CueSheet.load().clip(name)
    assert np.array_equal(SHEET.clip(name).samples, again.samples)
    assert SHEET.clip(name) is SHEET.clip(name)


@pytest.mark.parametrize("name", CUE_NAMES)
def test_a_cue_is_clean(name: str) -> None:
    samples = SHEET.clip(name).samples
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert 0.05 < np.abs(samples).max() <= PEAK + 1e-6
    assert samples[0] == samples[-1] == 0.0
    assert abs(float(samples.mean())) < 1e-3
    assert SHEET.meaning(name).endswith((".", "again."))


@pytest.mark.parametrize(("name", "seconds"), [("heard", 0.25), ("not_now", 0.25), ("countdown", 0.25)])
def test_answers_are_short(name: str, seconds: float) -> None:
    assert SHEET.clip(name).frames < seconds * SAMPLE_RATE


@pytest.mark.parametrize("name", CUE_NAMES)
def test_a_cue_is_known_by_its_movement_not_by_its_pitch(name: str) -> None:
    """A third higher it is still itself; every other cue is at least ten times as far away."""
    own = contour(SHEET.clip(name).samples)
    recipe = load_recipe(FOLDER / f"{name}.yaml")
    notes = tuple(replace(n, pitch_hz=tuple(hz * 1.19 for hz in n.pitch_hz)) for n in recipe.notes)
    assert distance(own, contour(synthesise(replace(recipe, notes=notes)))) < 0.04
    others = {other: contour(SHEET.clip(other).samples) for other in CUE_NAMES if other != name}
    near = {other: round(distance(own, sound), 2) for other, sound in others.items()}
    assert min(near.values()) > 0.4, near


def test_levels_follow_the_recipes() -> None:
    """The loudest fifth of a second, unweighted and without the recipes' own levels: within a few dB."""
    levels = {}
    for name in CUE_NAMES:
        power = np.convolve(SHEET.clip(name).samples.astype(np.float64) ** 2, np.ones(SAMPLE_RATE // 5))
        levels[name] = (
            10 * np.log10(power.max() / (SAMPLE_RATE // 5)) - load_recipe(FOLDER / f"{name}.yaml").level_db
        )
    assert max(levels.values()) - min(levels.values()) < 6.0, levels


def test_louder_recipes_are_louder_by_as_much() -> None:
    recipe = load_recipe(FOLDER / "paused.yaml")
    plain, softer = (synthesise(replace(recipe, level_db=level)) for level in (0.0, -6.0))
    assert softer == pytest.approx(plain * 10 ** (-6 / 20), abs=1e-6)


def test_meanings_fall_back_to_the_base_language_and_then_to_english(tmp_path: Path) -> None:
    for name in CUE_NAMES:
        text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        text = text.replace("meaning:\n", "meaning:\n  de: Gemeint.\n")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    sheet = CueSheet.load(tmp_path)
    assert sheet.meaning("end", "de-CH") == "Gemeint."
    assert sheet.meaning("end", "fr") == "The hold is over."


def test_a_missing_and_an_unknown_cue_are_named(tmp_path: Path) -> None:
    (tmp_path / "chime.yaml").write_bytes((FOLDER / "chime.yaml").read_bytes())
    with pytest.raises(InputError, match="has no recipe for stroke, hold_start") as missing:
        CueSheet.load(tmp_path)
    assert missing.value.code == "cue-missing"
    with pytest.raises(InputError, match="no cue called 'chyme'") as unknown:
        SHEET.clip("chyme")
    assert unknown.value.code == "cue-unknown"


def test_no_two_cues_say_the_same() -> None:
    meanings = [SHEET.meaning(name) for name in CUE_NAMES]
    assert not [pair for pair in itertools.combinations(meanings, 2) if pair[0] == pair[1]]
