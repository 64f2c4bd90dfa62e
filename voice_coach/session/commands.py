"""What a runner can ask for. Journals, JSON and scripts rely on the names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COMMAND_NAMES: Final = (
    "ready",
    "next",
    "back",
    "repeat",
    "pause",
    "resume",
    "longer",
    "shorter",
    "switch",
    "time_left",
    "whats_next",
    "how",
    "easier",
    "louder",
    "quieter",
    "slower",
    "faster",
    "talk_less",
    "talk_more",
    "music_on",
    "music_off",
    "left",
    "right",
    "rate",
    "yes",
    "no",
    "sharp",
    "numb",
    "tingling",
    "shooting",
    "hot",
    "swollen",
    "strong",
    "unsure",
    "undo",
    "help",
    "stop",
)

STIFF_AREAS: Final = ("glutes", "quads", "it_band", "hamstrings", "calves", "shins", "feet")
ROUTINE_ANSWERS: Final = ("warmup", "recovery", "maintenance", "long_run", "desk_break")
"""Answers to the proposed session; routines' names have hyphens."""
ANSWERS_BEFORE: Final = (
    *STIFF_AREAS,
    *(f"{side}_{area}" for side in ("left", "right") for area in STIFF_AREAS),
    "nothing",
    *ROUTINE_ANSWERS,
    "minutes",
)
"""Only questions before a session take these: states ``areas`` and ``today`` of the phrases."""

PAIN_ENDS_AREA: Final = ("sharp", "numb", "tingling", "shooting", "hot", "swollen", "unsure")
"""Answers after which the area is over for today, not knowing included."""

TAKES_SECONDS: Final = frozenset({"longer", "shorter"})
TAKES_VALUE: Final = frozenset({"rate", "minutes"})


def largest_number(name: str) -> int:
    """The least is 1; 0 if ``name`` takes none."""
    return 600 if name in TAKES_SECONDS else 10 if name in TAKES_VALUE else 0


@dataclass(frozen=True)
class Command:
    """``number``: seconds for longer and shorter, one to ten for rate, else ``None``."""

    name: str
    number: int | None = None

    def __post_init__(self) -> None:
        if self.name not in COMMAND_NAMES and self.name not in ANSWERS_BEFORE:
            raise ValueError(f"no such command: {self.name}")

    def numbers(self) -> dict[str, int]:
        """As journals and JSON name it: ``seconds`` or ``value``."""
        if self.number is None:
            return {}
        return {"value" if self.name in TAKES_VALUE else "seconds": self.number}
