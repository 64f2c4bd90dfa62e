"""Writes a new routine and its words, commented and valid."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from pathlib import Path

from voice_coach.content import content_folder
from voice_coach.errors import InputError, OutputError
from voice_coach.files.unfinished import clear, hold, unfinished
from voice_coach.routine.blocks import TOOLS
from voice_coach.routine.findings import nearest
from voice_coach.routine.library import Library
from voice_coach.routine.model import RoutineTexts
from voice_coach.routine.reading import routine_texts_from

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

LONGEST_TITLE = 80
MAIN_AREAS = ("glutes", "quads", "it-band", "hamstrings", "calves")
"""A runner's legs, from glutes to calves."""
USES = ("warm-up", "recovery", "maintenance", "short")
_CLOSED_LIKE = {
    "warm-up": "warmup",
    "recovery": "recovery",
    "maintenance": "maintenance",
    "short": "recovery",
}
"""By use, the shipped routine whose closing a new one begins with."""


def new_routine(
    name: str,
    folder: Path,
    *,
    areas: Sequence[str] | None = None,
    tools: Sequence[str] = ("roller",),
    use: str = "recovery",
    title: str = "",
    language: str = "en",
) -> tuple[Path, Path]:
    """Write ``NAME.yaml`` and ``NAME.LANGUAGE.yaml`` into ``folder``; returns both paths.

    ``areas``: by default the main ones these tools can work. The opening is the warm-up's, the closing fits
    ``use``. Raises ``InputError`` (``bad-name``, ``bad-title``, ``already-there``, ``unknown-area``,
    ``unknown-tool``, ``unknown-use``, ``unknown-language``) before writing, ``OutputError``.
    """
    if not _NAME.fullmatch(name):
        hint = "Use lower case letters, digits and single hyphens, such as evening-legs."
        raise InputError(f"{name!r} can't be the name of a routine.", hint=hint, code="bad-name")
    _known("tool", tools, TOOLS)
    _known("use", [use], USES)
    worked = _areas(tools, Library(language, (folder,)))
    if areas is not None:
        _known("area", areas, worked)
    structure, words = folder / f"{name}.yaml", folder / f"{name}.{language}.yaml"
    if areas is None:
        areas = [area for area in worked if area in MAIN_AREAS] or worked
    entries = "\n".join(f"  - area: {area}" for area in areas)
    named = _cleaned(title) or name.replace("-", " ").capitalize()
    if len(named) > LONGEST_TITLE:
        hint = f"Use at most {LONGEST_TITLE} characters: it is spoken."
        raise InputError(f"The title is {len(named)} characters long.", hint=hint, code="bad-title")
    if "{" in named or "}" in named:
        raise InputError("The title holds a brace.", hint="Use words: it is spoken.", code="bad-title")
    said = _opening_and_closing(use, language)
    texts = {
        words: _WORDS.format(language=language, title=_quoted(named), summary=_quoted(named), **said),
        structure: _STRUCTURE.format(name=name, use=use, tools=", ".join(tools), entries=entries),
    }
    for path, text in texts.items():
        if path.exists() and not _holds(path, text):  # files of a call that was broken off may stay
            raise InputError(f"{path} already exists.", hint="Choose another name.", code="already-there")
    _write(words, texts[words])
    try:
        _write(structure, texts[structure])
    except BaseException:
        words.unlink()
        raise
    return structure, words


def _areas(tools: Sequence[str], library: Library) -> list[str]:
    """Those that these tools can work, from glutes to calves."""
    found = {
        area: exercise.order
        for area in library.areas()
        for exercise in library.exercises(area).values()
        if exercise.tool in tools
    }
    return sorted(found, key=lambda area: (found[area], area))


def _known(kind: str, given: Sequence[str], known: Sequence[str]) -> None:
    for word in given:
        if word not in known:
            hint = nearest(word, known).capitalize() or f"Known here: {', '.join(known)}."
            raise InputError(
                f"There is no {kind} called {word!r} for this.", hint=hint, code=f"unknown-{kind}"
            )
    if not given:
        raise InputError(
            f"No {kind} was named.", hint=f"Known here: {', '.join(known)}.", code=f"unknown-{kind}"
        )


def _opening_and_closing(use: str, language: str) -> dict[str, str]:
    opens, ends = _shipped_words("warmup", language), _shipped_words(_CLOSED_LIKE[use], language)
    parts = {"opening": opens.opening, "closing": ends.closing}
    return {key: "\n".join(f"  - {_quoted(text)}" for text in said) for key, said in parts.items()}


def _shipped_words(name: str, language: str) -> RoutineTexts:
    path = content_folder("routines") / f"{name}.{language}.yaml"
    texts = Library(language).read(path, "routine-text", routine_texts_from) if path.is_file() else None
    if texts is None:
        hint = "Write it in English first, then add the other words beside it."
        raise InputError(f"There are no routines in {language!r}.", hint=hint, code="unknown-language")
    return texts


def _holds(path: Path, text: str) -> bool:
    try:
        return path.is_file() and path.read_bytes() == text.encode()
    except OSError:
        return False


def _cleaned(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a temporary file, then renamed."""
    temporary = unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear(path)
        with temporary.open("x", encoding="utf-8", newline="\n") as file:
            hold(file.fileno())
            file.write(text)
        temporary.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            why = error.strerror or str(error)
            raise OutputError(f"{path} can't be written: {why}.", hint="Choose another folder.") from error
        raise


_STRUCTURE = """\
# A routine: which areas, in which order, how much of each. What is said stands in the other file.
# Check it with: voice-coach routines check {name}.yaml
format: 1
name: {name}

# What it is for: warm-up, recovery, maintenance or short.
use: {use}

# The tools it is made for, best first: roller, ball, stick, gun.
tools: [{tools}]

# How much of each exercise: least, usual or most.
dose: usual

# Time to change sides. A time always has its unit: 30 s, 1 min, 1 min 30 s.
switch_gap: 6 s

# The areas in order, from glutes to calves. An area may change what its exercise has on file:
#   - area: calves
#     exercise: calves-ball   # this exercise and no other
#     dose: most              # more of it than the rest of the routine
#     setup: 10 s             # time to get into position
#     strokes: 10             # strokes of the sweep
#     stroke: 3 s             # time of one stroke, 2 to 4 s
#     holds: 2                # spots searched and held
#     search: 8 s             # time to find a spot
#     hold: 30 s              # time on one spot, at most 60 s
areas:
{entries}
"""

_WORDS = """\
# What is said around the routine. Short sentences without abbreviations: they are heard, never read.
# The coach listens while it speaks, so no sentence may hold a command; the check says which words to change.
format: 1
language: {language}
title: {title}
summary: {summary}
opening:
{opening}
closing:
{closing}
"""
