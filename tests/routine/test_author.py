"""New routines: whatever is chosen, the files written pass the check and load; nothing half-written stays."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from voice_coach.errors import InputError, OutputError
from voice_coach.listening.command_phrases import command_phrases
from voice_coach.routine.author import USES, new_routine
from voice_coach.routine.blocks import TOOLS
from voice_coach.routine.check import check_file
from voice_coach.routine.findings import errors_of
from voice_coach.routine.loader import load_plan

AREAS = ["glutes", "quads", "it-band", "hamstrings", "calves"]


def test_a_new_routine_passes_and_loads(tmp_path: Path) -> None:
    structure, words = new_routine("evening-legs", tmp_path)
    assert (structure.name, words.name) == ("evening-legs.yaml", "evening-legs.en.yaml")
    assert check_file(structure, command_phrases) == []
    plan = load_plan("evening-legs", extra_folders=[tmp_path])
    assert plan.title == "Evening legs"
    assert [step.area for step in plan.steps[::2]] == AREAS
    assert structure.read_text(encoding="utf-8").count("#") > 10


@pytest.mark.parametrize("use", [use for use in USES if use != "warm-up"])
def test_only_a_warm_up_sends_the_runner_off_to_run(tmp_path: Path, use: str) -> None:
    before, _ = new_routine("before", tmp_path, use="warm-up")
    after, _ = new_routine("after", tmp_path, use=use)
    assert "Run easy" in " ".join(load_plan(before).closing)
    assert "Run easy" not in " ".join(load_plan(after).closing)


def test_a_title_may_have_eighty_letters(tmp_path: Path) -> None:
    _, words = new_routine("mine", tmp_path, title="x" * 80)
    assert f'title: "{"x" * 80}"' in words.read_text(encoding="utf-8")


@settings(max_examples=examples(40))
@example("\x1b\r\ud7fc", "warm-up", ["glutes"])  # nothing of it can be shown
@given(
    st.text(max_size=80),
    st.sampled_from(USES),
    st.lists(st.sampled_from(AREAS), min_size=1, max_size=8),
)
def test_any_choices_are_written_well_or_refused(title: str, use: str, areas: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        if "{" in title or "}" in title:
            with pytest.raises(InputError, match="brace"):
                new_routine("mine", Path(folder), title=title)
            return
        structure, _ = new_routine("mine", Path(folder), areas=areas, use=use, title=title)
        assert errors_of(check_file(structure, command_phrases)) == []
        assert [step.area for step in load_plan(structure).steps[::2]] == areas


@pytest.mark.parametrize("tools", [[tool] for tool in TOOLS] + [["stick", "ball"]])
def test_areas_left_out_are_those_that_the_tools_can_work(tmp_path: Path, tools: list[str]) -> None:
    structure, _ = new_routine("mine", tmp_path, tools=tools)
    assert check_file(structure, command_phrases) == []
    assert {step.tool for step in load_plan(structure).steps} <= set(tools)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"name": "My Legs"}, "bad-name"),
        ({"name": "../up"}, "bad-name"),
        ({"areas": ["calfs"]}, "unknown-area"),
        ({"areas": []}, "unknown-area"),
        ({"tools": ["hammer"]}, "unknown-tool"),
        ({"tools": []}, "unknown-tool"),
        ({"use": "fun"}, "unknown-use"),
        ({"language": "xx"}, "unknown-language"),
        ({"title": "x" * 81}, "bad-title"),
        ({"title": "a {b}"}, "bad-title"),
    ],
)
def test_refusals_write_nothing(tmp_path: Path, choices: dict[str, str], code: str) -> None:
    with pytest.raises(InputError) as caught:
        new_routine(**{"name": "mine", "folder": tmp_path, **choices})  # type: ignore[arg-type]
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_call_that_was_broken_off_can_be_made_again(tmp_path: Path) -> None:
    whole = {path: path.read_bytes() for path in new_routine("mine", tmp_path)}
    (tmp_path / "mine.yaml").unlink()
    assert {path: path.read_bytes() for path in new_routine("mine", tmp_path)} == whole
    with pytest.raises(InputError) as caught:
        new_routine("mine", tmp_path, title="Another")
    assert caught.value.code == "already-there"


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.en.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        new_routine("mine", tmp_path)
    assert caught.value.code == "already-there"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.en.yaml"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError):
        new_routine("mine", tmp_path / "file" / "folder")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_half_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    renamed = Path.replace

    def fail_on_the_second(self: Path, target: Path) -> Path:
        if target.name == "mine.yaml":
            raise error
        return renamed(self, target)

    monkeypatch.setattr(Path, "replace", fail_on_the_second)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        new_routine("mine", tmp_path)
    assert list(tmp_path.iterdir()) == []
