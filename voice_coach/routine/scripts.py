"""A step's words: the exercise's or the coach's, variants chosen."""

from __future__ import annotations

import zlib
from collections.abc import Container, Mapping

from voice_coach.routine.model import Exercise, ExerciseTexts
from voice_coach.routine.plan import Script
from voice_coach.routine.variants import least_used

STRETCH = "none"
"""A stretch's tool."""


def opening_keys(tool: str) -> Mapping[str, str]:
    """The coach's lines that open a part with ``tool``, unless the exercise has its own: key by part."""
    return {
        "sweep": f"sweep_{tool}",
        "search": "search",
        "hold": "hold_stretch" if tool == STRETCH else "hold",
    }


class Scripts:
    """``lines``: the coach's; ``seed``: where variants begin; none repeats before all have come. ``heard``:
    last session's ``wording_id``s, which come last."""

    def __init__(self, lines: Mapping[str, tuple[str, ...]], seed: int, heard: Container[str] = ()) -> None:
        self._lines = lines
        self._seed = seed
        self._heard = heard
        self._uses: dict[str, int] = {}

    def script(self, exercise: Exercise, texts: ExerciseTexts, salt: str) -> Script:
        """For one side; ``salt`` is the same for both."""
        lines, keys = self._lines, opening_keys(exercise.tool)
        stretch = exercise.tool == STRETCH
        where = () if stretch and exercise.kind != "move" else texts.where
        return Script(
            area=texts.area,
            where=where,
            position=texts.position,
            reminder=texts.reminder,
            sweep=self._chosen(texts.sweep or lines.get(keys["sweep"], ())),
            search=self._chosen(texts.search or lines.get(keys["search"], ())),
            hold=self._chosen(texts.hold or lines.get(keys["hold"], ())),
            during=self._during(texts, salt, stretch=stretch),
            how=texts.how,
            ease=texts.ease,
            range=texts.range,
            turn=texts.turn,
            keep_off=tuple(lines.get(f"place_{place}", (place,))[0] for place in exercise.keep_off),
            moving=tuple(
                dict.fromkeys(
                    text
                    for text in (*texts.moving, texts.feel, *texts.mistakes, *lines.get("moving", ()))
                    if text
                )
            ),
        )

    def _chosen(self, variants: tuple[str, ...]) -> str:
        text = least_used(variants, self._uses, self._seed, self._heard) if variants else ""
        self._uses[text] = self._uses.get(text, 0) + 1
        return text

    def _during(self, texts: ExerciseTexts, salt: str, *, stretch: bool) -> tuple[str, ...]:
        """A hold's short sentences: breath, the exercise's, its kind's."""
        common = self._lines.get("during_stretch" if stretch else "during", ())
        deepen = self._lines.get("deepen", ())
        deeper = ""
        if deepen and texts.deepen:
            deeper = deepen[zlib.crc32(f"{self._seed} {salt}".encode()) % len(deepen)]
            deeper = deeper.format(deepen=texts.deepen)
        return tuple(dict.fromkeys(text for text in (texts.breath, *texts.during, *common, deeper) if text))
