"""``voice-coach enrol`` from the first question to the last file: a synthetic runner on the sample clock."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.calling import Caller
from tests.said_aloud import microphone, needs_flite, said
from voice_coach.cli.options import folders
from voice_coach.content import own_folder
from voice_coach.dialogues.booths import FileBooth
from voice_coach.dialogues.enrolling import Enrolling
from voice_coach.dialogues.enrolment import PERMISSION, REFUSED, enrol, report
from voice_coach.listening.personal.profile import load_profile
from voice_coach.listening.personal.runners import runner_named
from voice_coach.listening.personal.takes import TakeFolder
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.playing.assemble import Choices, open_prompts

PHRASES = ("next one", "hold longer")
_SAID = re.compile(r"(?:Say|Once more): (.+)\.$")


class Actor(FileBooth):
    """A runner who answers what is asked, half a second later; the recording grows as the dialogue goes on.

    Played to the program as a file, it makes the same dialogue: that is the sample clock's promise.
    """

    silent = 1
    """So often nothing is said where a phrase is wanted."""
    asked = ""

    def say(self, text: str) -> None:
        self.asked = text
        super().say(text)

    def listen(self, seconds: float) -> Iterator[Speech]:
        match = _SAID.search(self.asked)
        text = match[1] if match else "yes"
        if match and self.silent:
            self.silent -= 1
        else:
            start = self.heard_samples + HEARING_RATE // 2
            reply = (said(text, "rms") * 0.5).astype(np.int16)
            gap = np.zeros(start - len(self._recording), np.int16)
            self._recording = np.concatenate([self._recording, gap, reply])
        yield from super().listen(seconds)

    @property
    def recording(self) -> Speech:
        return self._recording


@pytest.fixture
def recording(home: Path) -> Path:
    """What a runner says who agrees, is silent once, and then says two takes of each phrase."""
    path = home / "mic.wav"
    enrolling = Enrolling.open()
    with ExitStack() as stack:
        prompts = stack.enter_context(open_prompts(Choices("", language="en"), folders()))
        actor = Actor(np.zeros(0, np.int16), home / "acted.wav", prompts, stack, lambda _text: None)
        runner = runner_named("actor", home / "acted")
        takes = TakeFolder(runner.clips)
        assert enrolling.agreed(actor, runner, yes=False)
        enrol(actor, enrolling.grammar, PHRASES, 2, takes.count, takes.add, enrolling.is_stop)
        assert [takes.count(phrase) for phrase in PHRASES] == [2, 2]
        soundfile.write(path, actor.recording, HEARING_RATE, subtype="PCM_16")
    return path


@needs_flite
def test_from_the_first_question_to_deletion(call: Caller, home: Path, recording: Path) -> None:
    arguments = ["enrol", "--phrases", ",".join(PHRASES), "--takes", "2"]
    files = ["--mic", str(recording), "--speaker", str(home / "out.wav")]
    done = call(*arguments, *files)
    assert done.code == 0, done.err
    told = done.out.splitlines()
    assert told[0] == PERMISSION
    assert "I heard nothing. Once more: next one." in told
    assert [line for line in told if line.startswith("Say: ")] == [
        "Say: next one.", "Say: hold longer.", "Say: next one.", "Say: hold longer.",
    ]  # fmt: skip
    assert "Of your 4 takes" in done.out
    runner = runner_named("me", own_folder())
    assert sorted(path.name for path in runner.clips.iterdir()) == [
        "hold_longer-1.wav", "hold_longer-2.wav", "next_one-1.wav", "next_one-2.wav",
    ]  # fmt: skip
    assert soundfile.info(home / "out.wav").duration > 10
    profile = load_profile(runner.profile)
    assert {phrase.text: phrase.takes for phrase in profile.phrases} == {"next one": 2, "hold longer": 2}
    assert report(profile)[0] in told
    again = call(*arguments, *files)
    assert again.code == 0
    assert "Say:" not in again.out
    take = runner.clips / "next_one-1.wav"
    for runner_name in ("me", "nobody"):
        heard = call("hear", take, "--json", "--runner", runner_name)
        assert [found["command"] for found in json.loads(heard.out)["commands"]] == ["next"], heard.err
    practised = call("practice", "next", "--mic", take, "--runner", "me")
    assert "1 of 1 understood; 1 without what you have taught." in practised.out
    session = home / "session.wav"
    soundfile.write(session, microphone((9.0, "stop session"), (14.0, "yes"), seconds=18), HEARING_RATE)
    played = ("--mic", session, "--speaker", home / "played.wav", "--journal", home / "played.jsonl")
    assert call("start", "short", *played).code == 0
    lines = [json.loads(line) for line in (home / "played.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["command"] for line in lines if line["event"] == "command_heard"] == ["stop", "yes"]
    assert not runner.learnt.exists()  # Played into a file, a session teaches nothing.
    assert call("config", "runner", "me").code == 0
    assert call("enrol", "--delete").code == 0
    assert "runner" not in json.loads(call("config", "--json").out)
    assert not runner.folder.exists()
    assert call("hear", take, "--runner", "me").code == 2


@needs_flite
@pytest.mark.parametrize(("voices", "asked"), [(("rms", "rms"), True), (("rms", "slt"), False)])
def test_only_me_is_offered_if_it_would_know_them(home: Path, voices: tuple[str, str], asked: bool) -> None:
    takes = TakeFolder(home / "takes")
    quiet = np.zeros(HEARING_RATE // 2, np.int16)
    for phrase in (*PHRASES, "go back"):
        for voice, loud in zip(voices, (0.3, 0.5), strict=True):
            takes.add(phrase, np.concatenate([quiet, (said(phrase, voice) * loud).astype(np.int16), quiet]))
    with ExitStack() as stack:
        prompts = stack.enter_context(open_prompts(Choices("", language="en"), folders()))
        actor = Actor(np.zeros(0, np.int16), home / "acted.wav", prompts, stack, lambda _text: None)
        assert Enrolling.open().only_me_wanted(actor, takes) is asked
        assert bool(actor.asked) is asked


@needs_flite
def test_without_permission_nothing_is_kept(call: Caller, home: Path) -> None:
    soundfile.write(home / "mic.wav", np.zeros(HEARING_RATE, np.int16), HEARING_RATE)
    done = call("enrol", "--mic", home / "mic.wav", "--speaker", home / "out.wav")
    assert done.code == 0
    assert done.out.splitlines()[-1] == REFUSED
    assert not (own_folder() / "runners").exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--takes", "1"), "--takes"),
        (("--phrases", "dance"), "dance"),
        (("--runner", "../me"), "../me"),
        (("--mic", "mic.wav", "--phrases", "next"), "speaker"),
    ],
)
def test_what_is_wrong_is_told(call: Caller, arguments: tuple[str, ...], named: str) -> None:
    done = call("enrol", *arguments)
    assert done.code == 2
    assert named in done.sentence


def test_another_language_is_not_enrolled(call: Caller) -> None:
    assert call("config", "language", "es").code == 0
    done = call("enrol")
    assert done.code == 3
    assert "'es'" in done.sentence


def test_a_runner_who_is_not_enrolled_is_told_of(call: Caller, home: Path) -> None:
    soundfile.write(home / "a.wav", np.zeros(HEARING_RATE, np.int16), HEARING_RATE)
    for arguments in (
        ("hear", "a.wav"),
        ("practice", "--mic", "a.wav"),
        ("start", "short", "--speaker", "x.wav"),
    ):
        done = call(*arguments, "--runner", "Zoe")
        assert done.code == 2
        assert "Zoe" in done.sentence
