"""Every sentence on file: no command in it, no word of a screen, short, and pronounceable."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from voice_coach.content import content_folder
from voice_coach.listening.command_phrases import command_phrases
from voice_coach.listening.grammar import Grammar, Phrase
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.routine.command_phrases import (
    CommandPhrase,
    kind_of_sentence,
    phrases_in,
    spoken_words,
)
from voice_coach.routine.library import Library
from voice_coach.routine.lines import LINES
from voice_coach.routine.loader import load_pronunciations
from voice_coach.routine.words import spoken
from voice_coach.routine.yaml_source import read_yaml
from voice_coach.safety.texts import load_screen

CONTENT = content_folder("routines")
PHRASES = command_phrases("en")
SAMPLES = {
    "title": "Warm-up before a run",
    "minutes": "8 minutes",
    "tools": "a foam roller",
    "area": "calves",
    "side": "left",
    "duration": "15 seconds",
    "hold": "15 seconds",
    "session": "4 minutes",
    "ease": "Put more weight on your hands.",
    "deepen": "Cross the other ankle over the shin.",
    "areas": "glutes and calves",
    "value": "7",
    "before": "5",
    "routine": "recovery",
    "n": "15",
    "place": "left calf",
    "run": "12 kilometres",
    "places": "the kneecap",
    "tool": "the roller",
    "things": "a chair and a wall",
    "most": "20 seconds",
    "seconds": "15 seconds",
}
KNOWN = "|".join(sorted(load_pronunciations("en").words, key=len, reverse=True))
SCREEN_WORDS = ["see", "look", "watch", "click", "screen", "read", "tap", "scroll", "page"]


def _all_sentences() -> list[tuple[str, str, str]]:
    """File, key and sentence of everything that is said, fields filled in."""
    found = []
    for path in sorted(CONTENT.rglob("*.en.yaml")):
        if path.name.startswith(("claims.", "programme.", "pronunciations.")):
            continue  # no sentence of a session
        node, findings = read_yaml(path)
        assert node is not None
        assert findings == []
        for key, sentence in spoken(node):
            text = str(sentence.value)
            if path.name.startswith("insights.") and not key.endswith(".say"):
                continue  # areas and sources
            coach = path.name in {"coach.en.yaml", "safety.en.yaml"}
            found.append((path.name, key, text.format(**SAMPLES) if coach else text))
    return found


SENTENCES = _all_sentences()


def test_there_is_something_to_test() -> None:
    assert len(SENTENCES) > 300
    assert {phrase.command for phrase in PHRASES} >= {
        "stop",
        "easier",
        "pause",
        "next",
        "back",
        "how",
        "longer",
    }


def test_no_sentence_holds_a_command() -> None:
    found = []
    for name, key, text in SENTENCES:
        schema = name.partition(".")[0]
        kind = kind_of_sentence(
            schema if schema in {"coach", "safety", "insights"} else "exercises-text", key
        )
        found += (
            []
            if kind is None
            else [(name, key, text, phrase.words) for phrase in phrases_in(text, PHRASES, kind)]
        )
    assert found == []


def test_no_sentence_of_any_kind_holds_a_phrase_for_stopping_or_easing() -> None:
    urgent = [phrase for phrase in PHRASES if phrase.command in {"stop", "easier"}]
    assert len(urgent) > 12
    said = [text for _, key, text in SENTENCES if key != "words"]  # the words worth knowing name them
    assert [text for text in said if phrases_in(text, urgent)] == []


def test_the_guard_finds_what_it_should() -> None:
    def found(text: str) -> list[str]:
        return [phrase.words for phrase in phrases_in(text, PHRASES)]

    assert found("Lean back.") == ["back"]
    assert "how long" in found("Never mind how long, it is fine.")
    assert "hang on" in found("Hang on!")
    assert "20 more seconds" in found("You have 20 more seconds.")
    assert "twenty more seconds" in found("You have twenty more seconds.")
    assert found("Behind the knee, a backward glance at the stopover.") == []
    assert phrases_in("Say skip, or ready.", PHRASES, "teaches") == []
    assert [phrase.words for phrase in phrases_in("Say stop.", PHRASES, "teaches")] == ["stop"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_suggested_words_are_the_longer_safer_ones(language: str) -> None:
    """Where the coach teaches what to say, no single word is taught that has a longer form; answers to
    yes or no, and numbers, are what people say anyhow."""
    grammar = load_grammar(language)
    coach, _ = read_yaml(CONTENT / f"coach.{language}.yaml")
    safety, _ = read_yaml(CONTENT / f"safety.{language}.yaml")
    assert coach is not None
    assert safety is not None
    said = {key: str(sentence.value) for key, sentence in (*spoken(coach), *spoken(safety))}
    taught = {key.split(".")[1]: text for key, text in said.items() if key.startswith("lines.help_")}
    taught = {key: text for key, text in taught.items() if "_keys" not in key}
    taught = {key.removeprefix("help_").split("[")[0]: text for key, text in taught.items()}
    assert {"setup", "working", "paused", "confirm", "rating", "side"} <= set(taught) <= set(grammar.states)
    short = [
        (state, one.text)
        for state, text in {**taught, "any": said["words"]}.items()
        for one in _longest(grammar, text, "working" if state == "any" else state)
        if " " not in one.text
        and one.command not in {"yes", "no", "rate"}
        and any(" " in other.text for other in grammar.phrases if other.command == one.command)
    ]
    assert short == []


def _longest(grammar: Grammar, text: str, state: str) -> list[Phrase]:
    """The phrases of ``text`` that are no part of a longer one there."""
    found = grammar.contained_phrases(text, state)
    return [one for one in found if not any(one is not other and one.text in other.text for other in found)]


def test_numbers_in_phrases_are_spelled_out() -> None:
    assert CommandPhrase("longer", "thirty more seconds") in PHRASES
    assert CommandPhrase("longer", "30 more seconds") in PHRASES
    assert not any("{" in phrase.words for phrase in PHRASES)


def test_a_language_that_is_not_heard_guards_against_nothing() -> None:
    assert command_phrases("xx") == ()


def test_no_sentence_speaks_of_a_screen() -> None:
    assert [text for _, _, text in SENTENCES if set(spoken_words(text).split()) & set(SCREEN_WORDS)] == []


@pytest.mark.parametrize("name", sorted({name for name, _, _ in SENTENCES}))
def test_sentences_are_written_for_the_ear(name: str) -> None:
    for file, key, text in SENTENCES:
        if file != name or name.startswith(("coach", "safety")):
            continue
        unknown = re.sub(rf"\b(?:{KNOWN})\b", "", text)
        assert not re.search(r"[()\[\]/&%0-9;…*_]|\b[A-Z]{2,}\b|\be\.g\b|\bi\.e\b", unknown), text
        assert re.search(r"[.!?]$", text) or key.endswith(("area", "title")), f"{key}: {text} doesn't end"
        assert text[0].isupper() or key.endswith("area"), text


def test_sentences_are_short() -> None:
    most = {"during": 10, "sweep": 12, "search": 12, "hold": 12, "reminder": 12, "position": 14, "where": 14}
    for _, key, text in SENTENCES:
        part = key.split(".")[2] if key.startswith("exercises.") else key.split(".")[0]
        assert len(text.split()) <= most.get(part, 24), f"{key}: {text}"


def test_claims_that_nothing_supports_are_not_made() -> None:
    wrong = ("adhesion", "prevent injur", "injury prevention", "release the fascia", "toxin", "break up")
    assert [text for _, _, text in SENTENCES if any(claim in text.lower() for claim in wrong)] == []


def test_what_must_be_said_for_safety_is_said() -> None:
    for path in sorted(CONTENT.glob("*.yaml")):
        words = path.with_name(f"{path.stem}.en.yaml")
        if not words.is_file() or path.name == "coach.en.yaml":
            continue
        node, _ = read_yaml(words)
        assert node is not None
        opening = " ".join(str(one.value) for key, one in spoken(node) if key.startswith("opening")).lower()
        for needed in ("four to six", "bones and joints"):
            assert needed in opening, f"{words.name}: {needed}"
    for language, warned in (
        ("en", ("sharp", "shooting", "tingling")),
        ("es", ("agudo", "punzante", "hormigue")),
    ):
        listeners = " ".join(load_screen(Library(language))[0].listeners).lower()
        for said in (*Library(language).lines()["hurts_live"], listeners):
            assert sum(word in said.lower() for word in warned) >= 2, said


def test_every_line_of_the_coach_is_there_with_its_fields_alone() -> None:
    lines = Library("en").lines()
    assert {key for key, spec in LINES.items() if not spec.optional} <= lines.keys() <= LINES.keys()
    for key, variants in lines.items():
        for text in variants:
            used = {name for _, name, _, _ in Formatter().parse(text) if name}
            assert used <= LINES[key].fields, f"{key}: {text}"
        assert len(set(variants)) == len(variants), key
    for key in ("area_then", "start_place", "same_other_side", "half_way", "coming_side", "coming_area"):
        assert len(lines[key]) >= 3, key


def test_the_lines_that_are_fixed_are_as_agreed() -> None:
    lines = Library("en").lines()
    assert lines["confirm_stop"] == ("Say yes to end.",)
    assert lines["rate_question"] == ("How tight was that, one to ten?",)
    assert lines["which_side"] == ("Which side, left or right?",)


def test_every_area_of_the_guide_has_its_tools() -> None:
    """The areas and tools that the source text names."""
    library = Library("en")
    wanted = {
        "glutes": {"ball"},
        "quads": {"roller", "ball"},
        "it-band": {"roller"},
        "hamstrings": {"stick", "roller"},
        "calves": {"ball"},
    }
    for area, tools in wanted.items():
        assert {exercise.tool for exercise in library.exercises(area).values()} >= tools, area
        assert library.exercises(area).keys() == library.texts(area).keys()
    assert library.findings == []


def test_content_is_found_from_the_package() -> None:
    assert (CONTENT / "warmup.yaml").is_file()
    assert isinstance(CONTENT, Path)
