"""What's said is so: breaths in pairs, announcements that come true, safety before the first stroke, files
that ask nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.session_rules import breathes_evenly, unsafe_starts, untrue_announcements
from tests.session.driver import RATE, Run, plan, run, step
from voice_coach.routine.plan import Level, Plan, Side, Step
from voice_coach.session.actions import Log, PlayCue, Say
from voice_coach.session.timeline import hold_marks

LEVELS: tuple[Level, ...] = ("first", "usual", "quiet")
SIDES: tuple[Side, ...] = ("left", "right")


@given(st.integers(RATE, 200 * RATE))
def test_every_in_breath_is_followed_by_an_out_breath_and_an_out_breath_is_last(length: int) -> None:
    breaths = [mark for mark in hold_marks(length, RATE) if mark.name.startswith("breath")]
    names = [mark.name for mark in breaths]
    assert breathes_evenly(names)
    assert length < 8.7 * RATE or names
    assert all(mark.offset <= length - 3.5 * RATE for mark in breaths)
    tones = sorted(mark.offset for mark in hold_marks(length, RATE) if mark.kind == "cue")
    assert length < 12 * RATE or all(later - earlier >= 0.4 * RATE for earlier, later in pairwise(tones))


def areas(holds: int = 1, hold_seconds: float = 20, strokes: int = 10) -> tuple[Step, ...]:
    return tuple(
        step(area, side, pair, hold_seconds, holds, strokes)
        for pair, area in enumerate(("glutes", "quads", "calves"))
        for side in SIDES
    )


commands = st.lists(
    st.tuples(
        st.integers(1, 50),
        st.sampled_from(
            (
                *("next", "back", "switch", "left", "right", "longer", "shorter", "pause", "resume", "ready"),
                *(
                    "undo",
                    "repeat",
                    "how",
                    "talk_more",
                    "talk_less",
                    "whats_next",
                    "easier",
                    "strong",
                    "sharp",
                ),
            )
        ),
    ),
    max_size=15,
)


def driven_by(script: Sequence[tuple[int, str]], of: Plan) -> Run:
    driven = run(of)
    for seconds, name in script:
        driven.until(driven.seconds + seconds)
        driven.command(name)
    return driven.to_end()


@given(commands, st.integers(1, 2), st.sampled_from(LEVELS))
def test_breaths_alternate_whatever_is_said(script: list[tuple[int, str]], holds: int, level: Level) -> None:
    driven = driven_by(script, plan(level, areas(holds, 30)))
    if any(name == "undo" for _, name in script):
        return  # An undone part is breathed again from where it stood.
    part: list[str] = []
    for action in sorted(driven.actions, key=lambda action: action.at_frame):
        if isinstance(action, PlayCue) and action.name.startswith("breath"):
            part.append(action.name)
        elif isinstance(action, Log) and action.event in {"phase_started", "step_finished"}:
            whole = action.event == "phase_started" or action.fields["completed"]
            pairs = ["breath_in", "breath_out"] * (len(part) // 2)
            assert part == pairs or (not whole and part == [*pairs, "breath_in"]) or part[-1] == "breath_in"
            assert part[: len(pairs)] == pairs
            part = []


@given(commands, st.integers(1, 2), st.sampled_from(LEVELS))
def test_announcements_turn_out_true(script: list[tuple[int, str]], holds: int, level: Level) -> None:
    of = plan(level, areas(holds, 30))
    assert untrue_announcements(of, driven_by(script, of).actions)[1] == []


def test_a_fresh_spot_is_announced_as_one() -> None:
    driven = run(plan(steps=areas(holds=2))).to_end()
    texts = [action.text for action in driven.actions if isinstance(action, Say)]
    coming = [text for text in texts if text.startswith("<coming")]
    assert coming == [
        "<coming_spot>", "<coming_side> <right>", "<coming_spot>", "<coming_area> quads",
        "<coming_spot>", "<coming_side> <right>", "<coming_spot>", "<coming_area> calves",
        "<coming_spot>", "<coming_side> <right>", "<coming_spot>", "<coming_end>",
    ]  # fmt: skip


def test_a_second_spot_opens_in_other_words() -> None:
    of = plan(steps=(step("glutes", "both", 0, 30, 2),))
    driven = run(replace(of, lines={**of.lines, "hold": ("Hold there.", "Rest there.")})).to_end()
    texts = [action.text for action in driven.actions if isinstance(action, Say)]
    assert [text for text in texts if text in {"Hold there.", "Rest there."}] == [
        "Hold there.",
        "Rest there.",
    ]


def test_first_is_said_of_a_side_only_if_the_other_follows() -> None:
    driven = run(plan(steps=(step("glutes", "left", 0), step("calves", "left", 1)))).to_end()
    texts = [action.text for action in driven.actions if isinstance(action, Say)]
    assert "<to_side> <left>" in texts
    assert not any(text.startswith("<start_side>") for text in texts)


@given(commands, st.booleans())
def test_safety_is_heard_before_the_first_stroke(script: list[tuple[int, str]], first: bool) -> None:
    """At level first, and at every level of an exercise that is new to the runner."""
    steps = areas() if first else tuple(replace(one, met=False) for one in areas())
    script = [(seconds, name) for seconds, name in script if name not in {"talk_less", "undo"}]
    for level in ("first",) if first else LEVELS:
        of = plan(level, steps)
        assert unsafe_starts(of, driven_by(script, of).actions) == []


@pytest.mark.parametrize(("level", "most"), [("first", 15), ("usual", 30)])
@pytest.mark.parametrize("strokes", [4, 10, 14])
@pytest.mark.parametrize("hold", [20, 30, 60])
def test_no_working_stretch_is_long_without_a_word(
    level: Level, most: float, strokes: int, hold: float
) -> None:
    driven = run(plan(level, areas(1, hold, strokes))).to_end()
    spoken = driven.spoken()
    for (_, end, _), (start, _, _) in pairwise(spoken):
        assert start - end <= most * RATE


@pytest.mark.parametrize("level", LEVELS)
def test_a_file_asks_nothing_and_waits_for_no_answer(level: Level) -> None:
    of = replace(plan(level), listens=False, listeners=("Ask a doctor first.",))
    driven = run(of).to_end()
    texts = [action.text for action in driven.actions if isinstance(action, Say)]
    assert "Ask a doctor first." in texts[:4]
    assert not any(text.startswith(("<rate_question>", "<which_side", "<hurts_live>")) for text in texts)
    assert texts[-2:] == ["Closing.", "<goodbye>"]
    (_, closing, _), (goodbye, _, _) = driven.spoken()[-2:]
    assert goodbye - closing <= RATE


def test_the_gun_is_on_before_contact_and_off_after() -> None:
    steps = tuple(replace(one, tool="gun") for one in areas()[:2]) + areas()[2:4]
    driven = run(plan("usual", steps)).to_end()
    texts = [action.text for action in driven.actions if isinstance(action, Say)]
    assert texts.index("<gun_on>") < texts.index("Roll slowly.") < texts.index("<gun_off>")
    assert texts[texts.index("<gun_off>") + 1] == "<start_place> <left_quads>"
    assert texts.count("<gun_on>") == texts.count("<gun_off>") == 1


@pytest.mark.parametrize(
    ("level", "met", "said"), [("usual", True, True), ("quiet", False, True), ("quiet", True, False)]
)
def test_a_quiet_coach_has_the_gun_switched_on_in_words_only_if_the_exercise_is_new(
    level: Level, met: bool, said: bool
) -> None:
    steps = tuple(replace(one, tool="gun", met=met) for one in areas()[:2])
    texts = [one.text for one in run(plan(level, steps)).to_end().actions if isinstance(one, Say)]
    assert ("<gun_on>" in texts) == said


def test_side_tool_and_posture_come_before_the_position() -> None:
    steps = tuple(replace(one, posture="front") for one in areas())
    driven = run(replace(plan("first", steps), tools=("roller", "ball"))).until_phase("gap")
    texts = [action.text for action in driven.actions if isinstance(action, Say)]
    assert texts[1:7] == [
        "<posture_front>", "Opening.", "<hurts_live>",
        "<area_first_side> glutes <left>", "<take_tool> <the_roller>", "Position for glutes.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("postures", "seconds"),
    [(("sitting", "sitting"), 8), (("sitting", "front"), 11), (("sitting", "standing"), 20)],
)
def test_a_change_of_posture_has_its_time(postures: tuple[str, str], seconds: int) -> None:
    """From the words to the first stroke; the same posture takes the setup of the exercise."""
    both = (replace(areas()[0], posture=postures[0]), replace(areas()[2], posture=postures[1]))
    driven = run(plan("quiet", both)).until_phase("gap", step=1)
    began = driven.session.now
    driven.until_phase("sweep")
    assert driven.session.now - began == seconds * RATE


def test_how_tells_what_has_not_been_said_and_gives_the_time_again() -> None:
    driven = run(plan("usual")).until_phase("gap")
    driven.until(driven.seconds + 5)
    driven.command("how")
    driven.until(driven.seconds + 8)
    texts = [action.text for action in driven.actions if isinstance(action, Say)]
    assert texts[-3:] == ["Position for glutes.", "Range for glutes.", "Technique for glutes."]
    spoken = driven.spoken()[-1][1]
    driven.until_phase("sweep")
    assert driven.session.now - spoken == 8 * RATE


def test_no_line_comes_twice_before_all_its_variants_have_come() -> None:
    of = plan("usual", tuple(step(f"area{n}", "both", n, 20, 1, 2) for n in range(12)))
    many = tuple(f"Variant {n} {{area}}." for n in range(8))
    driven = run(replace(of, lines={**of.lines, "area_then": many})).to_end()
    said = [a.text[:9] for a in driven.actions if isinstance(a, Say) and a.text.startswith("Variant")]
    assert len(set(said[:8])) == 8
    assert len(said) == 11
