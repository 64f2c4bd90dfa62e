"""Checks a file for mistakes and unwise things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from voice_coach.routine.command_phrases import PhrasesOf, check_phrases
from voice_coach.routine.findings import Finding, did_you_mean
from voice_coach.routine.library import LANGUAGE_SUFFIX, Library, read_checked
from voice_coach.routine.lint import remarks
from voice_coach.routine.model import Exercise
from voice_coach.routine.reading import exercise_texts_from, exercises_from, routine_from
from voice_coach.routine.steps import build_steps
from voice_coach.routine.wisdom import unwise_exercises, unwise_routine
from voice_coach.routine.words import spoken
from voice_coach.routine.yaml_source import Node


def kind_of(path: Path) -> str:
    """The file's schema, by place and name."""
    if path.name == "sources.yaml":
        return "sources"
    language = LANGUAGE_SUFFIX.search(path.name)
    first = path.name.partition(".")[0]
    with_words = {"coach", "safety", "claims", "programme", "insights", "pronunciations"}
    if language and first in with_words:
        return first
    kind = "exercises" if path.parent.name == "exercises" else "routine"
    return f"{kind}-text" if language else kind


def check_file(
    path: Path, phrases_of: PhrasesOf | None = None, *, extra_folders: Sequence[Path] = ()
) -> list[Finding]:
    """Findings in ``path`` and its word files, in reading order; raises nothing.

    ``phrases_of``: what sentences mustn't contain, if given; ``extra_folders``: the runner's own exercises.
    """
    kind = kind_of(path)
    if kind == "routine":
        found = _check_routine(path, phrases_of, extra_folders)
    elif kind == "exercises":
        found = _check_exercises(path, phrases_of)
    elif kind == "sources":
        found = iter(read_checked(path, kind)[1])
    else:
        found = _check_words(path, kind, phrases_of)
    return sorted(
        dict.fromkeys(found), key=lambda finding: (finding.file != path, finding.file, finding.line)
    )


def _check_words(path: Path, kind: str, phrases_of: PhrasesOf | None) -> Iterator[Finding]:
    node, findings = read_checked(path, kind)
    yield from findings
    if node is None:
        return
    assert isinstance(node.value, dict)
    stated = node.value["language"]
    named = LANGUAGE_SUFFIX.search(path.name)
    if named and stated.value != named.group(1):
        problem = f"is {stated.value!r}, but the file name says {named.group(1)!r}"
        yield Finding(path, stated.line, "language", problem, "the same in both")
    if kind in {"claims", "insights"}:
        yield from _claims_sourced(node, path)
    if kind in {"programme", "pronunciations"}:
        return  # none of its sentences is spoken
    if phrases_of is not None:
        yield from check_phrases(node, kind, path, phrases_of(str(stated.value)))
    yield from remarks(node, kind, str(stated.value), path)


def _claims_sourced(node: Node, path: Path) -> Iterator[Finding]:
    known = Library("en", (path.parent,)).sources()
    for key, text in spoken(node):
        source = str(text.value)
        if ".sources." in key and source not in known:
            yield Finding(
                path, text.line, key, f"{source!r} isn't in sources.yaml", did_you_mean(source, known)
            )


def _check_routine(
    path: Path, phrases_of: PhrasesOf | None, extra_folders: Sequence[Path]
) -> Iterator[Finding]:
    node, findings = read_checked(path, "routine")
    yield from findings
    by_language = word_files(path)
    for file in by_language.values():
        yield from _check_words(file, "routine-text", phrases_of)
    if not by_language:
        wanted = f"a file {path.stem}.en.yaml beside it"
        yield Finding(path, 0, "", "has no words in any language", wanted)
    if node is None:
        return
    yield from _named_as_file(node, path, "name")
    routine = routine_from(node)
    for language in by_language or {"en": path}:
        library = Library(language, (path.parent, *extra_folders))
        steps = build_steps(routine, library, path, None, seed=0)
        yield from library.findings
        if not library.findings:
            yield from unwise_routine(routine, steps, library, path)


def _check_exercises(path: Path, phrases_of: PhrasesOf | None) -> Iterator[Finding]:
    node, findings = read_checked(path, "exercises")
    yield from findings
    by_language = word_files(path)
    for file in by_language.values():
        yield from _check_words(file, "exercises-text", phrases_of)
    if not by_language:
        yield Finding(path, 0, "", "has no words in any language", f"a file {path.stem}.en.yaml beside it")
    if node is None:
        return
    yield from _named_as_file(node, path, "area")
    exercises = exercises_from(node)
    yield from _sources_known(node, exercises, path)
    yield from unwise_exercises(exercises, _lines_of(node), path)
    for language, file in by_language.items():
        words, _ = read_checked(file, "exercises-text")
        if words is None:
            continue
        texts = exercise_texts_from(words)
        for name in sorted(exercises.keys() - texts.keys()):
            yield Finding(
                file, 0, f"exercises.{name}", f"is missing in the language {language!r}", "its words"
            )
        for name in sorted(texts.keys() - exercises.keys()):
            if name not in Library(language, (path.parent.parent,)).exercises(path.stem):
                wanted = did_you_mean(name, exercises)
                yield Finding(file, 0, f"exercises.{name}", f"isn't an exercise in {path.name}", wanted)


def _sources_known(node: Node, exercises: dict[str, Exercise], path: Path) -> Iterator[Finding]:
    known = Library("en", (path.parent.parent,)).sources()
    lines = _lines_of(node)
    for name, exercise in exercises.items():
        for source in exercise.sources:
            if source not in known:
                key = f"exercises.{name}.sources"
                problem = f"{source!r} isn't in sources.yaml"
                yield Finding(path, lines[name], key, problem, did_you_mean(source, known))


def _lines_of(node: Node) -> dict[str, int]:
    """Each exercise's line."""
    assert isinstance(node.value, dict)
    listed = node.value["exercises"].value
    assert isinstance(listed, dict)
    return {name: exercise.line for name, exercise in listed.items()}


def _named_as_file(node: Node, path: Path, key: str) -> Iterator[Finding]:
    assert isinstance(node.value, dict)
    stated = node.value[key]
    if stated.value != path.stem:
        problem = f"is {stated.value!r}, but the file is called {path.name}"
        yield Finding(path, stated.line, key, problem, f"{path.stem!r}")


def word_files(path: Path) -> dict[str, Path]:
    """Word files beside ``path``, by language."""
    found = {}
    for file in sorted(path.parent.glob("*.yaml")):
        language = LANGUAGE_SUFFIX.search(file.name)
        if language and file.name == f"{path.stem}.{language.group(1)}.yaml":
            found[language.group(1)] = file
    return found
