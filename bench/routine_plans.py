"""What plans keep over all that can be asked, and the sentences on file."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from bench.figures import Figure
from bench.plan_rules import AREAS, LEVELS, ROUTINES, TOOL_SETS, faults_of
from voice_coach.content import content_folder
from voice_coach.errors import InputError
from voice_coach.listening.command_phrases import command_phrases
from voice_coach.routine.check import check_file
from voice_coach.routine.command_phrases import spoken_words
from voice_coach.routine.estimate import estimate_seconds, sentence_seconds
from voice_coach.routine.library import Library, Readings
from voice_coach.routine.loader import load_plan
from voice_coach.routine.wisdom import SLOWEST_SPEECH
from voice_coach.routine.wish import SIDE_WISHES, Wish
from voice_coach.routine.words import spoken
from voice_coach.routine.yaml_source import read_yaml

CONTENT = content_folder("routines")
LANGUAGES = ("en", "es")
SCREEN_WORDS = {"see", "look", "watch", "click", "screen", "read", "tap", "scroll", "page"}
_REFUSED = {"does-not-fit", "nothing-left"}
_PROMISED_SECONDS = 15
_HALF_WAY_FROM_SECONDS, _FIRST_WORDS_AT_SECONDS = 12, 2
_WANTED = {
    "glutes": "ball",
    "quads": "roller ball",
    "it-band": "roller",
    "hamstrings": "stick roller",
    "calves": "ball",
}
"""By area the tools that the guide names."""


def random_wish(chance: random.Random) -> Wish:
    focus = tuple(chance.sample(AREAS, chance.randint(0, 2)))
    rest = [area for area in AREAS if area not in focus]
    skip, hold = chance.sample(rest, chance.randint(0, 3)), chance.choice([None, None, 20.0, 30.0, 60.0])
    return Wish(chance.randint(4, 40), focus, tuple(skip), chance.choice(SIDE_WISHES), hold)


def doses(count: int) -> list[Figure]:
    """Random minutes, tools, focus, areas to skip, sides and holds: plans outside the dose, and how far the
    minutes are missed. A refusal must give its reason."""
    chance, readings, farthest, refused = random.Random(5), Readings(), 0.0, 0
    wrong: list[str] = []
    for _ in range(count):
        routine, level = chance.choice(ROUTINES), chance.choice(LEVELS)
        tools, wish = chance.choice([None, *TOOL_SETS]), random_wish(chance)
        try:
            plan = load_plan(routine, wish=wish, tools=tools, level=level, readings=readings)
        except InputError as error:
            refused += 1
            wrong += [] if error.code in _REFUSED and error.hint else [f"{error.code}: {error.message}"]
            continue
        wrong += faults_of(plan, wish, tools)
        farthest = max(farthest, abs(estimate_seconds(plan) - (wish.minutes or 0) * 60))
    of = {"plans": count, "refused": refused}
    return [
        Figure(
            "steps outside the dose, over minutes x tools x focus",
            len(wrong),
            "",
            0,
            details={**of, "which": wrong},
        ),
        Figure("farthest from the minutes asked", farthest, "s", _PROMISED_SECONDS, details=of),
    ]


def all_said(language: str) -> Iterator[str]:
    """Every sentence on file without a field."""
    for path in sorted(CONTENT.rglob(f"*.{language}.yaml")):
        node, _ = read_yaml(path)
        if node is not None and not path.name.startswith("claims"):
            yield from (str(one.value) for _, one in spoken(node) if "{" not in str(one.value))


def words() -> list[Figure]:
    """Sentences on file with a command or another finding, screen words, and holds without words that fit."""
    findings = [
        finding for path in sorted(CONTENT.rglob("*.yaml")) for finding in check_file(path, command_phrases)
    ]
    screen = [text for text in all_said("en") if set(spoken_words(text).split()) & SCREEN_WORDS]
    claims = [finding for finding in findings if "not in sources.yaml" in finding.problem]
    long = [text for language in LANGUAGES for text in _too_long(language)]
    wrong = {"findings": [str(one) for one in findings], "screen": screen, "long": long}
    count = sum(map(len, wrong.values()))
    return [
        Figure("prompts with a command, a screen word, or past their gap", count, "", 0, details=wrong),
        Figure("claims without a source", len(claims), "", 0),
    ]


def _too_long(language: str) -> Iterator[str]:
    """Holds that have no sentence short enough at the slowest rate."""
    for routine in ROUTINES:
        for step in load_plan(routine, language=language).steps:
            whole = step.hold_seconds < _HALF_WAY_FROM_SECONDS
            room = (step.hold_seconds if whole else step.hold_seconds / 2) - _FIRST_WORDS_AT_SECONDS
            if (
                step.holds
                and min(sentence_seconds(text, language) for text in step.script.during) * SLOWEST_SPEECH
                > room
            ):
                yield f"{routine}: {step.exercise}"


def coverage() -> list[Figure]:
    """Areas, tools and uses of the source text that have nothing on file."""
    library = Library("en")
    missing = [
        f"{area} {tool}"
        for area, tools in _WANTED.items()
        for tool in tools.split()
        if tool not in {exercise.tool for exercise in library.exercises(area).values()}
    ]
    uses = {re.findall(r"^use: (\S+)", (CONTENT / f"{name}.yaml").read_text(), re.M)[0] for name in ROUTINES}
    missing += sorted({"warm-up", "recovery", "maintenance"} - uses)
    count = sum(len(library.exercises(area)) for area in library.areas())
    what = "areas, tools and uses of the guide that are missing"
    return [
        Figure(what, len(missing), "", 0, details={"missing": missing}),
        Figure("exercises", count, "", 24, at_least=True),
    ]
