"""How well a runner was heard: from a journal to what the history keeps, the report and its advice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.playing.engine.sessions import ListJournal
from voice_coach.listening.learning import STEP_EASIER, STEP_HARDER, Learning
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.records.hearing_report import advice, longer_form, phrase_reports
from voice_coach.records.history import History
from voice_coach.records.journal import JournalsTogether
from voice_coach.records.learning_journal import LearningJournal
from voice_coach.records.past_session import PastSession, PhraseHeard
from voice_coach.records.session_record import SessionRecord

GRAMMAR = load_grammar()
WHEN = datetime(2026, 3, 1, 7, 30, tzinfo=timezone.utc)


def heard(phrase: str, command: str, source: str = "voice") -> tuple[str, dict[str, object]]:
    return "command_heard", {"text": phrase, "command": command, "source": source}


def ignored(phrase: str, why: str) -> tuple[str, dict[str, object]]:
    return "command_ignored", {"text": phrase, "why": why}


def applied(command: str) -> tuple[str, dict[str, object]]:
    return "command_applied", {"command": command}


def lived(
    *happened: tuple[str, dict[str, object]], learning: Learning | None = None
) -> tuple[ListJournal, PastSession]:
    """A session in which something happens each second; its journal and what the history keeps of it."""
    journal, record = ListJournal(), SessionRecord("anna")
    learns = LearningJournal(JournalsTogether(journal, record))
    if learning is not None:
        learns.teach(learning, GRAMMAR.addressed("coach"))
    for second, (event, fields) in enumerate(happened):
        learns.write(event, float(second), fields)
    return journal, record.past_session(WHEN)


def test_what_was_taken_back_was_not_understood() -> None:
    _, past = lived(
        heard("stop session", "stop"),
        applied("stop"),
        heard("pause", "pause"),
        ("taken_back", {"command": "pause"}),
        heard("next", "next", source="keyboard"),
        ("taken_back", {"command": "next"}),
    )
    assert past.heard == (PhraseHeard("stop session", accepted=1),)


def test_a_session_teaches_and_its_journal_says_so() -> None:
    learning = Learning()
    journal, past = lived(
        heard("next one", "next"),
        applied("next"),
        heard("undo that", "undo"),
        applied("undo"),
        ignored("hold longer", "nearly"),
        heard("coach hold longer", "longer"),
        applied("longer"),
        learning=learning,
    )
    assert learning.shifts == {"next one": STEP_HARDER, "hold longer": -STEP_EASIER}
    moved = [fields for event, _, fields in journal.lines if event == "threshold_moved"]
    assert moved == [
        {"phrase": "next one", "command": "next", "by": STEP_HARDER, "why": "undone"},
        {"phrase": "hold longer", "command": "longer", "by": -STEP_EASIER, "why": "said again"},
    ]
    assert past.runner == "anna"
    assert past.heard == (
        PhraseHeard("next one", accepted=1, undone=1, moved=STEP_HARDER),
        PhraseHeard("undo that", accepted=1),
        PhraseHeard("hold longer", unsure=1, again=1, moved=-STEP_EASIER),
        PhraseHeard("coach hold longer", accepted=1),
    )


def test_keys_and_other_reasons_are_not_counted_and_nothing_is_learnt_untaught() -> None:
    journal, past = lived(
        heard("next", "next", "keyboard"),
        applied("next"),
        ignored("next", "not now"),
        ignored("", "too-long"),
    )
    assert past.heard == ()
    assert {event for event, _, _ in journal.lines} == {"command_heard", "command_applied", "command_ignored"}


def session(*phrases: PhraseHeard, runner: str = "") -> PastSession:
    return PastSession(WHEN.isoformat(), "warmup", 8.0, ("calves",), True, runner=runner, heard=phrases)


def test_the_history_keeps_it_and_passes_over_damage(tmp_path: Path) -> None:
    kept = History(tmp_path / "history.jsonl")
    kept.add(session(PhraseHeard("next one", 3, 1, 0, 1, -0.1)))
    lines = kept.path.read_text(encoding="utf-8")
    for damage in ('"accepted": "many"', '"accepted": -3', '"accepted": 1e999'):
        kept.path.write_text(lines + lines.replace('"accepted": 3', damage), encoding="utf-8")
        assert kept.sessions() == (session(PhraseHeard("next one", 3, 1, 0, 1, -0.1)), session())
    kept.path.write_text(lines.replace('[{"phrase"', '[7, {"phrase"'), encoding="utf-8")
    assert kept.sessions() == (session(),)


def test_the_worst_comes_first_and_sessions_add_up() -> None:
    reports = phrase_reports(
        [
            session(PhraseHeard("next", 2, 2), PhraseHeard("hold longer", 5)),
            session(PhraseHeard("coach next", 1, 1), PhraseHeard("no such phrase", 9)),
        ],
        GRAMMAR,
        {"next": -0.1},
    )
    assert [(one.phrase, one.accepted, one.times, one.threshold) for one in reports] == [
        ("next", 3, 6, -0.1),
        ("hold longer", 5, 5, 0.0),
    ]


@pytest.mark.parametrize(
    ("phrases", "enrolled", "words"),
    [
        ([PhraseHeard("next", 2, 3)], (), ["next one"]),
        ([PhraseHeard("hold longer", 2, 3)], (), ["enrol --runner 'anna' --phrases \"hold longer\""]),
        ([PhraseHeard("hold longer", 2, 3)], ("hold longer",), ["enrol it again"]),
        ([PhraseHeard("hold longer", 5, 0, undone=4)], (), ["undone", "enrol"]),
        ([PhraseHeard("hold longer", 2, 9), PhraseHeard("next one", 1, 5)], (), ["doctor"]),
        ([PhraseHeard("hold longer", 9, 1), PhraseHeard("next", 1, 1)], (), []),
    ],
)
def test_advice_fits_what_is_wrong(
    phrases: Iterable[PhraseHeard], enrolled: tuple[str, ...], words: list[str]
) -> None:
    told = advice(phrase_reports([session(*phrases)], GRAMMAR, {}), GRAMMAR, enrolled, "anna")
    assert all(word in " ".join(told) for word in words)
    assert bool(told) == bool(words)


@given(st.sampled_from(GRAMMAR.phrases))
def test_a_longer_form_means_the_same_in_the_same_states(phrase: object) -> None:
    from voice_coach.listening.grammar import Phrase

    assert isinstance(phrase, Phrase)
    longer = longer_form(GRAMMAR, phrase.text)
    if longer is not None:
        assert " " in longer
        for state in phrase.states:
            one, other = GRAMMAR.understand(longer, state), GRAMMAR.understand(phrase.text, state)
            assert one is not None
            assert other is not None
            assert (one.command, one.seconds, one.value) == (other.command, other.seconds, other.value)


@pytest.mark.parametrize(("why", "unsure"), [("nearly", 1), ("not-sure", 1), ("not-a-command", 0)])
def test_what_was_nearly_understood_counts_as_unsure(why: str, unsure: int) -> None:
    record = SessionRecord()
    record.write("session_started", 0.0, {"routine": "warmup"})
    record.write("command_ignored", 1.0, {"text": "hold longer", "why": why, "start": 0.5, "end": 1.0})
    heard = record.past_session(datetime.now(timezone.utc)).heard
    assert [one.unsure for one in heard] == [1] * unsure
