"""A whole visit without a browser: the same Python, kernel and clips by frames, in a computed room."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr

from tests.listening.voices import said
from tests.web.site import make_page
from tests.web.wasm import NativeModule
from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.safety.screen import QUESTIONS
from voice_coach.web.bundle import Bundle
from voice_coach.web.phone.boot import Coach
from voice_coach.web.phone.session import Visit

# The first build of a machine encodes for most of a minute; one worker builds for all.
pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("phone visits")]
_BLOCK_SECONDS = 0.02
_FRAMES = round(_BLOCK_SECONDS * SAMPLE_RATE)
_HEARD = round(_BLOCK_SECONDS * HEARING_RATE)
_ECHO = ((1_600, 1.0), (1_712, 0.4), (1_905, -0.25), (2_224, 0.12))
"""Samples late, and how loud beside the first: loudspeaker to microphone, and three walls."""
_SILENT_SECONDS = 0.6
SAID = (
    (12.0, "pause it", "pause"),
    (16.0, "carry on", "resume"),
    (20.0, "how long left", "time_left"),
    (26.0, "show me how", "how"),
    (31.0, "say that again", "repeat"),
    (36.0, "next one", "next"),
    (41.0, "stop session", "stop"),
    (45.0, "yes", "yes"),
)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return make_page(tmp_path_factory.mktemp("page"))


@dataclass
class Phone:
    """A coach on this computer, and what it told."""

    coach: Coach
    kept: Path
    told: list[tuple[str, str]]
    sound: list[Samples] = field(default_factory=list)

    @property
    def journal(self) -> list[dict[str, Any]]:
        return [json.loads(text) for kind, text in self.told if kind == "journal"]

    @property
    def commands(self) -> list[str]:
        return [line["command"] for line in self.journal if line["event"] == "command_heard"]


@pytest.fixture
def phone(bundle: Bundle, tmp_path: Path) -> Phone:
    told: list[tuple[str, str]] = []
    kernel, opus = (NativeModule(bundle.folder / name) for name in ("kernel.wasm", "opus.wasm"))
    tell = lambda kind, text: told.append((kind, text))  # noqa: E731
    return Phone(Coach(bundle.folder / "data", tmp_path, kernel, opus, tell), tmp_path, told)


def begin(phone: Phone, *, screened: bool = True, **options: Any) -> Visit:
    if screened:
        answers = json.dumps(dict.fromkeys(QUESTIONS, False))
        (phone.kept / "safety.json").write_text(answers, encoding="utf-8")
    return phone.coach.begin("tiny", json.dumps({"microphone": True, **options}))


def live(
    phone: Phone,
    visit: Visit,
    said_then: Sequence[tuple[float, Speech]],
    seconds: float,
    echo: float = 0.0,
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Let the visit run for ``seconds`` or ``until`` then.

    ``said_then`` is in the room, and ``echo`` times what is played, a little later.
    """
    room = 3 * np.random.default_rng(1).standard_normal(round((seconds + 5) * HEARING_RATE))
    for at, sound in said_then:
        start = round(at * HEARING_RATE)
        room[start : start + len(sound)] += sound
    stream = soxr.ResampleStream(SAMPLE_RATE, HEARING_RATE, 1, dtype="float32", quality="HQ")
    played = np.zeros(HEARING_RATE // 24, np.float32)  # A little ahead of the resampler's uneven portions.
    at = 0
    while at < seconds * HEARING_RATE and not visit.finished and not until():
        made = visit.render(_FRAMES)
        phone.sound.append(made)
        played = np.concatenate((played, stream.resample_chunk(made)))
        mine = played[at : at + _HEARD]
        beside = np.zeros(_HEARD, np.float32)
        beside[: len(mine)] = mine
        heard = room[at : at + _HEARD].copy()
        for late, gain in _ECHO:
            past = played[max(0, at - late) : max(0, at - late + _HEARD)]
            heard[_HEARD - len(past) :] += echo * gain * 32767 * past
        visit.hear(_int16(heard), _int16(32767 * beside))
        at += _HEARD


def _int16(samples: Any) -> Speech:
    clipped: Speech = np.clip(np.round(samples), -32768, 32767).astype(np.int16)
    return clipped


def _commands(folder: Path, level: float) -> list[tuple[float, Speech]]:
    """What is said, each with the same power."""
    found = []
    for at, text, _ in SAID:
        sound = said(text, folder).astype(np.float64)
        loud = np.sqrt(np.mean(sound[np.abs(sound) > 300] ** 2))
        found.append((at, _int16(sound * level / loud)))
    return found


def test_in_silence_everything_is_obeyed_and_soon(phone: Phone, tmp_path: Path) -> None:
    visit = begin(phone)
    live(phone, visit, _commands(tmp_path, 3_000), 60)
    assert phone.commands == [command for *_, command in SAID]
    assert phone.coach.missing == []
    history = (phone.kept / "history.jsonl").read_text(encoding="utf-8")
    assert json.loads(history)["routine"] == "tiny"
    assert [json.loads(text)[0] for kind, text in phone.told if kind == "kept"] == ["history.jsonl"]
    lines = phone.journal
    heard = [line["end"] for line in lines if line["event"] == "command_heard"]
    reactions = [line["at"] for line in lines if line["event"] == "reaction"]
    late = [reaction - end for reaction, end in zip(reactions, heard, strict=True)]
    assert max(late) < _SILENT_SECONDS


def test_over_its_own_voice_it_hears_the_runner_and_not_itself(phone: Phone, tmp_path: Path) -> None:
    visit = begin(phone)
    live(phone, visit, _commands(tmp_path, 4_000), 60, echo=1.0)
    assert phone.commands == [command for *_, command in SAID]


def test_without_removal_its_own_voice_is_in_the_way(phone: Phone, tmp_path: Path) -> None:
    visit = begin(phone, own_echo=False)
    live(phone, visit, _commands(tmp_path, 4_000), 60, echo=1.0)
    assert phone.commands != [command for *_, command in SAID]


def test_a_first_visit_asks_and_keeps_the_answer(phone: Phone, tmp_path: Path) -> None:
    visit = begin(phone, screened=False)
    assert json.loads(visit.status())["state"] == "screening"
    sound = said("no", tmp_path)
    live(phone, visit, [(at, sound) for at in range(10, 60, 6)], 70, until=lambda: visit.engine is not None)
    assert visit.engine is not None
    kept = json.loads((phone.kept / "safety.json").read_text(encoding="utf-8"))
    assert kept == dict.fromkeys(QUESTIONS, False)
    assert phone.coach.begin("tiny", "{}").engine is not None


def test_stop_during_the_questions_ends_the_visit(phone: Phone) -> None:
    visit = begin(phone, screened=False)
    visit.render(1000)
    visit.press("stop")
    while not visit.finished:
        visit.render(1000)
    assert visit.engine is None
    assert not (phone.kept / "history.jsonl").exists()


def test_warming_up_is_unheard_and_changes_nothing(phone: Phone) -> None:
    steps = sum(1 for _ in phone.coach.warm_up("tiny"))
    assert steps > 100
    assert phone.told == []
    assert list(phone.kept.iterdir()) == []
    visit = begin(phone)
    live(phone, visit, [], 1.0)
    assert phone.journal[0]["event"] == "session_started"
    assert not [line for line in phone.journal if line["event"] == "command_ignored"]


def test_what_happened_to_the_microphone_is_said_first(phone: Phone) -> None:
    visit = begin(phone, lines=["phone_refused"])
    first = visit.render(_FRAMES)
    assert len(first) == _FRAMES
    assert json.loads(visit.status())["position"] == 0
    frames = len(first)
    while json.loads(visit.status())["position"] == 0:
        frames += len(visit.render(_FRAMES))
    assert 1.0 < frames / SAMPLE_RATE < 10.0
    spoken = [text for kind, text in phone.told if kind == "said"]
    assert "keeps the microphone" in spoken[0]


def test_a_fault_in_hearing_is_noted_and_the_buttons_stay(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = begin(phone)
    monkeypatch.setattr("voice_coach.playing.ears.Ears.hear", _fail)
    live(phone, visit, [], 1.0)
    visit.press("pause")
    live(phone, visit, [], 1.0)
    events = [line["event"] for line in phone.journal]
    assert events.count("hearing_failed") == 3
    assert phone.commands == ["pause"]
    assert json.loads(visit.status())["state"] == "paused"


def _fail(*_: object) -> None:
    raise RuntimeError("broken")


def test_every_state_has_its_buttons(phone: Phone) -> None:
    buttons = json.loads(phone.coach.buttons())
    assert {"yes", "no", "stop"} <= {name for name, *_ in buttons["confirm"]}
    rates = [number for name, number, _ in buttons["rating"] if name == "rate"]
    assert sorted(rates) == list(range(1, 11))
    for commands in buttons.values():
        names = [(name, number) for name, number, _ in commands if name != "rate"]
        assert len({name for name, _ in names}) == len(names)
