"""Why a run leads to this session, in the coach's words."""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.routine.library import Library
from voice_coach.routine.variants import least_used
from voice_coach.watch.after_run import Advice
from voice_coach.watch.run import Run


def spoken_reasons(run: Run, advice: Advice, keys: Sequence[str], library: Library) -> tuple[str, ...]:
    """The sentences of ``keys``; none in a language without them."""
    lines, seed = library.lines(), int(run.seconds or 0.0)
    names = [texts[0].area for area in advice.focus if (texts := list(library.texts(area).values()))]
    areas = f" {_part(lines, 'and')} ".join(names)
    found = []
    for key in keys:
        variants = lines.get(key, ())
        if variants:
            found.append(least_used(variants, {}, seed).format(run=_length(run, lines), areas=areas))
    return tuple(found)


def _length(run: Run, lines: dict[str, tuple[str, ...]]) -> str:
    """In whole kilometres, or the time."""
    if run.metres is not None:
        kilometres = max(1, round(run.metres / 1000))
        return _counted(kilometres, lines, "one_kilometre", "kilometres")
    return _counted(max(1, round((run.seconds or 0.0) / 60)), lines, "one_minute", "minutes")


def _counted(number: int, lines: dict[str, tuple[str, ...]], one: str, many: str) -> str:
    return _part(lines, one) if number == 1 else _part(lines, many).format(n=number)


def _part(lines: dict[str, tuple[str, ...]], key: str) -> str:
    return lines.get(key, ("",))[0]
