"""The safety screen as a pure machine.

Its player says ``prompts()`` and calls ``answer`` or ``silence`` until there's an ``outcome``. One question
covers everything; its parts are asked only after a yes. Who must not roll and who should ask a clinician:
Bartsch 2021 (consensus of 37 experts).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from voice_coach.routine.wish import Wish
from voice_coach.safety.texts import ScreenTexts

Verdict = Literal["go", "ask", "refuse", "unanswered"]
"""Roll; ask a clinician first; don't roll; no answer: roll after a warning and ask again next time, so a
runner who can't be heard isn't locked out."""
Weight = Literal["refuse", "ask"]

QUESTIONS: Mapping[str, Weight] = {
    "wound": "refuse",
    "clot": "refuse",
    "bone": "refuse",
    "blood": "ask",
    "body": "ask",
    "veins": "ask",
    "pregnancy": "ask",
}
"""As asked; a yes leads to this."""

LEFT_OUT: Mapping[str, tuple[str, ...]] = {"veins": ("calves",), "pregnancy": ("calves", "adductors")}
"""Areas that a yes takes out even if a clinician agrees."""

POSTURES_OUT: Mapping[str, tuple[str, ...]] = {"pregnancy": ("back", "front")}
"""Postures that a yes takes out: in pregnancy, long on the back, and the front."""

CLEARED = "cleared"
"""Has a clinician agreed? Asked after such a yes."""
ANY = "any"
"""Does any of ``QUESTIONS`` apply? Not kept."""
_TIMES_ASKED = 2


@dataclass(frozen=True)
class ScreenResult:
    """``answers`` to keep; ``says`` ends the screen."""

    verdict: Verdict
    left_out: tuple[str, ...]
    answers: Mapping[str, bool]
    says: str
    postures_out: tuple[str, ...] = ()

    def apply(self, wish: Wish) -> Wish:
        """Without what's left out. Raises ``InputError`` if its focus is left out."""
        skip = tuple(dict.fromkeys((*wish.skip, *self.left_out)))
        wish = wish._replace(skip=skip, postures_out=self.postures_out)
        wish.check()
        return wish


class Screen:
    """One pass. ``area_names``: as spoken, by name."""

    def __init__(self, texts: ScreenTexts, area_names: Mapping[str, str]) -> None:
        self._texts = texts
        self._area_names = area_names
        self._answers: dict[str, bool] = {}
        self._any: bool | None = None
        self._hurried = False
        self._asked = 0
        self._silent = False

    @property
    def question(self) -> str | None:
        """The open one's key; ``None`` at the end."""
        if self._silent or any(self._answers.get(key) for key in QUESTIONS if QUESTIONS[key] == "refuse"):
            return None
        if self._any is None:
            return ANY
        for key in QUESTIONS:
            if key not in self._answers:
                return key
        needs_clearing = any(self._answers[key] for key in QUESTIONS)
        return CLEARED if needs_clearing and CLEARED not in self._answers else None

    def prompts(self) -> tuple[str, ...]:
        """What to say now, the open question last."""
        key = self.question
        if key is None:
            return ()
        if key == ANY:
            return (*((self._texts.again,) if self._asked else ()), *self._texts.opening)
        asked = self._texts.cleared if key == CLEARED else self._texts.questions[key]
        if self._asked:
            return (self._texts.again, asked)
        return (asked,) if self._answers else (self._texts.intro, asked)

    def answer(self, yes: bool, *, early: bool = False) -> None:
        """``early``: not heard to its end. Raises ``ValueError`` if no question is open."""
        key = self.question
        if key is None:
            raise ValueError("no question is open")
        if key == ANY:
            self._any = yes
            self._hurried = early and not yes
            if not yes:
                self._answers = dict.fromkeys(QUESTIONS, False)
        else:
            self._answers[key] = yes
        self._asked = 0

    def silence(self) -> None:
        """Ask once more, then end."""
        self._asked += 1
        self._silent = self._asked >= _TIMES_ASKED

    @property
    def outcome(self) -> ScreenResult | None:
        """Set once no question is open."""
        if self.question is not None:
            return None
        if self._silent and any(self._answers.values()):
            return ScreenResult("ask", (), dict(self._answers), self._texts.verdicts["ask"])
        if self._silent:
            return ScreenResult("unanswered", (), dict(self._answers), self._texts.verdicts["unanswered"])
        result = outcome_of(self._answers, self._texts, self._area_names)
        if self._hurried and self._texts.hurried:
            # A no before the list was over may have missed what matters most.
            return replace(result, says=self._texts.hurried)
        return result


def outcome_of(
    answers: Mapping[str, bool], texts: ScreenTexts, area_names: Mapping[str, str]
) -> ScreenResult:
    verdict: Verdict = "go"
    for key, weight in QUESTIONS.items():
        if answers.get(key):
            if weight == "refuse":
                verdict = "refuse"
                break
            verdict = "go" if answers.get(CLEARED) else "ask"
    left_out: dict[str, None] = {}
    for key, areas in LEFT_OUT.items():
        if answers.get(key):
            left_out |= dict.fromkeys(areas)
    if verdict != "go":
        return ScreenResult(verdict, (), dict(answers), texts.verdicts[verdict])
    if not left_out:
        return ScreenResult("go", (), dict(answers), texts.verdicts["go"])
    names = f" {texts.joiner} ".join(area_names.get(area, area) for area in left_out)
    out = tuple(posture for key, postures in POSTURES_OUT.items() if answers.get(key) for posture in postures)
    says = texts.verdicts["go_without"].format(areas=names)
    said = (says, texts.positions) if out else (says,)
    return ScreenResult("go", tuple(left_out), dict(answers), " ".join(filter(None, said)), out)
