"""What a runner can ask for. Names are a contract with journals, JSON and scripts."""

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
"""Answers after which the area is over for today, as after not knowing."""
ROUTINE_ANSWERS: Final = ("warmup", "recovery", "maintenance", "long_run", "desk_break")
"""Answers to the session that's proposed; routines have a hyphen there."""
ANSWERS_BEFORE: Final = (
    *STIFF_AREAS,
    *(f"{side}_{area}" for side in ("left", "right") for area in STIFF_AREAS),
    "nothing",
    *ROUTINE_ANSWERS,
    "minutes",
)
"""What only a question before a session takes: see the states ``areas`` and ``today`` of the phrases."""

PAIN_ENDS_AREA: Final = ("sharp", "numb", "tingling", "shooting", "hot", "swollen", "unsure")
"""``number``: seconds for longer and shorter, one to ten for rate, or ``None``."""

TAKES_SECONDS: Final = frozenset({"longer", "shorter"})
TAKES_VALUE: Final = frozenset({"rate", "minutes"})


def largest_number(name: str) -> int:
    """The largest number that the command ``name`` takes (the least is 1); 0 if it takes none."""
    return 600 if name in TAKES_SECONDS else 10 if name in TAKES_VALUE else 0


@dataclass(frozen=True)
class Command:
    """One understood command. ``number`` is seconds for longer and shorter, one to ten for rate, otherwise
    ``None``."""

    name: str
    number: int | None = None

    def __post_init__(self) -> None:
        if self.name not in COMMAND_NAMES and self.name not in ANSWERS_BEFORE:
            raise ValueError(f"no such command: {self.name}")

    def numbers(self) -> dict[str, int]:
        """The number under the name that journals and JSON give it: ``seconds`` or ``value``."""
        if self.number is None:
            return {}
        return {"value" if self.name in TAKES_VALUE else "seconds": self.number}
