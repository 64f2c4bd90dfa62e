"""``voice-coach hearing``: the last sessions of one runner, and what helps."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.calling import Caller
from tests.playing.engine.sessions import ListJournal
from tests.records.test_hearing_report import session
from voice_coach.cli.options import history
from voice_coach.content import own_folder
from voice_coach.listening.learning import KEPT_A_SESSION, STEP_HARDER
from voice_coach.listening.personal.learnt import load_learnt, save_learnt
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.playing.beside_session import BesideSession
from voice_coach.playing.personal import Personal
from voice_coach.records.past_session import PhraseHeard


def test_the_command_shows_the_last_sessions_of_the_runner(call: Caller) -> None:
    assert "Nothing said in a live session" in call("hearing").out
    for phrases in (
        [PhraseHeard("next", 9, 0)],
        [PhraseHeard("next", 1, 4, again=1)],
        [PhraseHeard("go back", 2)],
    ):
        history().add(session(*phrases))
    history().add(session(PhraseHeard("next", 50), runner="anna"))
    save_learnt(own_folder() / "learnt.json", "acoustic", {"next": -0.2})
    done = call("hearing", "--last", "2")
    assert done.code == 0
    assert "2 sessions" in done.out
    assert re_line(done.out, "next") == "next 1 of 5 understood (20%); 1 repeated, easier by 0.20"
    assert "next one" in done.out
    whole = json.loads(call("hearing", "--json").out)
    assert (whole["sessions"], whole["phrases"][0]["accepted"], whole["phrases"][0]["share"]) == (
        3,
        10,
        0.714,
    )
    assert call("hearing", "--last", "0").code == 2


def re_line(text: str, start: str) -> str:
    return next(" ".join(line.split()) for line in text.splitlines() if line.split()[:1] == [start])


def test_what_a_session_teaches_is_known_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "learnt.json"
    with ExitStack() as stack:
        beside = BesideSession(ListJournal(), Personal(learnt=path), lambda _text: None, stack)
        assert beside.teach is not None
        learning, journal = beside.teach("acoustic", load_grammar()), beside.journals
        journal.write("command_heard", 1.0, {"text": "next one", "command": "next", "source": "voice"})
        journal.write("command_applied", 1.0, {"command": "next"})
        journal.write("command_applied", 3.0, {"command": "undo"})
        assert learning.shift("next one") == STEP_HARDER
    assert load_learnt(path, "acoustic") == {"next one": STEP_HARDER}
    with ExitStack() as stack:
        beside = BesideSession(ListJournal(), Personal(learnt=path), lambda _text: None, stack)
        assert beside.teach is not None
        again = beside.teach("acoustic", load_grammar())
        assert again.shift("next one") == pytest.approx(STEP_HARDER * KEPT_A_SESSION)
