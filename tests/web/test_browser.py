"""The page in a real browser: it hears, obeys, works offline, and is the same coach sample for sample."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr

from tests.listening.voices import flite, said
from tests.virtual_audio.waiting import wait_until
from tests.web.chromium import PhonePage, browser, needs_chromium
from tests.web.parts import axe_here, parts_here
from tests.web.site import Site, make_page, serving
from tests.web.wasm import NativeModule
from voice_coach.audio.cues import CueSheet
from voice_coach.playing.engine import Engine
from voice_coach.playing.moments import Heard
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.records.remembering import memory_of
from voice_coach.safety.screen import QUESTIONS
from voice_coach.session import events
from voice_coach.session.commands import Command
from voice_coach.web.bundle import Bundle
from voice_coach.web.page_words import page_words
from voice_coach.web.phone.clips import ClipPack
from voice_coach.web.phone.frozen import thaw
from voice_coach.web.phone.varied import varied

pytestmark = [needs_chromium, pytest.mark.timeout(600), pytest.mark.xdist_group("chromium")]

_RATE = 48_000
_SPOKEN = (
    (13.0, "pause it", "pause"),
    (17.0, "carry on", "resume"),
    (21.0, "how long left", "time_left"),
    (27.0, "next one", "next"),
    (32.0, "stop session", "stop"),
    (36.5, "yes", "yes"),
)
"""From when on the ears know that there's no echo: before, what begins over the coach counts as its own."""
_LONGEST_SECONDS = 90.0
_NOW = datetime.now(timezone.utc)
_ANSWERS = json.dumps(dict.fromkeys(QUESTIONS, False))
_ASIDE = ("text", "start", "end", "confidence", "source")
"""Fields of the journal that only a listener can know."""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return make_page(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quiet room in which the commands are said at their times."""
    folder = tmp_path_factory.mktemp("microphone")
    sound = np.random.default_rng(1).standard_normal(round(_RATE * 50)) * 1e-4
    for seconds, text, _ in _SPOKEN:
        said, rate = soundfile.read(flite(text, folder))
        said = soxr.resample(said, rate, _RATE)
        at = round(seconds * _RATE)
        sound[at : at + len(said)] += 0.5 * said
    soundfile.write(folder / "room.wav", sound, _RATE)
    return folder / "room.wav"


@pytest.fixture(scope="module")
def visit(
    bundle: Bundle, microphone: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[PhonePage, Site]]:
    """The page after a whole session by voice, still open."""
    with (
        serving(bundle.folder) as site,
        browser(tmp_path_factory.mktemp("profile"), microphone) as driver,
    ):
        page = PhonePage(driver, site.address)
        page.keep({"safety.json": _ANSWERS})
        _run(page)
        yield page, site


def _run(page: PhonePage) -> None:
    page.begin()
    wait_until(lambda: bool(page.see("ended")), "the session ends", _LONGEST_SECONDS)


def test_what_is_said_is_obeyed_and_answers_kept_are_not_asked_again(visit: tuple[PhonePage, Site]) -> None:
    page, _ = visit
    assert page.commands() == [command for *_, command in _SPOKEN]
    states = [line["event"] for line in page.see("journal")]
    assert states[0] == "session_started"
    assert page.complaints() == []


def test_the_computer_makes_the_same_sound_of_the_same_events(
    visit: tuple[PhonePage, Site], bundle: Bundle
) -> None:
    page, _ = visit
    report = page.report()
    assert report["missing"] == []
    there = np.frombuffer(base64.b64decode(page.sound()), "<f4")
    lines: list[dict[str, Any]] = []
    here = _replayed(bundle.folder, json.loads(report["happened"]), lines)
    assert len(here) == len(there)
    assert np.abs(here - there).max() < 1e-6
    ignored = {"command_ignored", "underrun", "interrupted", "hearing_failed"}
    heard = [line for line in page.see("journal") if line["event"] not in ignored]
    assert [_bare(line) for line in lines] == [_bare(line) for line in heard]


def _replayed(folder: Path, happened: list[list[Any]], lines: list[dict[str, Any]]) -> Any:
    """The session on this computer: the same clips, the same events at the same frames."""

    class Lines:
        def write(self, event: str, seconds: float, fields: Mapping[str, object]) -> None:
            lines.append({"t": round(seconds, 6), "event": event, **fields})

    parts_here()
    data = folder / "data"
    opus = NativeModule(folder / "opus.wasm")
    pack = ClipPack((data / "clips.json").read_text("utf-8"), (data / "clips.bin").read_bytes(), opus)
    plan = varied(thaw((data / "tiny.json").read_text("utf-8"))["first"][""], memory_of((), _NOW), 0)
    engine = Engine(plan, CueSheet.load(), pack, journal=Lines())
    names = {**vars(events), "Command": Command, "Heard": Heard, "CommandWithdrawn": CommandWithdrawn}
    for frame, text in happened:
        event, heard = eval(text, names)
        engine.post(event, at_frame=frame, heard=heard)
    made = []
    while not engine.finished:
        made.append(engine.render(1000))
    return np.concatenate(made)


def _bare(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key not in _ASIDE}


def test_the_session_is_in_the_history_as_on_the_computer(visit: tuple[PhonePage, Site]) -> None:
    page, _ = visit
    script = """
        const done = arguments[0];
        const request = indexedDB.open('voice-coach', 1);
        request.onsuccess = () => {
          const get = request.result.transaction('files').objectStore('files').get('history.jsonl');
          get.onsuccess = () => { request.result.close(); done(get.result); };
        };"""
    (line,) = page.driver.execute_async_script(script).splitlines()
    session = json.loads(line)
    assert session["routine"] == "tiny"
    assert {one["phrase"] for one in session["heard"]} >= {"carry on", "how long left", "yes"}
    assert len(page.driver.find_elements("css selector", "#sessions li")) == 1


def test_a_voice_is_learnt_kept_and_forgotten(visit: tuple[PhonePage, Site], tmp_path: Path) -> None:
    page, _ = visit
    words = page_words("en")["shown"]
    assert page.text("voice-known") == words["voice_unknown"]
    page.driver.execute_script("window.voiceCoach.teach(['next one'])")
    for number in range(3):
        wait_until(lambda: bool(page.see("listening")), f"take {number} is awaited", 30.0)
        page.speak(said("next one", tmp_path))
        wait_until(lambda: not page.see("listening"), f"take {number} is taken", 30.0)
    known = words["voice_known"].format(n=1)
    wait_until(lambda: bool(page.see("ended")) and page.text("voice-known") == known, "it's learnt", 60.0)
    page.open()
    wait_until(lambda: page.text("voice-known") == known, "it's known the next time")
    page.driver.find_element("id", "forget-voice").click()
    wait_until(lambda: page.text("voice-known") == words["voice_unknown"], "it's forgotten")


def test_nothing_is_asked_for_elsewhere(visit: tuple[PhonePage, Site]) -> None:
    page, site = visit
    asked = [url for url in page.requests() if url.startswith(("http", "ws"))]
    assert asked
    assert [url for url in asked if not url.startswith(site.address)] == []


def test_it_works_again_without_the_server(visit: tuple[PhonePage, Site]) -> None:
    page, site = visit
    wait_until(lambda: bool(page.see("offline")), "all is stored", 60.0)
    site.stop()
    page.open()
    page.begin()
    first = [command for *_, command in _SPOKEN[:2]]
    wait_until(lambda: page.commands() == first, "it obeys", 40.0)
    page.press("stop")
    wait_until(lambda: page.see("state") == "confirm", "a question")
    page.press("yes")
    wait_until(lambda: bool(page.see("ended")), "the end", 30.0)


def _violations(page: PhonePage, axe: str) -> list[str]:
    """What axe-core finds wrong with the page as it is."""
    page.driver.execute_script(axe)
    script = "const done = arguments[0]; axe.run().then((found) => done(found.violations));"
    found = page.driver.execute_async_script(script)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def test_without_a_microphone_it_says_so_obeys_buttons_and_everybody_can_use_it(
    bundle: Bundle, tmp_path: Path
) -> None:
    axe = axe_here()
    with serving(bundle.folder) as site, browser(tmp_path, None, allowed=False) as driver:
        page = PhonePage(driver, site.address)
        found = {"start": _violations(page, axe)}
        page.begin()
        refused = page_words("en")["spoken"]["phone_refused"]
        wait_until(lambda: page.text("text") == refused, "the coach tells that it can't hear")
        found["screening"] = _violations(page, axe)
        page.press("no")
        wait_until(lambda: page.see("state") not in ("", "screening"), "the questions are over", 60.0)
        found["setup"] = _violations(page, axe)
        page.press("pause")
        wait_until(lambda: page.see("state") == "paused", "a pause")
        found["paused"] = _violations(page, axe)
        page.press("stop")
        wait_until(lambda: page.see("state") == "confirm", "a question")
        found["confirm"] = _violations(page, axe)
        page.press("yes")
        wait_until(lambda: bool(page.see("ended")), "the end", 30.0)
        found["after"] = _violations(page, axe)
        page.driver.find_element("id", "practise").click()
        wait_until(lambda: page.see("state") == "practice" and page.text("text") == refused, "practice")
        found["practice"] = _violations(page, axe)
        assert page.commands() == ["pause", "stop", "yes"]
        heard = [line for line in page.see("journal") if line["event"] == "command_heard"]
        assert {line["source"] for line in heard} == {"button"}
        assert [f"{state}: {one}" for state, each in found.items() for one in each] == []
