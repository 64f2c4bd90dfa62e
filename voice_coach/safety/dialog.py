"""The safety screen held with a runner: what is said and what is heard go through two functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from voice_coach.safety.screen import Outcome, Screen

Reply = Literal["yes", "no", "stop", "nothing"]
"""What the runner said to a question; ``nothing`` where no answer came in time."""

Say = Callable[[str], None]
Hear = Callable[[], Reply]


def hold_screen(screen: Screen, say: Say, hear: Hear) -> Outcome | None:
    """Ask until the verdict is there, and say it. ``None`` where the runner wants to stop.

    ``say`` returns when its words have been heard, ``hear`` when there is an answer or time is up.
    """
    while screen.question is not None:
        for text in screen.prompts():
            say(text)
        reply = hear()
        if reply == "stop":
            return None
        if reply == "nothing":
            screen.silence()
        else:
            screen.answer(reply == "yes")
    outcome = screen.outcome
    assert outcome is not None
    say(outcome.says)
    return outcome
