"""Every line that the shipped routines can speak, at every level and with every tool."""

from __future__ import annotations

from voice_coach.errors import InputError
from voice_coach.playing.spoken_lines import ALL_LEVELS, spoken_lines
from voice_coach.routine.library import Library
from voice_coach.routine.loader import load_plan

_TOOLS = (None, ("roller",), ("ball",), ("stick",), ("gun",))


def product_lines(language: str) -> list[str]:
    """Each once, in a fixed order."""
    library = Library(language)
    found: dict[str, None] = {}
    for routine in sorted(library.routine_files()):
        for tools in _TOOLS:
            try:
                plan = load_plan(routine, language=language, tools=tools)
            except InputError:
                continue  # nothing in it can be done with this tool
            found |= dict.fromkeys(line.text for line in spoken_lines(plan, library, ALL_LEVELS))
    return list(found)
