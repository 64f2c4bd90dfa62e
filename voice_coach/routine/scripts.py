"""What is said in one step: the exercise's own words, the coach's where it has none, variants chosen."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from voice_coach.routine.model import ExerciseTexts
from voice_coach.routine.plan import Script

STRETCH = "none"
"""The tool of a stretch."""


def script_of(
    texts: ExerciseTexts,
    tool: str,
    lines: Mapping[str, tuple[str, ...]],
    seed: int,
    salt: str,
    turn: int,
) -> Script:
    """The script of side ``turn`` (0, 1) of an exercise, in variants that ``seed`` and ``salt`` choose.

    ``lines`` are the coach's own, said where the exercise has no words of its own. The second side gets other
    variants than the first; the sentences of the hold take turns too.
    """
    same_on_both_sides = zlib.crc32(f"{seed} {salt}".encode())
    offset = same_on_both_sides + turn

    def chosen(variants: tuple[str, ...]) -> str:
        return variants[offset % len(variants)] if variants else ""

    stretch = tool == STRETCH
    deepen = lines.get("deepen", ())
    deeper = deepen[same_on_both_sides % len(deepen)] if deepen else ""
    during = _during(texts, lines, stretch=stretch, deepen=deeper)
    shift = offset % len(during) if during else 0
    return Script(
        area=texts.area,
        where=() if stretch else texts.where,
        position=texts.position,
        reminder=texts.reminder,
        sweep=chosen(texts.sweep or lines.get(f"sweep_{tool}", ())),
        search=chosen(texts.search or lines.get("search", ())),
        hold=chosen(texts.hold or lines.get("hold_stretch" if stretch else "hold", ())),
        during=during[shift:] + during[:shift],
        how=(*texts.how, *(text for text in (texts.feel, *texts.mistakes) if text)),
        ease=texts.ease,
    )


def _during(
    texts: ExerciseTexts, lines: Mapping[str, tuple[str, ...]], *, stretch: bool, deepen: str
) -> tuple[str, ...]:
    """The short sentences of a hold: breath, the exercise's own, and what suits all of its kind."""
    common = lines.get("during_stretch" if stretch else "during", ())
    deeper = deepen.format(deepen=texts.deepen) if deepen and texts.deepen else ""
    return tuple(dict.fromkeys(text for text in (texts.breath, *texts.during, *common, deeper) if text))
