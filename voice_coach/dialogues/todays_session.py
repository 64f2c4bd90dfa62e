"""Two questions before a session: will the proposed one do, and what feels stiff?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from voice_coach.dialogues.asking import Chooses
from voice_coach.routine.wish import Wish
from voice_coach.session.commands import ROUTINE_ANSWERS, STIFF_AREAS, Command

Lines = Mapping[str, tuple[str, ...]]
"""The coach's own lines, by key."""
_ANSWERS_TODAY = ("yes", "no", "minutes", *ROUTINE_ANSWERS)
_ANSWERS_AREAS = (
    "nothing",
    *STIFF_AREAS,
    *(f"{side}_{area}" for side in ("left", "right") for area in STIFF_AREAS),
)


class Chosen(NamedTuple):
    """Another ``routine``, or ``minutes``; neither: as proposed."""

    routine: str = ""
    minutes: int | None = None


class Stiff(NamedTuple):
    """``side``: the stiffer, if named."""

    area: str
    side: Literal["", "left", "right"] = ""

    def asked(self, wish: Wish) -> Wish:
        """``wish`` with this area as its focus."""
        return wish._replace(focus=(self.area,), focus_side=self.side)


def proposal_texts(lines: Lines, *, why: str, minutes: str, routine: str, area: str = "") -> tuple[str, ...]:
    """The reason, if any, and the question."""
    key = "today_question_first" if area else "today_question"
    reason = _line(lines, f"today_{why}") if why else ""
    asked = _line(lines, key).format(minutes=minutes, routine=routine, area=area)
    return tuple(filter(None, (reason, asked)))


def ask_whether(texts: tuple[str, ...], lines: Lines, runner: Chooses) -> Chosen | None:
    """Silence takes the proposal. ``None``: no session."""
    answer = runner.choose((*texts, _line(lines, "today_answers")), "today", _ANSWERS_TODAY)
    if answer is not None and answer.name == "no":
        answer = runner.choose((_line(lines, "today_instead"),), "today", _ANSWERS_TODAY)
        if answer is None or answer.name in {"no", "yes"}:
            answer = Command("stop")
    if answer is None or answer.name == "yes":
        return Chosen()
    if answer.name == "stop":
        runner.say(_line(lines, "today_not"))
        return None
    if answer.name == "minutes":
        return Chosen(minutes=answer.number)
    return Chosen(answer.name.replace("_", "-"))


def ask_what_is_stiff(lines: Lines, runner: Chooses) -> Stiff | Literal["nothing", "stop"]:
    answer = runner.choose((_line(lines, "areas_question"),), "areas", _ANSWERS_AREAS)
    if answer is None or answer.name == "nothing":
        return "nothing"
    if answer.name == "stop":
        return "stop"
    for side in ("left", "right"):
        if answer.name.startswith(f"{side}_"):
            return Stiff(answer.name.removeprefix(f"{side}_").replace("_", "-"), side)
    return Stiff(answer.name.replace("_", "-"))


def _line(lines: Lines, key: str) -> str:
    return (*lines.get(key, ()), "")[0]
