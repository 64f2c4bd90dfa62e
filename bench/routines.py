"""What it knows: plans over all that can be asked, words, claims, the model of speech, and mutated files."""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, report
from bench.mutated_files import mutated
from tests.routine.test_planner import AREAS, LEVELS, ROUTINES, TOOL_SETS, check_legal
from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.routine import fitting
from voice_coach.routine.check import check_file
from voice_coach.routine.command_phrases import spoken_words
from voice_coach.routine.estimate import estimate_seconds, sentence_seconds
from voice_coach.routine.library import Library
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Plan
from voice_coach.routine.wisdom import SLOWEST_SPEECH
from voice_coach.routine.wish import SIDE_WISHES, Wish
from voice_coach.routine.words import spoken
from voice_coach.routine.yaml_source import read_yaml
from voice_coach.session.actions import Finish
from voice_coach.session.events import SessionStarted, TimePassed
from voice_coach.session.machine import Session

CONTENT = content_folder("routines")
LANGUAGES = ("en", "es")
PLANS = 2_000
SCREEN_WORDS = {"see", "look", "watch", "click", "screen", "read", "tap", "scroll", "page"}
RENDERED: tuple[tuple[str, float | None], ...] = (
    *((name, None) for name in ROUTINES),
    ("maintenance", 30),
    ("recovery", 10),
    ("warmup", 15),
)


def plans() -> list[Figure]:
    """Random wishes: how many plans are wrong, how far the minutes are missed, how long planning takes."""
    chance, wrong, farthest, refused = random.Random(5), 0, 0.0, 0
    times: list[float] = []
    for _ in range(PLANS):
        routine, level, tools = (
            chance.choice(ROUTINES),
            chance.choice(LEVELS),
            chance.choice([None, *TOOL_SETS]),
        )
        focus = tuple(chance.sample(AREAS, chance.randint(0, 2)))
        rest = [area for area in AREAS if area not in focus]
        skip, hold = (
            tuple(chance.sample(rest, chance.randint(0, 3))),
            chance.choice([None, None, 15.0, 30.0, 60.0]),
        )
        minutes = chance.randint(4, 40)
        wish = Wish(minutes, focus, skip, chance.choice(SIDE_WISHES), hold)
        try:
            plan = _timed(times, routine, wish, tools, level)
            check_legal(plan, wish, tools)
        except InputError as error:
            refused += 1
            wrong += error.code not in {"does-not-fit", "nothing-left"} or not error.hint
        except AssertionError:
            wrong += 1
        else:
            farthest = max(farthest, abs(estimate_seconds(plan) - minutes * 60))
    times.sort()
    slow = times[int(len(times) * 0.99)] * 1000
    asked = {"plans": PLANS, "refused": refused}
    return [
        Figure("plans that break a rule", wrong, "plans", 0, details=asked),
        Figure("farthest from the minutes asked", farthest, "s", 15, details=asked),
        Figure(
            "planning time, 99 of 100 within",
            slow,
            "ms",
            20,
            details={"median": times[len(times) // 2] * 1e3},
        ),
    ]


def _timed(times: list[float], routine: str, wish: Wish, tools: list[str] | None, level: str) -> Plan:
    planned = fitting._planned

    def timed(*given: object) -> Plan:
        began = time.process_time()
        try:
            return planned(*given)  # type: ignore[arg-type]
        finally:
            times.append(time.process_time() - began)

    fitting._planned = timed  # type: ignore[assignment]
    try:
        return load_plan(routine, wish=wish, tools=tools, level=level)  # type: ignore[arg-type]
    finally:
        fitting._planned = planned


def rendered() -> list[Figure]:
    """The estimate against the session played with the real voice; and the model against single sentences."""
    from voice_coach.audio.cues import CueSheet
    from voice_coach.audio.sample_time import SAMPLE_RATE
    from voice_coach.playing.sounds import Sounds
    from voice_coach.speaking.cache import ClipCache
    from voice_coach.speaking.choose import open_voice
    from voice_coach.speaking.maker import PromptMaker

    figures = []
    for language in LANGUAGES:
        with (
            tempfile.TemporaryDirectory() as cache,
            PromptMaker(open_voice("auto", language), ClipCache(Path(cache))) as prompts,
        ):
            sounds, off = Sounds(CueSheet.load(), prompts), {}
            for routine, minutes in RENDERED:
                for level in LEVELS:
                    wish = Wish(minutes=minutes)
                    try:
                        plan = load_plan(routine, language=language, level=level, wish=wish, seed=7)
                    except InputError:
                        continue
                    name = f"{routine} {level} {minutes or ''}".rstrip()
                    off[name] = round(_frames(plan, sounds) / SAMPLE_RATE - estimate_seconds(plan), 1)
            said = [(text, prompts.clip(text).frames / SAMPLE_RATE) for text in _all_said(language)]
        misses = [sentence_seconds(text, language) - seconds for text, seconds in said]
        single = (sum(miss * miss for miss in misses) / len(misses)) ** 0.5
        farthest = max(map(abs, off.values()))
        figures += [
            Figure(f"session as spoken against its estimate, {language}", farthest, "s", 15, details=off),
            Figure(
                f"one sentence against the model, {language}", single, "s", 0.3, details={"of": len(said)}
            ),
        ]
    return figures


def _frames(plan: Plan, sounds: object) -> int:
    from voice_coach.audio.sample_time import SAMPLE_RATE

    session = Session(plan, rate=SAMPLE_RATE, durations=sounds)  # type: ignore[arg-type]
    actions = list(session.handle(SessionStarted(), 0))
    while (deadline := session.next_deadline()) is not None:
        actions += session.handle(TimePassed(), deadline)
    return next(action.at_frame for action in actions if isinstance(action, Finish))


def _all_said(language: str) -> Iterator[str]:
    for path in sorted(CONTENT.rglob(f"*.{language}.yaml")):
        node, _ = read_yaml(path)
        if node is not None and not path.name.startswith("claims"):
            yield from (str(one.value) for _, one in spoken(node) if "{" not in str(one.value))


def words() -> list[Figure]:
    """Every sentence on file: commands and other findings, screen words, and asides longer than any gap."""
    files = sorted(CONTENT.rglob("*.yaml"))
    findings = [finding for path in files for finding in check_file(path)]
    screen = [text for text in _all_said("en") if set(spoken_words(text).split()) & SCREEN_WORDS]
    claims = [finding for finding in findings if "not in sources.yaml" in finding.problem]
    long = [text for language in LANGUAGES for text in _too_long(language)]
    wrong = {"findings": [str(one) for one in findings], "screen": screen, "long": long}
    count = sum(map(len, wrong.values()))
    return [
        Figure(
            "prompts with a command, a screen word, or past their gap", count, "prompts", 0, details=wrong
        ),
        Figure("claims without a source", len(claims), "claims", 0),
    ]


def _too_long(language: str) -> Iterator[str]:
    """Plans whose holds have no sentence that fits at the slowest rate."""
    for routine in ROUTINES:
        for step in load_plan(routine, language=language).steps:
            room = (step.hold_seconds / 2 if step.hold_seconds >= 12 else step.hold_seconds) - 2
            if min(sentence_seconds(text, language) for text in step.script.during) * SLOWEST_SPEECH > room:
                yield f"{routine}: {step.exercise}"


def coverage() -> list[Figure]:
    """Areas, tools and uses of the source text that have nothing on file."""
    library = Library("en")
    wanted = {
        "glutes": "ball",
        "quads": "roller ball",
        "it-band": "roller",
        "hamstrings": "stick roller",
        "calves": "ball",
    }
    missing = [
        f"{area} {tool}"
        for area, tools in wanted.items()
        for tool in tools.split()
        if tool not in {exercise.tool for exercise in library.exercises(area).values()}
    ]
    uses = {re.findall(r"^use: (\S+)", (CONTENT / f"{name}.yaml").read_text(), re.M)[0] for name in ROUTINES}
    missing += sorted({"warm-up", "recovery", "maintenance"} - uses)
    count = sum(len(library.exercises(area)) for area in library.areas())
    return [
        Figure(
            "areas, tools and uses of the guide that are missing",
            len(missing),
            "",
            0,
            details={"missing": missing},
        ),
        Figure("exercises", count, "exercises", 24, at_least=True),
    ]


if __name__ == "__main__":
    report("routines", [*coverage(), *plans(), *words(), *rendered(), *mutated()])
