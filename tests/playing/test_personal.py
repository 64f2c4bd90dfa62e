"""Whose hearing a session begins with: anyone's, or a runner's with or without a voice profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach.errors import InputError
from voice_coach.listening.personal.runners import NOBODY
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.personal import Personal, personal_hearing


def test_without_a_name_all_learn_together_and_switched_off_nothing_is_learnt(
    tmp_path: Path,
) -> None:
    usual = personal_hearing(None, tmp_path)
    assert (usual.name, usual.profile, usual.learnt, usual.notes) == ("", None, tmp_path / "learnt.json", ())
    for name in (NOBODY, f" {NOBODY.capitalize()} "):
        assert personal_hearing(name, tmp_path).learnt is None


def test_a_runner_who_is_new_has_thresholds_of_their_own(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        personal_hearing("Anna", tmp_path)
    assert refused.value.code == "no-such-runner"
    anna = personal_hearing("Anna", tmp_path, may_be_new=True)
    assert (anna.name, anna.profile) == ("anna", None)
    assert anna.learnt is not None
    assert anna.learnt != tmp_path / "learnt.json"
    assert tmp_path in anna.learnt.parents


def test_without_a_voice_profile_no_engine_is_told_of_one() -> None:
    for engine in ("acoustic", "vosk"):
        assert Personal().unused(engine) == ""
        assert Personal().chains(engine) == {}


@pytest.mark.parametrize(
    ("given", "is_file"),
    [
        (None, False),
        ("USB microphone", False),
        ("talk.WAV", True),
        ("in/talk.ogg", True),
        ("talk.txt", False),
    ],
)
def test_a_sound_file_may_be_given_for_the_microphone(given: str | None, is_file: bool) -> None:
    choices = HearingChoices("auto", given, None, None)
    assert choices.recording == (Path(str(given)) if is_file else None)
