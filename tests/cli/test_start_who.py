"""``start`` before all else: who's here, and whether to go on; answered aloud, really recognised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.cli.calling import Caller
from tests.cli.test_taking_up import cut_off_in, theirs
from tests.dialogues.spoken_to import ALL_EARS, spoken_to
from tests.said_aloud import needs_flite, said
from voice_coach.audio import speaker
from voice_coach.cli import start_live, start_who, taking_up
from voice_coach.cli.live_session import LiveSetup
from voice_coach.cli.options import folders
from voice_coach.content import content_folder, own_folder
from voice_coach.dialogues.whose_session import Named
from voice_coach.listening.personal.profile import Profile, fingerprint, save_profile
from voice_coach.listening.personal.runners import runner_named
from voice_coach.listening.personal.takes import TakeFolder
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.playing.assemble import Choices
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.live_ends import LiveEnds

_QUIET = np.zeros(HEARING_RATE // 2, np.int16)


def enrol(name: str, voice: str) -> None:
    """``name`` has said a phrase twice, in a flite voice."""
    runner = runner_named(name, own_folder())
    for loud in (0.3, 0.6):
        spoken = (said("carry on", voice) * loud).astype(np.int16)
        TakeFolder(runner.clips).add("carry on", np.concatenate([_QUIET, spoken, _QUIET]))
    save_profile(Profile(fingerprint(content_folder("models") / "en" / "acoustic.npz")), runner.profile)


@pytest.mark.parametrize(
    ("answer", "reply"), [("yes please", "yes"), ("carry on", "yes"), ("no thanks", "no")]
)
@needs_flite
def test_a_spoken_answer_goes_on_with_a_session_or_does_not(
    answer: str, reply: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off_in("hold")
    last = taking_up.last_session(theirs(), folders(), resume=False)
    assert last is not None
    with ExitStack() as stack:

        @contextmanager
        def talking(*given: object, meaning: dict[str, str], **more: object) -> Iterator[object]:
            yield spoken_to(stack, (6.0, answer), meaning=meaning)

        monkeypatch.setattr(taking_up, "talking", talking)
        monkeypatch.setattr(taking_up, "can_answer", lambda *given: True)
        ends: Any = SimpleNamespace(by_keys=False)
        assert taking_up.ask_to_go_on(last, ends, ends) == reply
    last.cut.let_go()


@needs_flite
def test_a_runner_is_known_by_voice_and_their_name_is_kept_in_no_clip(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol("ana", "slt")
    enrol("ben", "rms")
    shown: list[str] = []
    with ExitStack() as stack:

        @contextmanager
        def talking(ends: LiveEnds, *given: object, **more: object) -> Iterator[object]:
            assert ends.prompts.clip("Hello.").frames
            yield spoken_to(stack, (5.0, "carry on"), hearing=ends._hearing, shown=shown)

        monkeypatch.setenv("VOICE_COACH_CACHE", str(home / "cache"))
        monkeypatch.setattr(speaker, "Speaker", lambda wanted: SimpleNamespace(close=lambda: None))
        monkeypatch.setattr(LiveEnds, "open_ears", lambda *given: None)
        monkeypatch.setattr(LiveEnds, "hears", True)
        monkeypatch.setattr(start_who, "talking", talking)
        microphone = HearingChoices("acoustic", None, None, None)
        found = start_who.who_is_here(Choices("warmup", voice="espeak"), None, microphone)
    assert found == Named("ana", "voice")
    assert shown[-1] == "Hello, Ana."
    assert not (home / "cache").exists()


def test_without_sound_or_in_another_language_no_one_is_asked(home: Path) -> None:
    for choices, hearing in (
        (Choices("warmup"), ALL_EARS),
        (Choices("warmup"), HearingChoices("none", None, None, None)),
        (Choices("warmup", language="es"), HearingChoices("auto", None, None, None)),
    ):
        assert start_who.who_is_here(choices, None, hearing) == Named()


@pytest.mark.parametrize(
    ("given", "found", "runner"),
    [
        ((), Named("ana", "voice"), "ana"),
        ((), Named("ben", "answer"), "ben"),
        ((), Named("nobody", "answer"), ""),
        ((), Named(), ""),
        (("--runner", "ben"), None, "ben"),
        ((), "stop", None),
    ],
)
def test_the_session_is_theirs(
    given: tuple[str, ...],
    found: object,
    runner: str | None,
    call: Caller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[tuple[str, str]] = []

    def start(make: object, before: object, setup: LiveSetup, **more: object) -> None:
        personal = setup.hearing.personal
        assert setup.theirs.name == personal.name
        started.append((personal.name, personal.named_by))

    def who_is_here(*given: object) -> object:
        assert found is not None, "a name was given"
        return found

    enrol("ana", "slt")
    enrol("ben", "rms")
    monkeypatch.setattr(start_who, "who_is_here", who_is_here)
    monkeypatch.setattr(start_live, "start_live", start)
    assert call("start", "short", *given).code == 0
    by = found.by if isinstance(found, Named) else ""
    assert started == ([] if runner is None else [(runner, by)])
