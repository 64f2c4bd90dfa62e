"""The shipped phrases, what they mean by state, and how a phrase file is read and refused."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import InputError
from voice_coach.listening.grammar import normalise
from voice_coach.listening.phrase_file import load_grammar, parse_grammar

GRAMMAR = load_grammar()

CONTRACT = {
    "ready": ["ready", "I'm ready", "go", "begin", "let's go"],
    "next": ["next", "next one", "skip", "skip this", "move on"],
    "back": ["back", "go back", "previous"],
    "repeat": ["repeat", "say again", "say that again"],
    "pause": ["pause", "wait", "hang on"],
    "resume": ["resume", "continue", "carry on"],
    "longer": ["hold longer", "longer", "stay here", "twenty more seconds", "one more minute"],
    "shorter": ["shorter", "less time", "cut it short"],
    "switch": ["switch sides", "other side"],
    "time_left": ["how long", "how long left", "time left"],
    "whats_next": ["what's next", "what comes next"],
    "how": ["how", "show me how", "explain", "tell me more"],
    "easier": ["it hurts", "that hurts", "too much", "ease off"],
    "louder": ["louder", "volume up", "turn it up"],
    "quieter": ["quieter", "volume down", "turn it down"],
    "slower": ["slow down", "speak slower"],
    "faster": ["speed up", "speak faster"],
    "talk_less": ["talk less", "just the tones"],
    "talk_more": ["talk more"],
    "music_on": ["music on"],
    "music_off": ["music off"],
    "left": ["left", "left side"],
    "right": ["right", "right side"],
    "rate": ["one", "ten"],
    "yes": ["yes", "yeah", "yes please"],
    "no": ["no", "no thanks"],
    "undo": ["undo", "go back to that", "cancel that"],
    "help": ["help", "what can I say"],
    "stop": ["stop", "stop session", "end session", "finish", "quit"],
}


@pytest.mark.parametrize(("command", "text"), [(c, t) for c, texts in CONTRACT.items() for t in texts])
def test_every_phrase_of_the_contract_means_its_command(command: str, text: str) -> None:
    understood = GRAMMAR.understand(text)
    assert understood is not None
    assert understood.command == command


@pytest.mark.parametrize("state", GRAMMAR.states)
def test_urgent_commands_are_heard_in_every_state(state: str) -> None:
    for text, command in (("stop", "stop"), ("Pause!", "pause"), ("it hurts", "easier")):
        understood = GRAMMAR.understand(text, state)
        assert understood is not None
        assert understood.command == command


def test_numbers_come_with_their_command() -> None:
    more = GRAMMAR.understand("forty five more seconds", "working")
    minute = GRAMMAR.understand("One more minute.", "working")
    seven = GRAMMAR.understand("seven", "rating")
    assert more is not None
    assert more.seconds == 45
    assert minute is not None
    assert minute.seconds == 60
    assert seven is not None
    assert (seven.command, seven.value) == ("rate", 7)
    assert GRAMMAR.understand("seven", "working") is None


def test_an_address_word_may_come_first() -> None:
    understood = GRAMMAR.understand("Hey coach, next one", "working")
    assert understood is not None
    assert understood.command == "next"


def test_the_state_decides_what_is_heard() -> None:
    assert GRAMMAR.understand("yes", "working") is None
    assert GRAMMAR.understand("yes", "confirm") is not None
    assert not {"yes", "no"} & set(GRAMMAR.decoys_in("confirm"))
    with pytest.raises(InputError, match="no state “dancing”") as raised:
        GRAMMAR.phrases_in("dancing")
    assert raised.value.code == "unknown-state"


def test_phrases_inside_a_sentence_are_found_as_whole_words() -> None:
    found = {phrase.text for phrase in GRAMMAR.contained_phrases("Then go back, and shower.", "working")}
    assert found == {"back", "go back"}
    assert GRAMMAR.contained_phrases("Backwards, showing", "working") == ()


@given(st.text(alphabet=string.ascii_letters + " .,!?'’-", max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


SMALL = """
language: en
urgent: [stop]
states: {working: {commands: [next], decoys: [on, off]}}
commands:
  stop: [stop]
  next:
    - next
    - {say: skip, strictness: 0.5}
"""


def test_words_that_yaml_takes_for_truth_stay_words() -> None:
    assert parse_grammar(SMALL).decoys_in("working") == ("on", "off")


def test_a_phrase_may_have_to_be_said_alone() -> None:
    grammar = parse_grammar(SMALL.replace("strictness: 0.5", "alone: yes"))
    assert [phrase.text for phrase in grammar.phrases if phrase.alone] == ["skip"]
    assert not any(
        phrase.alone for phrase in parse_grammar(SMALL.replace("strictness: 0.5", "alone: no")).phrases
    )


@pytest.mark.parametrize(
    ("change", "line", "problem"),
    [
        (("commands: [next]", "commands: [nxt]"), 4, "not a command"),
        (("urgent: [stop]", "urgnt: [stop]"), 3, "“urgnt” isn't one of"),
        (("strictness: 0.5", "strictness: much"), 9, "isn't a float number"),
        (("strictness: 0.5", "strictness: nan"), 9, "isn't a float number"),
        (("say: skip", "say: stop"), 9, "is said in line 6"),
        (("    - next", "    - '{minutes} more'"), 8, "may hold one of"),
        (("    - next", "    - {say: go, only_in: [setup]}"), 8, "only in setup"),
        (("  stop: [stop]", "  stop: [stop]\n  stop: [halt]"), 7, "twice"),
        (("  stop: [stop]", "  stop: [[stop]]"), 6, ""),
        (("language: en", "language: [en"), 3, ""),
    ],
)
def test_a_wrong_phrase_file_is_refused_with_its_line(
    change: tuple[str, str], line: int, problem: str
) -> None:
    with pytest.raises(InputError) as raised:
        parse_grammar(SMALL.replace(*change), "phrases.yaml")
    assert raised.value.code == "phrases-invalid"
    assert f"phrases.yaml, line {line}:" in raised.value.message
    assert problem in raised.value.message


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 40))
def test_any_text_is_read_or_refused(noise: str, at: int, cut: int) -> None:
    for text in (noise, SMALL[:at] + noise + SMALL[at + cut :]):
        try:
            grammar = parse_grammar(text)
        except InputError as error:
            assert error.code == "phrases-invalid"
        else:
            assert grammar.phrases


def test_a_missing_language_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        load_grammar("xx", tmp_path)
    assert raised.value.code == "no-such-language"
