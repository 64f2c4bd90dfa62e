"""The coach in a phone's browser: hearing in silence and over itself, promptness, start, size.

``python -m bench.phone [FOLDER]``: an exported page of the warm-up; without it one is written first. Real
time in Chromium means little on a busy machine; by frames it makes no difference. Takes 25 minutes.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure, report
from bench.phone_browser import BrowserPhone, cpu_seconds, memory_mb, opened
from bench.phone_frames import FramesPhone
from bench.phone_hearing import agreement, utterances
from bench.phone_script import SCRIPT, Outcome, hold
from bench.processes import VOICE_COACH, run
from tests.playing.test_spoken_lines import said
from tests.virtual_audio.waiting import wait_until
from voice_coach.records.past_session import wordings_heard
from voice_coach.routine.memory import Memory
from voice_coach.safety.screen import QUESTIONS
from voice_coach.web.phone.frozen import thaw_each
from voice_coach.web.phone.varied import varied

ROUTINE = "warmup"
_ANSWERS = json.dumps(dict.fromkeys(QUESTIONS, False))
_SETTLED_SECONDS = 2.0
_WHOLE_SECONDS = 900.0
_MEMORY_AT_SECONDS = 60.0


def measure(page: Path) -> list[Figure]:
    return [
        *_size(page),
        _alike(page),
        *_by_frames(page),
        *_agreement(page),
        *_in_chromium(page),
        *_whole_session(page),
    ]


def _size(page: Path) -> list[Figure]:
    files = [path.read_bytes() for path in page.rglob("*") if path.is_file()]
    wire = sum(len(gzip.compress(data, 6)) for data in files)
    return [
        Figure("page of the warm-up, as files", sum(map(len, files)) / 1e6, "MB", 30),
        Figure("page of the warm-up, compressed", wire / 1e6, "MB", 20),
    ]


def _alike(page: Path) -> Figure:
    """A silent runner's sixth warm-up against the fifth, without sound."""
    plan = thaw_each((page / "data" / f"{ROUTINE}.json").read_text("utf-8"))["usual"][""]
    memory, texts = Memory(), [set[str]()]
    for seed in range(6):
        now = varied(plan, memory, seed)
        texts.append(said(now, []))
        heard = frozenset(wordings_heard(now, dict.fromkeys(texts[-1], 1)))
        memory = Memory(heard=heard, insights=(*memory.insights, *(one.name for one in now.insights)))
    again = 100 * len(texts[-1] & texts[-2]) / len(texts[-1])
    return Figure("sentences of the session before, said again", again, "%", 50)


def _by_frames(page: Path) -> Iterator[Figure]:
    for name, echo, own_echo, over, least in (
        ("in silence", 0.0, True, False, len(SCRIPT)),
        ("over the coach", 1.0, True, True, 21),
        ("over the coach, echo not removed", 1.0, False, True, 20),
    ):
        with tempfile.TemporaryDirectory() as folder:
            phone = FramesPhone(page, ROUTINE, Path(folder), echo=echo, own_echo=own_echo)
            outcome = hold(phone, over_the_coach=over)
            yield from _outcome(f"{name}, by frames", outcome, least, at_least=own_echo)


def _outcome(name: str, outcome: Outcome, bound: int, *, at_least: bool = True) -> list[Figure]:
    """``at_least`` False: so few that the measure is shown to fail."""
    details = {"missed": outcome.missed, "said over the coach": outcome.over}
    figures = [Figure(f"commands obeyed {name}", outcome.obeyed, "of 24", bound, at_least, details)]
    if at_least:
        figures.append(
            Figure(f"false commands {name}", len(outcome.false), "", 0, details={"false": outcome.false})
        )
    return figures


def _agreement(page: Path) -> list[Figure]:
    found = agreement(page / "kernel.wasm", utterances())
    details = {"takes": found.takes, "events": found.events, "differing": found.differing}
    return [
        Figure(
            "utterances heard otherwise than on the computer",
            len(found.differing),
            "of 200",
            0,
            details=details,
        ),
        Figure("largest difference in confidence", found.most, "", 1e-3),
    ]


def _in_chromium(page: Path) -> Iterator[Figure]:
    for name, echo, least in (("in silence", 0.0, len(SCRIPT)), ("over the coach", 1.0, 21)):
        with (
            tempfile.TemporaryDirectory() as folder,
            opened(page, Path(folder) / "room.wav", _ANSWERS) as (site, renderer),
        ):
            before = cpu_seconds(renderer)
            site.open()
            phone = BrowserPhone(site, Path(folder), echo=echo)
            starting = cpu_seconds(renderer) - before
            outcome = hold(phone, over_the_coach=bool(echo))
            yield from _outcome(f"{name}, in Chromium", outcome, least)
            yield _promptness(name, phone.journal(), site.report()["busy"])
            if not echo:
                yield Figure("processor time to the first sound, second start", starting, "s", 4)


def _promptness(name: str, lines: list[dict[str, Any]], busy: dict[str, Any]) -> Figure:
    """From the end of speech to the sound of the reaction: both in seconds of what was played."""
    reactions = [line["at"] for line in lines if line["event"] == "reaction"]
    waits = []
    for end in busy["voiceEnds"]:
        later = [at - end for at in reactions if -0.5 < at - end < 2.0]
        waits += later[:1]
    waits.sort()
    p95 = waits[int(0.95 * (len(waits) - 1))] if waits else 9.9
    details = {"waits": [round(each, 3) for each in waits]}
    return Figure(f"end of speech to reaction {name}, p95", p95, "s", 0.35, details=details)


def _whole_session(page: Path) -> Iterator[Figure]:
    """A session without a word from the runner."""
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(page, Path(folder) / "room.wav", _ANSWERS) as (site, renderer),
    ):
        # By the driver, since the helper also has the page record, which would count as its memory.
        site.driver.find_element("id", "begin").click()
        wait_until(
            lambda: site.see("position") > _MEMORY_AT_SECONDS, "a minute is over", 2 * _MEMORY_AT_SECONDS
        )
        memory = memory_mb(renderer)
        wait_until(lambda: bool(site.see("ended")), "the session ends", _WHOLE_SECONDS)
        late = [line["t"] for line in site.see("journal") if line["event"] == "underrun"]
        busy = site.see("busy")
        frames = site.see("position")
    yield Figure("the renderer's memory after a minute", memory, "MB", 250)
    after = [each for each in late if each > _SETTLED_SECONDS]
    shares = {key: round(busy[key] / 10 / frames, 2) for key in ("hearing", "mixing")}
    yield Figure(
        "gaps in a whole warm-up, after two seconds", len(after), "", 0, details={"at": late, **shares}
    )


def _page(folder: Path) -> Path:
    run([VOICE_COACH, "export", ROUTINE, "--web", str(folder / "page")])
    return folder / "page"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        report("phone", measure(Path(sys.argv[1]) if len(sys.argv) > 1 else _page(Path(place))))
