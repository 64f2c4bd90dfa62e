"""Listener and decision: from blocks to events, by a recogniser that says what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.scripted import (
    UNSURE,
    ScriptedRecogniser,
    answer,
    bursts,
    even_grammar,
    over_sound,
)
from voice_coach.errors import InputError
from voice_coach.listening.calibrator import Calibrator, Feature, Weights
from voice_coach.listening.decision import Decider, DecisionSettings
from voice_coach.listening.grammar import Understood
from voice_coach.listening.heard import (
    CommandHeard,
    CommandWithdrawn,
    HeardEvent,
    NearlyHeard,
    SpeechIgnored,
    SpeechStarted,
)
from voice_coach.listening.listener import Listener
from voice_coach.listening.recogniser import HEARING_RATE, Hypothesis, Speech
from voice_coach.listening.thresholds import Thresholds

GRAMMAR = even_grammar(pause=-1.3)
_SURE = Weights(0.0, np.array([1.0]), np.zeros(0))
CALIBRATOR = Calibrator((Feature("sure", 0.0, 1.0, 9.0),), _SURE, _SURE)


def _decider(settings: DecisionSettings | None = None) -> Decider:
    return Decider(GRAMMAR, CALIBRATOR, Thresholds(urgent=0.5), settings)


def _listener(recogniser: ScriptedRecogniser, settings: DecisionSettings | None = None) -> Listener:
    return Listener(recogniser, GRAMMAR, "working", decider=_decider(settings))


def _events(listener: Listener, sound: Speech, size: int = 512) -> list[HeardEvent]:
    found: list[HeardEvent] = []
    for at in range(0, len(sound), size):
        found += listener.feed(sound[at : at + size])
    return [*found, *listener.flush()]


def _decisions(
    *script: Hypothesis, gap: float = 1.0, settings: DecisionSettings | None = None
) -> list[HeardEvent]:
    starts = [1 + gap * turn for turn in range(len(script))]
    sound = bursts(*starts, length_seconds=0.4, total_seconds=starts[-1] + 1.5)
    events = _events(_listener(ScriptedRecogniser(script), settings), sound)
    return [event for event in events if not isinstance(event, SpeechStarted)]


def test_a_command_comes_with_its_number_and_its_place() -> None:
    started, heard = _events(_listener(ScriptedRecogniser([answer("thirty more seconds")])), bursts(2.0))
    assert isinstance(started, SpeechStarted)
    assert isinstance(heard, CommandHeard)
    assert (heard.command, heard.seconds, heard.value, heard.urgent) == ("longer", 30, None, False)
    assert heard.start_sample / HEARING_RATE == pytest.approx(2.0, abs=0.03)
    assert heard.end_sample / HEARING_RATE == pytest.approx(2.5, abs=0.04)
    assert heard.decided_sample - heard.end_sample <= 0.25 * HEARING_RATE
    assert 0.9 < heard.confidence < 1


def test_speech_is_announced_while_it_goes_on() -> None:
    listener = _listener(ScriptedRecogniser([answer("stop")]))
    sound = bursts(2.0)
    events = listener.feed(sound[: int(2.15 * HEARING_RATE)])
    assert [type(event) for event in events] == [SpeechStarted]


class _Loudest(ScriptedRecogniser):
    """Remembers the loudest sample that it was fed."""

    loudest = 0

    def feed(self, samples: Speech) -> str:
        self.loudest = max(self.loudest, int(np.abs(samples).max(initial=0)))
        return super().feed(samples)


def test_words_are_made_out_in_the_whole_sound_where_it_is_given() -> None:
    sound = bursts(2.0)
    recogniser = _Loudest([answer("next"), Hypothesis(""), Hypothesis("")])
    listener = _listener(recogniser)
    whole = np.sign(sound) * np.int16(32000)
    events = [event for at in range(0, len(sound), 512) for event in _fed(listener, sound, whole, at)]
    assert [type(event) for event in events] == [SpeechStarted, CommandHeard]
    assert recogniser.loudest == 32000


@pytest.mark.parametrize("turn", range(3))
def test_the_surest_of_three_looks_at_a_word_over_the_coach_is_obeyed(turn: int) -> None:
    sound = bursts(2.0)
    whole = np.sign(sound) * np.int16(32000)
    script = [answer("next", {"sure": -2.0}), Hypothesis(""), answer("pause", {"sure": 3.0})]
    recogniser = _Loudest(script[turn:] + script[:turn])
    listener = _listener(recogniser)
    events = [event for at in range(0, len(sound), 512) for event in _fed(listener, sound, whole, at)]
    assert [event.command for event in events if isinstance(event, CommandHeard)] == ["pause"]
    assert recogniser.lengths[0] == recogniser.lengths[1]
    cut = recogniser.lengths[0] - recogniser.lengths[2]
    assert cut / HEARING_RATE == pytest.approx(0.12, abs=0.01)


def test_the_same_sound_is_made_out_once() -> None:
    sound = bursts(2.0)
    listener = _listener(ScriptedRecogniser([answer("next")]))
    events = [event for at in range(0, len(sound), 512) for event in _fed(listener, sound, sound, at)]
    assert [type(event) for event in events] == [SpeechStarted, CommandHeard]


def _fed(listener: Listener, sound: Speech, whole: Speech, at: int) -> tuple[HeardEvent, ...]:
    return listener.feed(sound[at : at + 512], whole[at : at + 512])


def test_other_words_and_unsure_ones_are_ignored_with_a_reason() -> None:
    found = _decisions(answer("hello"), answer("next", UNSURE), answer("yes"))
    assert [event.why for event in found if isinstance(event, SpeechIgnored)] == [
        "not-a-command",
        "not-sure",
        "not-a-command",
    ]


def test_nearly_a_command_is_said_at_most_once_in_five_seconds() -> None:
    nearly = answer("next", {"sure": -0.4})
    found = _decisions(nearly, nearly, nearly, gap=2.8)
    assert [type(event) for event in found] == [NearlyHeard, SpeechIgnored, NearlyHeard]


def test_urgent_commands_need_less() -> None:
    found = _decisions(answer("stop", {"sure": -0.4}))
    assert [event.command for event in found if isinstance(event, CommandHeard)] == ["stop"]


def test_a_runner_may_be_heard_otherwise_than_others() -> None:
    def adjust(understood: Understood, surplus: float, evidence: Mapping[str, float]) -> float:
        assert evidence["sure"] in (-0.4, 0.3)
        return surplus + {"next": 0.5, "go back": -0.5}.get(understood.phrase.text, 0.0)

    decider = Decider(GRAMMAR, CALIBRATOR, Thresholds(), adjust=adjust)
    sound = bursts(1, 3, 5, length_seconds=0.4, total_seconds=7)
    script = [
        answer("next", {"sure": -0.4}),
        answer("go back", {"sure": 0.3}),
        answer("other side", {"sure": 0.3}),
    ]
    listener = Listener(ScriptedRecogniser(script), GRAMMAR, "working", decider=decider)
    found = [event for event in _events(listener, sound) if not isinstance(event, SpeechStarted)]
    assert [type(event) for event in found] == [CommandHeard, NearlyHeard, CommandHeard]


def test_the_same_command_at_once_again_is_one_command() -> None:
    found = _decisions(answer("skip"), answer("next"), answer("back"), gap=0.75)
    assert [type(event) for event in found] == [CommandHeard, SpeechIgnored, CommandHeard]
    found = _decisions(answer("skip"), answer("next"), gap=2.0)
    assert [type(event) for event in found] == [CommandHeard, CommandHeard]


def test_with_an_address_word_only_urgent_commands_go_without() -> None:
    settings = DecisionSettings(address="coach")
    found = _decisions(answer("next"), answer("coach next"), answer("stop"), gap=2.0, settings=settings)
    assert [type(event) for event in found] == [SpeechIgnored, CommandHeard, CommandHeard]
    assert isinstance(found[0], SpeechIgnored)
    assert found[0].why == "not-addressed"


def test_what_the_coach_says_itself_is_not_obeyed_but_stop_is() -> None:
    asked: list[tuple[str, int, int]] = []

    def explain(understood: Understood, start_sample: int, end_sample: int) -> str | None:
        asked.append((understood.command, start_sample, end_sample))
        return "own-voice"

    recogniser = ScriptedRecogniser([answer("next"), answer("stop"), answer("it hurts")])
    listener = Listener(recogniser, GRAMMAR, "working", decider=_decider(), explain=explain)
    events = _events(listener, bursts(1.0, 2.5, 4.0))
    found = [event for event in events if not isinstance(event, SpeechStarted)]
    assert [type(event) for event in found] == [SpeechIgnored, CommandHeard, CommandHeard]
    assert [command for command, *_ in asked] == ["next"]


def test_an_urgent_partial_is_obeyed_before_the_end_and_once() -> None:
    recogniser = ScriptedRecogniser([answer("stop")], partials=True)
    sound = bursts(1.0, length_seconds=1.5)
    events = _events(_listener(recogniser), sound)
    heard = [event for event in events if isinstance(event, CommandHeard)]
    assert [event.command for event in heard] == ["stop"]
    assert heard[0].decided_sample < 1.8 * HEARING_RATE
    patient = ScriptedRecogniser([answer("next")], partials=True)
    (after,) = [event for event in _events(_listener(patient), sound) if isinstance(event, CommandHeard)]
    assert after.decided_sample > 2.5 * HEARING_RATE


def _heard_first(recogniser: ScriptedRecogniser, sound: Speech) -> CommandHeard:
    (heard,) = [event for event in _events(_listener(recogniser), sound) if isinstance(event, CommandHeard)]
    return heard


def test_an_urgent_word_is_obeyed_in_the_first_quiet_moment_after_it_and_once() -> None:
    sound = bursts(1.0)
    early = _heard_first(ScriptedRecogniser([answer("stop")], peeking=True), sound)
    usual = _heard_first(ScriptedRecogniser([answer("stop")]), sound)
    assert (early.command, early.end_sample) == ("stop", usual.end_sample)
    assert early.decided_sample - early.end_sample <= 0.11 * HEARING_RATE
    assert usual.decided_sample - usual.end_sample >= 0.17 * HEARING_RATE
    patient = ScriptedRecogniser([answer("next")], peeking=True)
    assert _heard_first(patient, sound).decided_sample == usual.decided_sample
    assert patient.peeks == 4


def test_what_is_less_clearly_urgent_is_obeyed_a_moment_later() -> None:
    clear = _heard_first(ScriptedRecogniser([answer("stop", {"sure": 2.0})], peeking=True), bursts(1.0))
    fair = _heard_first(ScriptedRecogniser([answer("stop", {"sure": 0.8})], peeking=True), bursts(1.0))
    assert clear.decided_sample < fair.decided_sample < clear.decided_sample + 0.1 * HEARING_RATE


class SurerWithQuiet(ScriptedRecogniser):
    """Surer of its answer at the fourth look."""

    def peek(self) -> Hypothesis:
        found = super().peek()
        return replace(found, evidence={"sure": 0.8 if self.peeks > 3 else 0.4})


def test_a_word_that_gets_surer_with_the_quiet_after_it_does_not_wait_for_the_end_of_speech() -> None:
    heard = _heard_first(SurerWithQuiet([answer("stop")], peeking=True), bursts(1.0))
    assert 0.1 * HEARING_RATE < heard.decided_sample - heard.end_sample <= 0.13 * HEARING_RATE


def test_what_is_not_clearly_urgent_waits_for_the_end_of_speech() -> None:
    hardly = ScriptedRecogniser([answer("stop", {"sure": 0.4})], peeking=True)
    heard = _heard_first(hardly, bursts(1.0))
    assert heard.decided_sample - heard.end_sample >= 0.17 * HEARING_RATE


def test_what_may_pass_sooner_than_others_may_not_pass_before_the_end_of_speech() -> None:
    phrase = next(phrase for phrase in GRAMMAR.phrases if phrase.strictness < -1.0 and phrase.text == "pause")
    sure_enough = {"sure": 1.0 + phrase.strictness}  # By 1.5 nats, with its strictness below 0.
    heard = _heard_first(ScriptedRecogniser([answer("pause", sure_enough)], peeking=True), bursts(1.0))
    assert heard.decided_sample - heard.end_sample >= 0.17 * HEARING_RATE


class ThenSomethingElse(ScriptedRecogniser):
    """Hears ``first`` at its first look, and ``then`` later."""

    def __init__(self, then: Hypothesis, first: str = "it hurts") -> None:
        super().__init__([then], peeking=True)
        self.first = first

    def peek(self) -> Hypothesis:
        found = super().peek()
        return answer(self.first) if self.peeks == 1 else found


def _after_start(events: list[HeardEvent]) -> list[HeardEvent]:
    return [event for event in events if not isinstance(event, SpeechStarted)]


def _goes_on(seconds: float = 1.0) -> Speech:
    """A buzz that begins at 1 s, with a short pause at 1.2 s."""
    sound = bursts(1.0, length_seconds=seconds)
    pause = slice(int(1.2 * HEARING_RATE), int(1.27 * HEARING_RATE))
    sound[pause] //= 200
    return sound


def test_an_urgent_word_that_the_end_of_speech_confirms_is_not_withdrawn() -> None:
    recogniser = ScriptedRecogniser([answer("stop")], peeking=True)
    (heard,) = _after_start(_events(_listener(recogniser), bursts(1.0)))
    assert isinstance(heard, CommandHeard)
    assert heard.unsure


def test_an_urgent_word_that_turns_out_to_be_something_else_is_withdrawn_at_the_end_of_speech() -> None:
    events = _after_start(_events(_listener(ThenSomethingElse(answer("start"))), bursts(1.0)))
    assert [type(event) for event in events] == [CommandHeard, CommandWithdrawn, SpeechIgnored]
    assert isinstance(events[1], CommandWithdrawn)
    assert (events[1].command, events[1].text) == ("easier", "it hurts")


def test_what_an_urgent_word_turns_out_to_be_is_obeyed() -> None:
    events = _after_start(_events(_listener(ThenSomethingElse(answer("next"))), bursts(1.0)))
    assert [type(event) for event in events] == [CommandHeard, CommandWithdrawn, CommandHeard]
    assert isinstance(events[2], CommandHeard)
    assert events[2].command == "next"


def test_stop_may_become_stop_session_without_being_withdrawn() -> None:
    recogniser = StopSession([answer("stop session")], peeking=True)
    (heard,) = _after_start(_events(_listener(recogniser), _goes_on(0.7)))
    assert isinstance(heard, CommandHeard)
    assert heard.text == "stop"


class StopSession(ScriptedRecogniser):
    """Hears "stop", then nothing that it knows, until speech is over."""

    def peek(self) -> Hypothesis:
        super().peek()
        return answer("stop") if self.peeks == 1 else Hypothesis("[unk]")


def test_an_urgent_word_inside_longer_talk_is_withdrawn_within_a_quarter_of_a_second() -> None:
    sound = _goes_on()
    listener = _listener(ThenSomethingElse(answer("hello")))
    heard_at, withdrawn_at = None, None
    for at in range(0, len(sound), 160):
        for event in listener.feed(sound[at : at + 160]):
            heard_at = at if isinstance(event, CommandHeard) else heard_at
            withdrawn_at = at if isinstance(event, CommandWithdrawn) else withdrawn_at
    assert heard_at is not None
    assert withdrawn_at is not None
    assert 0 < withdrawn_at - heard_at <= 0.25 * HEARING_RATE
    assert withdrawn_at < 1.6 * HEARING_RATE


def test_an_urgent_word_that_a_slower_look_confirms_stays_although_speech_goes_on() -> None:
    recogniser = ScriptedRecogniser([answer("stop")], peeking=True)
    (heard,) = _after_start(_events(_listener(recogniser), _goes_on()))
    assert isinstance(heard, CommandHeard)


def _two(
    first: Hypothesis, gap: float, then: Hypothesis, recogniser: type[ScriptedRecogniser] = ScriptedRecogniser
) -> list[HeardEvent]:
    """``first``, then ``then`` after ``gap`` seconds of silence."""
    sound = bursts(1.0, 1.4 + gap, length_seconds=0.4, total_seconds=4.0)
    return _after_start(_events(_listener(recogniser([first, then])), sound))


def test_what_hardly_passes_is_no_command_if_talk_goes_on() -> None:
    found = _two(answer("next", {"sure": 0.5}), 0.25, Hypothesis("[unk]"))
    assert [type(event) for event in found] == [SpeechIgnored, SpeechIgnored]
    assert isinstance(found[0], SpeechIgnored)
    assert found[0].why == "not-alone"


def test_what_hardly_passes_waits_for_a_sixth_of_a_second_more_silence() -> None:
    (hardly, _) = _two(answer("next", {"sure": 0.5}), 1.2, Hypothesis("[unk]"))
    (surely, _) = _two(answer("next"), 1.2, Hypothesis("[unk]"))
    assert isinstance(hardly, CommandHeard)
    assert isinstance(surely, CommandHeard)
    assert hardly.decided_sample - surely.decided_sample == pytest.approx(0.16 * HEARING_RATE, abs=1)


def test_what_surely_passes_is_obeyed_whatever_follows() -> None:
    assert isinstance(_two(answer("next"), 0.25, Hypothesis("[unk]"))[0], CommandHeard)


def test_the_last_command_is_obeyed_although_the_sound_ends() -> None:
    sound = bursts(1.0, length_seconds=0.4, total_seconds=1.7)
    (heard,) = _after_start(_events(_listener(ScriptedRecogniser([answer("next", {"sure": 0.5})])), sound))
    assert isinstance(heard, CommandHeard)


def test_wait_is_taken_back_if_more_speech_follows_soon() -> None:
    found = _two(answer("wait"), 0.5, Hypothesis("[unk]"))
    assert [type(event) for event in found] == [CommandHeard, CommandWithdrawn, SpeechIgnored]
    assert [type(event) for event in _two(answer("wait"), 1.2, Hypothesis("[unk]"))] == [
        CommandHeard,
        SpeechIgnored,
    ]


def test_a_phrase_right_after_other_speech_must_be_clearer() -> None:
    talk, fair = Hypothesis("[unk]"), answer("next", {"sure": 1.8})
    assert isinstance(_two(talk, 0.4, fair)[1], SpeechIgnored | NearlyHeard)
    assert isinstance(_two(talk, 1.5, fair)[1], CommandHeard)
    assert isinstance(_two(talk, 0.4, answer("next"))[1], CommandHeard)
    assert isinstance(_two(talk, 0.4, answer("wait"))[1], SpeechIgnored)
    assert isinstance(_two(answer("repeat"), 0.4, fair)[1], CommandHeard)


def test_a_long_speech_is_not_looked_into() -> None:
    recogniser = ScriptedRecogniser([answer("stop")], peeking=True)
    heard = _heard_first(recogniser, bursts(1.0, length_seconds=1.8))
    assert recogniser.peeks == 0
    assert heard.decided_sample - heard.end_sample >= 0.17 * HEARING_RATE


def test_the_state_changes_with_the_next_stretch_of_speech() -> None:
    recogniser = ScriptedRecogniser([answer("yes"), answer("yes")])
    listener = _listener(recogniser)
    sound = bursts(1.0, 3.0)
    first = listener.feed(sound[: int(1.2 * HEARING_RATE)])
    listener.set_state("confirm")
    rest = [*first, *listener.feed(sound[int(1.2 * HEARING_RATE) :]), *listener.flush()]
    assert recogniser.states == ["working", "confirm"]
    assert [type(event) for event in rest if not isinstance(event, SpeechStarted)] == [
        SpeechIgnored,
        CommandHeard,
    ]
    with pytest.raises(InputError):
        listener.set_state("dancing")


def test_speech_too_long_for_a_command_is_not_decoded() -> None:
    at = np.arange(6 * HEARING_RATE)
    syllables = np.where(at % 4000 < 3000, 1.0, 0.02)
    sound = np.round(bursts(1.0, length_seconds=4.0) * syllables + 2 * np.sin(at)).astype(np.int16)
    recogniser = ScriptedRecogniser([])
    events = _events(_listener(recogniser), sound)
    assert [event.why for event in events if isinstance(event, SpeechIgnored)] == ["too-long"]


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_the_size_of_the_blocks_changes_nothing(sizes: list[int], partials: bool, peeking: bool) -> None:
    sound = bursts(0.8, 2.0, total_seconds=3.0)
    script = [answer("stop"), answer("next", {"sure": -0.2})]
    whole_ears = ScriptedRecogniser(script, partials=partials, peeking=peeking)
    whole = _events(_listener(whole_ears), sound, len(sound))
    ears = ScriptedRecogniser(script, partials=partials, peeking=peeking)
    listener = _listener(ears)
    found: list[HeardEvent] = []
    at = turn = 0
    while at < len(sound):
        size = sizes[turn % len(sizes)]
        found += listener.feed(sound[at : at + size])
        at, turn = at + size, turn + 1
    assert [*found, *listener.flush()] == whole
    assert ears.lengths == whole_ears.lengths


ALONE: Mapping[str, float] = {"sure": 5.0, "silence_before": 0.9}
AMONG_TALK: Mapping[str, float] = {"sure": 5.0, "silence_before": 0.2}


def _over_sound(*script: Hypothesis, starts: tuple[float, ...] = (2.5,), **more: bool) -> list[HeardEvent]:
    recogniser = ScriptedRecogniser([*script, answer("never asked")], **more)
    events = _events(_listener(recogniser), over_sound(*starts, total_seconds=starts[-1] + 2.0))
    return [event for event in events if not isinstance(event, SpeechStarted)]


def test_commands_are_picked_out_of_a_sound_that_goes_on_one_after_the_other() -> None:
    script = (answer("next", ALONE), answer("hold longer", ALONE))
    first, second, rest = _over_sound(*script, starts=(2.5, 4.5), tells_silence=True)
    assert isinstance(first, CommandHeard)
    assert isinstance(second, CommandHeard)
    assert (first.command, second.command) == ("next", "longer")
    assert first.start_sample / HEARING_RATE == pytest.approx(2.5, abs=0.03)
    assert first.decided_sample - first.end_sample <= 0.25 * HEARING_RATE
    assert isinstance(rest, SpeechIgnored)
    assert rest.why == "too-long"


@pytest.mark.parametrize(
    "heard", [answer("next", AMONG_TALK), answer("next", UNSURE), answer("hello", ALONE)]
)
def test_what_is_part_of_longer_talk_or_not_sure_is_not_picked_out(heard: Hypothesis) -> None:
    assert [type(event) for event in _over_sound(heard, tells_silence=True)] == [SpeechIgnored]


def test_nothing_is_picked_out_by_an_engine_that_cannot_tell_silence() -> None:
    assert [type(event) for event in _over_sound(answer("next", ALONE))] == [SpeechIgnored]


def test_a_word_over_a_sound_is_heard_in_the_state_of_the_moment() -> None:
    recogniser = ScriptedRecogniser([answer("yes", ALONE)], tells_silence=True)
    listener = _listener(recogniser)
    sound = over_sound(3.0)
    events = list(listener.feed(sound[: 2 * HEARING_RATE]))
    listener.set_state("confirm")
    events += listener.feed(sound[2 * HEARING_RATE :])
    assert [event.command for event in events if isinstance(event, CommandHeard)] == ["yes"]
