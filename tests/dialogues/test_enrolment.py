"""The dialogue of an enrolment: what is asked, asked again, passed over, kept, and taken up another time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.listening.scripted import ScriptedRecogniser, answer, bursts
from voice_coach.dialogues.enrolment import (
    FAULTS,
    INTRO,
    STOPPED,
    ask,
    enrol,
    phrases_to_enrol,
    report,
)
from voice_coach.errors import InputError
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.decision import Decider
from voice_coach.listening.listener import Listener
from voice_coach.listening.personal.profile import PersonalPhrase, Profile
from voice_coach.listening.personal.take_checks import speech_in, what_is_wrong
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.listening.segment import Segment
from voice_coach.listening.thresholds import Thresholds
from voice_coach.safety.dialog import Reply

GRAMMAR = load_grammar()
GOOD = bursts(0.5, total_seconds=2.0)
SILENCE = bursts(total_seconds=1.5)
TAKES: dict[str, Speech] = {
    "good": GOOD,
    "nothing": SILENCE,
    "long": bursts(*(0.5 + 0.4 * turn for turn in range(8)), length_seconds=0.3, total_seconds=5.0),
    "cut_off": bursts(0.5, length_seconds=2.0, total_seconds=3.0)[:24_000],
    "clipped": np.clip(bursts(0.5, total_seconds=2.0).astype(np.int32) * 40, -32768, 32767).astype(np.int16),
    "quiet": (bursts(0.5, total_seconds=2.0) / 64).astype(np.int16),
    "noisy": np.clip(
        bursts(0.5, total_seconds=2.0) / 4 + np.random.default_rng(5).standard_normal(32_000) * 170,
        -32768,
        32767,
    ).astype(np.int16),
}


class ScriptedBooth:
    """Says its script, one recording for each time somebody listens; silence once it is over."""

    def __init__(self, script: Sequence[Speech], keys: Sequence[Reply | None] = ()) -> None:
        self.said: list[str] = []
        self.cues: list[str] = []
        self._script = list(script)
        self._keys = list(keys)

    def say(self, text: str) -> None:
        self.said.append(text)

    def cue(self, name: str) -> None:
        self.cues.append(name)

    def listen(self, seconds: float) -> Iterator[Speech]:
        sound = self._script.pop(0) if self._script else SILENCE
        sound = sound[: int(seconds * HEARING_RATE)]
        yield from (sound[at : at + 320] for at in range(0, len(sound), 320))

    def pressed(self) -> Reply | None:
        return self._keys.pop(0) if self._keys else None


def never(segment: Segment) -> bool:
    return False


def run(
    booth: ScriptedBooth, phrases: Sequence[str], takes: int, kept: Counter[str] | None = None
) -> Counter[str]:
    found = Counter() if kept is None else kept
    enrol(booth, GRAMMAR, phrases, takes, found.__getitem__, lambda phrase, _: found.update([phrase]), never)
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_each_thing_that_is_wrong_is_heard_as_what_it_is(fault: str) -> None:
    sound = TAKES[fault]
    segment = speech_in(sound)
    assert what_is_wrong(sound, segment, ended=fault != "cut_off") == fault


def test_a_good_take_has_no_fault_and_one_that_began_before_is_cut_off() -> None:
    assert what_is_wrong(GOOD, speech_in(GOOD), ended=True) is None
    early = GOOD[int(0.495 * HEARING_RATE) :]
    assert what_is_wrong(early, speech_in(early), ended=True) == "cut_off"


def test_one_of_each_then_the_next_of_each() -> None:
    booth = ScriptedBooth([GOOD] * 4)
    assert run(booth, ["next one", "hold longer"], 2) == {"next one": 2, "hold longer": 2}
    assert booth.said == [INTRO, *["Say: next one.", "Say: hold longer."] * 2]
    assert booth.cues == ["your_turn", "heard"] * 4


def test_a_bad_take_is_told_of_and_asked_again_at_most_twice() -> None:
    booth = ScriptedBooth([SILENCE, TAKES["clipped"], GOOD, SILENCE, SILENCE, SILENCE, GOOD])
    assert run(booth, ["next one", "hold longer"], 2) == {"next one": 2}
    assert booth.said[1:4] == [
        "Say: next one.",
        f"{FAULTS['nothing']} Once more: next one.",
        f"{FAULTS['clipped']} Once more: next one.",
    ]
    assert "We pass this one over." in booth.said[7]
    assert sum("hold longer" in text for text in booth.said) == 3


def test_what_was_taken_another_day_is_not_asked_again() -> None:
    kept = Counter({"next one": 3, "hold longer": 1})
    booth = ScriptedBooth([GOOD] * 2)
    assert run(booth, ["next one", "hold longer"], 3, kept) == {"next one": 3, "hold longer": 3}
    again = ScriptedBooth([])
    run(again, ["next one", "hold longer"], 3, kept)
    assert again.said == []


def test_the_word_stop_ends_it_but_not_where_it_is_the_phrase() -> None:
    booth, kept = ScriptedBooth([GOOD]), Counter[str]()
    stops = enrol(booth, GRAMMAR, ["next one"], 1, kept.__getitem__, lambda *_: None, lambda segment: True)
    assert stops.stopped
    assert booth.said[-1] == STOPPED
    taught = enrol(
        ScriptedBooth([GOOD]),
        GRAMMAR,
        ["stop it"],
        1,
        kept.__getitem__,
        lambda *_: None,
        lambda segment: True,
    )
    assert (taught.stopped, taught.taken) == (False, 1)


def test_a_key_ends_it() -> None:
    booth, kept = ScriptedBooth([GOOD] * 4, keys=[None, "stop"]), Counter[str]()
    ended = enrol(booth, GRAMMAR, ["next one"], 2, kept.__getitem__, lambda *_: None, never)
    assert (ended.stopped, ended.taken) == (True, 0)


@settings(max_examples=15)
@given(st.lists(st.sampled_from(sorted(TAKES)), max_size=8), st.integers(1, 2))
def test_whatever_happens_only_good_takes_are_kept_and_it_ends(script: list[str], takes: int) -> None:
    booth, kept = ScriptedBooth([TAKES[name] for name in script]), Counter[str]()
    phrases = ["next one", "hold longer"]
    sounds: list[Speech] = []

    def keep(phrase: str, samples: Speech) -> None:
        kept[phrase] += 1
        sounds.append(samples)

    ended = enrol(booth, GRAMMAR, phrases, takes, kept.__getitem__, keep, never)
    assert ended.taken == len(sounds) <= script.count("good")
    assert all(what_is_wrong(sound, speech_in(sound), ended=True) is None for sound in sounds)
    assert all(kept[phrase] == takes or phrase in ended.left_out for phrase in phrases)


def _listener(text: str) -> Listener:
    weights = Weights(0.0, np.array([1.0]), np.zeros(0))
    calibrator = Calibrator((Feature("sure", 0.0, 1.0, 9.0),), weights, weights)
    recogniser = ScriptedRecogniser([answer(text)] * 3)
    return Listener(recogniser, GRAMMAR, "confirm", decider=Decider(GRAMMAR, calibrator, Thresholds()))


@pytest.mark.parametrize("said", ["yes", "no"])
def test_permission_by_voice(said: str) -> None:
    booth = ScriptedBooth([GOOD])
    assert ask(booth, _listener(said), "May I?", "Once more?") == said
    assert booth.said == ["May I?"]


def test_silence_is_no_permission_and_a_key_is_one() -> None:
    booth = ScriptedBooth([])
    assert ask(booth, _listener("yes"), "May I?", "Once more?") == "nothing"
    assert booth.said == ["May I?", "Once more?"]
    assert ask(ScriptedBooth([], keys=["yes"]), _listener("no"), "May I?", "Once more?") == "yes"


def test_phrases_are_the_frequent_ones_in_their_longer_forms_or_those_wanted() -> None:
    usual = phrases_to_enrol(GRAMMAR)
    assert "next one" in usual
    assert "hold longer" in usual
    assert all(" " in phrase for phrase in usual)
    assert phrases_to_enrol(GRAMMAR, ["Next!", "stay here", "next"]) == ("next", "stay here")
    with pytest.raises(InputError, match="dance"):
        phrases_to_enrol(GRAMMAR, ["dance"])


def test_the_report_tells_before_and_after_and_what_did_not_help() -> None:
    told = report(
        Profile(
            1,
            (
                PersonalPhrase("next one", 3, 1, 3, True),
                PersonalPhrase("hold longer", 3, 3, 2, False),
                PersonalPhrase("stop it", 1, 0, 0, False),
            ),
        )
    )
    assert told[0] == "Of your 6 takes I understood 4 before, and 6 now that I know your voice."
    assert "1 of the phrases" in told[1]
    assert len(report(Profile(1))) == 1
