"""From a routine on file to a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voice_coach.errors import InputError
from voice_coach.routine.blocks import TOOLS, choose_blocks
from voice_coach.routine.chain import load_chain, names_of
from voice_coach.routine.dosing import Measure
from voice_coach.routine.estimate import estimate_seconds
from voice_coach.routine.findings import Finding, nearest, raise_errors
from voice_coach.routine.fitting import fitted
from voice_coach.routine.insights import choose_insights, insights_of
from voice_coach.routine.library import Library, Readings, is_packed, pack_folders
from voice_coach.routine.memory import Memory
from voice_coach.routine.plan import Level, Plan
from voice_coach.routine.pronunciations import Pronunciations
from voice_coach.routine.reading import routine_from, routine_texts_from
from voice_coach.routine.remembered import remembering
from voice_coach.routine.steps import check_length
from voice_coach.routine.wish import ANYTHING, Wish


@dataclass(frozen=True)
class RoutineInfo:
    """``title`` and ``summary``: empty if the language has none."""

    name: str
    path: Path
    title: str
    summary: str


def load_plan(
    name_or_path: str | Path,
    *,
    language: str = "en",
    level: Level = "first",
    tools: Sequence[str] | None = None,
    seed: int = 0,
    extra_folders: Sequence[Path] = (),
    wish: Wish = ANYTHING,
    readings: Readings | None = None,
    memory: Memory | None = None,
    listens: bool = True,
    listeners: Sequence[str] = (),
    measure: Measure = estimate_seconds,
) -> Plan:
    """A routine's plan, by name (``warmup``), file, or chain (``warmup+recovery``).

    ``tools``: owned ones, best first (``None``: the routine's); areas they can't work are left out. ``seed``
    chooses variants. ``extra_folders`` and the file's own precede shipped content. ``measure``: for a wish
    for minutes. ``listens``, ``listeners``: see ``Plan``.

    Raises ``InputError``: ``unknown-routine``, ``unknown-tool``, ``unknown-language``, ``routine-invalid``,
    or what ``fitted`` and ``load_chain`` raise.
    """
    _check_tools(tools)

    def load(name: str | Path, wish: Wish) -> Plan:
        return _load_one(
            name,
            language,
            level,
            tools,
            seed,
            extra_folders,
            wish,
            readings,
            memory,
            listens,
            listeners,
            measure,
        )

    names = names_of(name_or_path)
    return load(name_or_path, wish) if len(names) == 1 else load_chain(names, wish, load, measure)


def _load_one(
    name_or_path: str | Path,
    language: str,
    level: Level,
    tools: Sequence[str] | None,
    seed: int,
    extra_folders: Sequence[Path],
    wish: Wish,
    readings: Readings | None,
    memory: Memory | None,
    listens: bool,
    listeners: Sequence[str],
    measure: Measure,
) -> Plan:
    path, library = find_routine(name_or_path, language, extra_folders, readings)
    hint = f"Run voice-coach routines check {path} to check it again."
    routine = library.read(path, "routine", routine_from)
    if routine is None:
        raise_errors(library.findings, hint)
        raise AssertionError("a routine that can't be read has an error")
    known = library.languages()
    if language not in known:
        raise InputError(
            f"The coach doesn't speak {language!r}.",
            hint=f"Languages are {', '.join(known)}.",
            code="unknown-language",
        )
    text_path = path.with_name(f"{path.stem}.{language}.yaml")
    texts = library.read(text_path, "routine-text", routine_texts_from)
    lines = library.lines()
    if not lines:
        problem = f"has no sentences of the coach in the language {language!r}"
        library.findings.append(Finding(path, 0, "", problem, f"a file coach.{language}.yaml"))
    if texts is None or not lines:
        choose_blocks(routine, library, path, tools)  # for what else is missing
        raise_errors(library.findings, hint)
    assert texts is not None
    empty = Plan(
        routine=routine.name,
        title=texts.title,
        language=language,
        level=level,
        seed=seed,
        tools=(),
        opening=texts.opening,
        closing=texts.closing,
        switch_gap_seconds=routine.switch_gap_seconds,
        steps=(),
        lines=lines,
        listens=listens,
        listeners=tuple(listeners),
    )
    areas = {*wish.focus, *(entry.area for entry in routine.entries)} - {*wish.skip}
    told = choose_insights(insights_of(library), areas, None if memory is None else memory.insights, seed)
    empty = replace(empty, insights=told)
    if memory is None:
        plan = fitted(empty, routine, library, path, tools, wish, measure)
    else:
        plan = remembering(empty, routine, library, path, tools, wish, measure, memory)
    check_length(plan.steps, library, path)
    raise_errors(library.findings, hint)
    return plan


def use_of(name_or_path: str | Path, extra_folders: Sequence[Path] = ()) -> str:
    """``warm-up``, ``recovery``, ``maintenance`` or ``short``; empty if unreadable."""
    try:
        path, library = find_routine(name_or_path, "en", extra_folders)
    except InputError:
        return ""
    routine = library.read(path, "routine", routine_from)
    return "" if routine is None else routine.use


def load_pronunciations(
    language: str, extra_folders: Sequence[Path] = (), readings: Readings | None = None
) -> Pronunciations:
    """The shipped ones under those of ``extra_folders``. Raises ``InputError`` (``routine-invalid``) with
    every mistake.
    """
    library = Library(language, extra_folders, readings)
    found = library.pronunciations()
    raise_errors(library.findings, "Run voice-coach routines check on the file to check it again.")
    return found


def find_routine(
    name_or_path: str | Path,
    language: str,
    extra_folders: Sequence[Path] = (),
    readings: Readings | None = None,
) -> tuple[Path, Library]:
    """A routine's file and library. Raises ``InputError`` (``unknown-routine``)."""
    given = Path(name_or_path)
    if given.name.endswith(".vcr.yaml"):
        raise InputError(
            f"{given} is a packed routine.",
            hint=f"Add it first: voice-coach routines add {given}",
            code="unknown-routine",
        )
    if names_a_file(name_or_path):
        if not given.is_file():
            raise InputError(
                f"There is no routine file {given}.",
                hint="Name a routine or a .yaml file.",
                code="unknown-routine",
            )
        return given, Library(language, _read_with(given, extra_folders), readings)
    library = Library(language, extra_folders, readings)
    files = library.routine_files()
    name = str(name_or_path)
    if name not in files:
        hint = nearest(name, files).capitalize() or f"Routines are {', '.join(files)}."
        raise InputError(f"There is no routine called {name!r}.", hint=hint, code="unknown-routine")
    path = files[name]
    return path, Library(language, _read_with(path, ()), readings) if is_packed(path) else library


def folders_of(name_or_path: str | Path, extra_folders: Sequence[Path]) -> tuple[Path, ...]:
    """A routine's content folders beside what's shipped; a chain's, all of them."""
    names = names_of(name_or_path)
    if len(names) > 1:
        return tuple(dict.fromkeys(one for name in names for one in folders_of(name, extra_folders)))
    if names_a_file(name_or_path):
        return _read_with(Path(name_or_path), extra_folders)
    path = Library("en", extra_folders).routine_files().get(str(name_or_path))
    return pack_folders(path.parent) if path is not None and is_packed(path) else tuple(extra_folders)


def _read_with(path: Path, extra_folders: Sequence[Path]) -> tuple[Path, ...]:
    return pack_folders(path.parent) if is_packed(path) else (path.parent, *extra_folders)


def names_a_file(name_or_path: str | Path) -> bool:
    """Whether a routine is given by file, not by name."""
    given = Path(name_or_path)
    return given.suffix in {".yaml", ".yml"} or len(given.parts) > 1


def list_routines(extra_folders: Sequence[Path] = (), *, language: str = "en") -> list[RoutineInfo]:
    """The runner's own first; broken texts give an empty title."""
    library = Library(language, extra_folders)
    infos = []
    for name, path in library.routine_files().items():
        text_path = path.with_name(f"{name}.{language}.yaml")
        texts = library.read(text_path, "routine-text", routine_texts_from) if text_path.is_file() else None
        infos.append(RoutineInfo(name, path, texts.title if texts else "", texts.summary if texts else ""))
    return infos


def _check_tools(tools: Sequence[str] | None) -> None:
    for tool in tools or ():
        if tool not in TOOLS:
            raise InputError(
                f"There is no tool called {tool!r}.",
                hint=f"Tools are {', '.join(TOOLS)}.",
                code="unknown-tool",
            )
