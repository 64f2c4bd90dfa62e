"""Loading a routine: the warm-up as shipped, the runner's own files, another language, clear refusals."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.routine.estimate import estimate_seconds
from voice_coach.routine.lines import LINES
from voice_coach.routine.loader import list_routines, load_plan
from voice_coach.routine.plan import Level, Plan
from voice_coach.routine.wish import Wish

CONTENT = content_folder("routines")
AREAS = ["glutes", "quads", "it-band", "hamstrings", "calves"]


@pytest.fixture(scope="module")
def warmup() -> Plan:
    return load_plan("warmup")


def test_the_warm_up_works_five_areas_on_both_sides(warmup: Plan) -> None:
    rolled = [step for step in warmup.steps if step.tool != "none"]
    assert [step.area for step in rolled[::2]] == AREAS
    assert [step.side for step in rolled] == ["left", "right"] * 5
    assert [step.pair for step in rolled] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    for left, right in zip(rolled[::2], rolled[1::2], strict=True):
        assert left == replace(right, side="left", script=left.script)
        assert 3 <= left.stroke_seconds <= 4
        assert 20 <= left.hold_seconds <= 30
        assert left.worked_seconds >= 30


def test_the_warm_up_ends_on_ones_feet(warmup: Plan) -> None:
    moves = warmup.steps[10:]
    assert [step.exercise for step in moves] == ["leg-swings"] * 2 + ["walking-lunges", "heel-raises"]
    assert {step.posture for step in moves} == {"standing"}
    assert all(step.strokes >= 6 and not step.holds for step in moves)


def test_the_warm_up_has_its_tools_and_lines(warmup: Plan) -> None:
    assert warmup.tools == ("roller",)
    needed = {key for key, spec in LINES.items() if not spec.optional}
    assert needed <= warmup.lines.keys() <= LINES.keys()


@pytest.mark.parametrize(
    ("level", "least", "most"), [("first", 7, 9.5), ("usual", 7, 9.5), ("quiet", 7, 9.5)]
)
def test_the_warm_up_takes_its_minutes(level: Level, least: float, most: float) -> None:
    assert least <= estimate_seconds(load_plan("warmup", level=level)) / 60 <= most


def test_the_warm_up_says_everything(warmup: Plan) -> None:
    for step in warmup.steps:
        script = step.script
        if step.tool == "none":
            continue
        for said in (script.area, script.reminder, script.sweep, script.search, script.hold, script.ease):
            assert said
        assert script.where
        assert 2 <= len(script.position) <= 4
        assert len(script.during) >= 4
        assert len(script.how) >= 3


@settings(max_examples=examples(25))
@given(st.integers(), st.sampled_from(["first", "usual", "quiet"]))
def test_the_same_choices_give_the_same_plan(seed: int, level: Level) -> None:
    plan = load_plan("warmup", seed=seed, level=level)
    assert plan == load_plan("warmup", seed=seed, level=level)
    assert (plan.seed, plan.level) == (seed, level)
    left, right = plan.steps[:2]
    for part in ("sweep", "search", "hold"):
        assert getattr(left.script, part) != getattr(right.script, part)
    assert sorted(left.script.during) == sorted(right.script.during)


def test_seeds_vary_the_wording_and_nothing_else(warmup: Plan) -> None:
    others = [load_plan("warmup", seed=seed) for seed in range(1, 12)]
    assert len({plan.steps[0].script.sweep for plan in others}) >= 5
    for plan in others:
        for step, first in zip(plan.steps, warmup.steps, strict=True):
            assert step == replace(first, script=step.script)


def test_tools_choose_the_exercises() -> None:
    plan = load_plan("warmup", tools=["stick", "ball"])
    assert [step.tool for step in plan.steps[:10:2]] == ["ball", "stick", "stick", "stick", "stick"]
    assert plan.tools == ("ball", "stick")
    assert plan.notes == ()


def test_what_the_tools_cannot_work_is_left_out_and_said() -> None:
    plan = load_plan("warmup", tools=["stick"])
    assert [step.area for step in plan.steps[:8:2]] == AREAS[1:]
    assert plan.notes == ("glutes is left out: it can't be worked with stick.",)
    assert [step.area for step in plan.steps[8:]] == ["dynamic"] * 4
    stretched = load_plan("recovery", tools=["stick"], wish=Wish(stretch=True))
    assert "glutes" not in {step.area for step in stretched.steps}
    assert {step.tool for step in stretched.steps} == {"stick", "none"}
    assert {step.tool for step in load_plan("desk-break", tools=["roller"]).steps} == {"roller"}


def refused(*arguments: str, **choices: object) -> InputError:
    with pytest.raises(InputError) as caught:
        load_plan(*arguments, **choices)  # type: ignore[arg-type]
    return caught.value


def test_refusals() -> None:
    assert str(refused("warmpu")) == "There is no routine called 'warmpu'. Did you mean 'warmup'?"
    assert refused("warmpu").code == "unknown-routine"
    assert refused("none/such.yaml").code == "unknown-routine"
    assert "Tools are roller, ball, stick, gun." in str(refused("warmup", tools=["hammer"]))
    assert str(refused("warmup", language="xx")) == "The coach doesn't speak 'xx'. Languages are en, es."
    assert refused("warmup", language="xx").code == "unknown-language"


def test_a_language_in_the_making_is_told_all_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "recovery.xx.yaml").write_text("title: Recovery", encoding="utf-8")
    error = refused("warmup", language="xx", extra_folders=[tmp_path])
    assert "warmup.xx.yaml" in error.message
    assert "'calves-roller' has no words in the language 'xx'" in error.message
    assert "coach.xx.yaml" in error.message


def test_a_second_language_is_only_more_files(tmp_path: Path) -> None:
    for path in CONTENT.rglob("*.en.yaml"):
        copy = tmp_path / path.relative_to(CONTENT).with_name(path.name.replace(".en.", ".eo."))
        copy.parent.mkdir(exist_ok=True)
        text = path.read_text(encoding="utf-8").replace("language: en", "language: eo")
        copy.write_text(text.replace("area: calves", "area: suroj"), encoding="utf-8")
    shutil.copy(CONTENT / "warmup.yaml", tmp_path)
    plan = load_plan(tmp_path / "warmup.yaml", language="eo")
    assert plan.language == "eo"
    assert plan.steps[9].script.area == "suroj"
    info = next(info for info in list_routines([tmp_path], language="eo") if info.name == "warmup")
    assert (info.name, info.path, info.title) == ("warmup", tmp_path / "warmup.yaml", plan.title)


def test_own_exercises_replace_ours_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    text = (CONTENT / "exercises" / "calves.yaml").read_text(encoding="utf-8")
    (folder / "calves.yaml").write_text(text.replace("setup: 4 s", "setup: 20 s", 1), encoding="utf-8")
    plan = load_plan("warmup", extra_folders=[tmp_path])
    assert plan.steps[9].exercise == "calves-roller"
    assert plan.steps[9].setup_seconds == 20
    assert plan.steps[0].setup_seconds == load_plan("warmup").steps[0].setup_seconds


def test_a_routine_changes_what_its_exercises_say(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "format: 1\nname: mine\nuse: short\ntools: [ball]\nswitch_gap: 4 s\ndose: most\nareas:\n"
        "  - {area: calves, side: right, setup: 9 s, strokes: 0, stroke: 3.5 s,"
        " holds: 1, search: 1 s, hold: 1 min}\n"
        "  - {area: calves, exercise: calves-roller, dose: least}\n",
        encoding="utf-8",
    )
    shutil.copy(CONTENT / "warmup.en.yaml", tmp_path / "mine.en.yaml")
    right, left_roller, right_roller = load_plan(tmp_path / "mine.yaml").steps
    assert (right.side, right.exercise, right.pair) == ("right", "calves-ball", 0)
    assert (right.setup_seconds, right.strokes, right.stroke_seconds) == (9, 0, 3.5)
    assert (right.holds, right.search_seconds, right.hold_seconds) == (1, 1, 60)
    assert right.worked_seconds == 61
    assert (left_roller.exercise, right_roller.pair) == ("calves-roller", 1)


def test_the_list_names_title_and_summary() -> None:
    infos = {info.name: info for info in list_routines()}
    assert infos["warmup"].title == "Warm-up before a run"
    assert infos["warmup"].summary
    assert "coach" not in infos
    assert "sources" not in infos
