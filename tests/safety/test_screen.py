"""The safety screen: every combination of answers leads where it should, and answers are kept whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_coach.content import content_folder
from voice_coach.errors import InputError, OutputError
from voice_coach.routine.library import Library
from voice_coach.routine.loader import load_plan
from voice_coach.routine.wish import Wish
from voice_coach.safety.answers import AnswerStore
from voice_coach.safety.screen import CLEARED, LEFT_OUT, QUESTIONS, Screen, ScreenResult, outcome_of
from voice_coach.safety.texts import load_screen

TEXTS, AREAS = load_screen(Library("en"))


def passed_through(answers: Mapping[str, bool | None]) -> tuple[ScreenResult, list[str]]:
    """The outcome, and all that was said on the way. ``None`` is silence."""
    screen = Screen(TEXTS, AREAS)
    said: list[str] = []
    while screen.question is not None:
        said += screen.prompts()
        given_answer = answers.get(screen.question, True)  # yes to the opening: ask for each
        if given_answer is None:
            screen.silence()
        else:
            screen.answer(given_answer)
    assert screen.outcome is not None
    return screen.outcome, [*said, screen.outcome.says]


@pytest.mark.parametrize("yes", list(product([False, True], repeat=len(QUESTIONS) + 1)))
def test_every_combination(yes: tuple[bool, ...]) -> None:
    answers = dict(zip((*QUESTIONS, CLEARED), yes, strict=True))
    outcome, said = passed_through(answers)
    refused = any(answers[key] for key, weight in QUESTIONS.items() if weight == "refuse")
    asks = any(answers[key] for key, weight in QUESTIONS.items() if weight == "ask")
    if refused:
        assert outcome.verdict == "refuse"
    elif asks and not answers[CLEARED]:
        assert outcome.verdict == "ask"
    else:
        assert outcome.verdict == "go"
        out = {area for key, areas in LEFT_OUT.items() if answers[key] for area in areas}
        assert set(outcome.left_out) == out
    assert outcome.verdict == "go" or outcome.left_out == ()
    assert tuple(said[: len(TEXTS.opening)]) == TEXTS.opening
    assert said[len(TEXTS.opening)] == TEXTS.intro
    assert said.count(TEXTS.intro) == 1
    assert outcome_of(outcome.answers, TEXTS, AREAS) == outcome


def test_a_reason_not_to_roll_ends_the_questions_at_once() -> None:
    outcome, said = passed_through({"wound": True})
    assert said == [*TEXTS.opening, TEXTS.intro, TEXTS.questions["wound"], TEXTS.verdicts["refuse"]]
    assert outcome.verdict == "refuse"


def test_pregnancy_takes_calves_and_adductors_out_of_the_session() -> None:
    answers = {**dict.fromkeys(QUESTIONS, False), "pregnancy": True, CLEARED: True}
    outcome, said = passed_through(answers)
    assert "your calves and inner thighs" in said[-1]
    assert "face up or face down" in said[-1]
    assert outcome.apply(Wish()).postures_out == ("back", "front")
    plan = load_plan("maintenance", wish=outcome.apply(Wish(skip=("quads",))))
    assert {step.area for step in plan.steps} == {"glutes", "it-band", "hamstrings"}
    with pytest.raises(InputError):
        outcome.apply(Wish(focus=("calves",)))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_opening_question_names_what_the_single_ones_ask_for(language: str) -> None:
    """Nothing medical is lost: every ailment of the single questions stands in the one that sums them up."""
    named = {
        "en": "fracture|wound|inflamed|hot or swollen|clot|bone infection|bone growing|lood thinners|"
        "clotting|blood pressure|osteoporosis|numb skin|strain|surgery|varicose|pregnan",
        "es": "fractura|herida|inflamada|caliente o hinchada|coágulo|infección del hueso|hueso que crece|"
        "nticoagulantes|coagulación|tensión alta|osteoporosis|poca sensibilidad|muscular|operación|"
        "varices|embaraz",
    }[language].split("|")
    texts, _ = load_screen(Library(language))
    opening, single = " ".join(texts.opening), " ".join(texts.questions.values())
    for ailment in named:
        assert ailment in opening
        assert ailment in single


@pytest.mark.parametrize("key", ["wound", "clot", "bone"])
def test_what_forbids_rolling_is_refused_at_once_whatever_a_doctor_says(key: str) -> None:
    outcome, said = passed_through({**dict.fromkeys(QUESTIONS, False), key: True, CLEARED: True})
    assert (outcome.verdict, said[-1]) == ("refuse", TEXTS.verdicts["refuse"])
    assert TEXTS.cleared not in said


@pytest.mark.parametrize(
    ("key", "areas"),
    [("blood", ()), ("body", ()), ("veins", ("calves",)), ("pregnancy", ("calves", "adductors"))],
)
def test_what_a_doctor_decides(key: str, areas: tuple[str, ...]) -> None:
    answers = {**dict.fromkeys(QUESTIONS, False), key: True}
    allowed, said = passed_through({**answers, CLEARED: True})
    assert (allowed.verdict, allowed.left_out) == ("go", areas)
    assert TEXTS.cleared in said
    forbidden, said = passed_through({**answers, CLEARED: False})
    assert (forbidden.verdict, said[-1]) == ("ask", TEXTS.verdicts["ask"])


def test_only_a_no_before_the_list_is_over_is_told_the_worst_once_more() -> None:
    for yes, early, says in (
        (False, False, TEXTS.verdicts["go"]),
        (False, True, TEXTS.hurried),
    ):
        screen = Screen(TEXTS, AREAS)
        screen.answer(yes, early=early)
        assert screen.outcome is not None
        assert (screen.outcome.verdict, screen.outcome.says) == ("go", says)
    screen = Screen(TEXTS, AREAS)
    screen.answer(True, early=True)
    for _ in QUESTIONS:
        screen.answer(False)
    assert screen.outcome is not None
    assert screen.outcome.says == TEXTS.verdicts["go"]
    screen = Screen(TEXTS, AREAS)
    screen.answer(False)
    assert screen.outcome is not None
    assert screen.outcome.says == TEXTS.verdicts["go"]


def test_silence_asks_once_more_and_then_leaves_it() -> None:
    screen = Screen(TEXTS, AREAS)
    screen.silence()
    assert screen.prompts() == (TEXTS.again, *TEXTS.opening)
    screen.answer(True)
    screen.answer(False)
    screen.silence()
    assert screen.prompts() == (TEXTS.again, TEXTS.questions["clot"])
    screen.answer(False)
    assert screen.prompts() == (TEXTS.questions["bone"],)
    screen.silence()
    screen.silence()
    assert screen.prompts() == ()
    assert screen.outcome is not None
    assert screen.outcome.verdict == "unanswered"
    with pytest.raises(ValueError, match="no question"):
        screen.answer(True)


def test_answers_are_kept_and_a_refusal_is_asked_again(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "own" / "safety.json")
    assert store.load() is None
    answers = dict.fromkeys(QUESTIONS, False)
    store.save(answers)
    assert store.load() == answers
    store.save({**answers, "wound": True})
    assert store.load() is None, "a wound heals: ask again"
    store.save({"wound": False})
    assert store.load() is None, "not all was answered"
    store.clear()
    store.clear()
    assert list((tmp_path / "own").iterdir()) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.builds(lambda value: json.dumps(value).encode(), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*QUESTIONS, "x"]), inner),
)))  # fmt: skip
def test_any_file_of_answers_is_read_or_counts_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "safety.json"
    path.write_bytes(content)
    loaded = AnswerStore(path).load()
    assert loaded is None or loaded.keys() >= QUESTIONS.keys()


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError):
        AnswerStore(tmp_path / "file" / "safety.json").save({})


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_screen_asks_all_and_names_nothing_else(language: str) -> None:
    texts, areas = load_screen(Library(language))
    assert list(texts.questions) == list(QUESTIONS)
    assert all(question.endswith("?") for question in texts.questions.values())
    for named in LEFT_OUT.values():
        assert set(named) <= areas.keys()


def test_a_language_without_a_screen_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        load_screen(Library("tlh"))
    assert caught.value.code == "no-screen"


def test_safety_questions_with_a_mistake_are_refused_with_its_line(tmp_path: Path) -> None:
    text = (content_folder("routines") / "safety.en.yaml").read_text(encoding="utf-8")
    (tmp_path / "safety.en.yaml").write_text(text + "whatever: x\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_screen(Library("en", (tmp_path,)))
    assert refused.value.code == "routine-invalid"
    assert f"safety.en.yaml:{len(text.splitlines()) + 1}: " in str(refused.value)
