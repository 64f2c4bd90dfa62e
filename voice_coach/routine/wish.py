"""A runner's wish for today."""

from __future__ import annotations

from typing import Literal, NamedTuple

from voice_coach.errors import InputError

SideWish = Literal["both", "left", "right", "worse-left", "worse-right"]
SIDE_WISHES: tuple[SideWish, ...] = ("both", "left", "right", "worse-left", "worse-right")

SHORTEST_HOLD_SECONDS = 20.0
LONGEST_HOLD_SECONDS = 60.0
"""On one spot (timing model)."""
LONGEST_MINUTES = 180.0


class Wish(NamedTuple):
    """Defaults leave the routine as it is.

    ``focus`` areas get the most, ``focus_side`` is stiffer; ``side``: one alone, or the worse first and half
    as long again; ``hold_seconds``: a spot; ``lighter``: the least, they hurt last time; ``postures_out``:
    ``body.POSTURES`` to avoid; ``stretch``: after each rolled area, or never (``None``: the routine's).
    """

    minutes: float | None = None
    focus: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    side: SideWish = "both"
    hold_seconds: float | None = None
    lighter: tuple[str, ...] = ()
    postures_out: tuple[str, ...] = ()
    stretch: bool | None = None
    focus_side: Literal["", "left", "right"] = ""
    first: tuple[str, ...] = ()

    def options(self) -> str:
        """The same as command-line options."""
        said = [
            f"--minutes {self.minutes:g}" if self.minutes is not None else "",
            f"--focus {','.join(self.focus)}" if self.focus else "",
            f"--skip {','.join(self.skip)}" if self.skip else "",
            f"--side {self.side}" if self.side != "both" else "",
            f"--hold {self.hold_seconds:g}" if self.hold_seconds is not None else "",
            "" if self.stretch is None else "--stretch" if self.stretch else "--no-stretch",
        ]
        return " ".join(option for option in said if option)

    def check(self) -> None:
        """Raises ``InputError`` (``bad-wish``) for what no routine could do."""
        if self.minutes is not None and not 0 < self.minutes <= LONGEST_MINUTES:
            raise _bad(f"{self.minutes:g} minutes can't be planned.", "Ask for 1 to 180 minutes.")
        hold = self.hold_seconds
        if hold is not None and not SHORTEST_HOLD_SECONDS <= hold <= LONGEST_HOLD_SECONDS:
            raise _bad(f"A spot can't be held for {hold:g} s.", "Ask for 20 to 60 s; 20 to 30 s is usual.")
        if self.side not in SIDE_WISHES:
            raise _bad(f"There is no side {self.side!r}.", f"Sides are {', '.join(SIDE_WISHES)}.")
        for area in self.focus:
            if area in self.skip:
                raise _bad(f"{area} can't be both the focus and skipped.", "Choose one of them.")


ANYTHING = Wish()


def _bad(problem: str, hint: str) -> InputError:
    return InputError(problem, hint=hint, code="bad-wish")
