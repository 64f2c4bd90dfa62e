"""Which command does what in which state.

Names are functions of ``effects``; the rest gets the "not now" cue. ``docs/architecture.md`` shows this and
``MOVES``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from voice_coach.session.commands import PAIN_ENDS_AREA
from voice_coach.session.state import StateName

_COACH_ITSELF = {
    "louder": "louder",
    "quieter": "quieter",
    "slower": "slower",
    "faster": "faster",
    "talk_less": "talk_less",
    "talk_more": "talk_more",
    "music_on": "music_on",
    "music_off": "music_off",
}
_EVERYWHERE = {
    **_COACH_ITSELF,
    "repeat": "say_again",
    "help": "say_help",
    "undo": "take_back",
    "easier": "ease",
    "stop": "ask_to_end",
}
_ON_THE_WAY = {
    **_EVERYWHERE,
    "next": "go_next",
    "back": "go_back",
    "switch": "switch_sides",
    "left": "only_left",
    "right": "only_right",
    "time_left": "say_time_left",
    "whats_next": "say_whats_next",
    "how": "say_how",
}

TABLE: Mapping[StateName, Mapping[str, str]] = MappingProxyType(
    {
        "setup": {**_ON_THE_WAY, "ready": "begin", "pause": "pause"},
        "working": {
            **_ON_THE_WAY,
            "ready": "begin",
            "pause": "pause",
            "longer": "lengthen",
            "shorter": "shorten",
        },
        "paused": {
            **_ON_THE_WAY,
            "ready": "resume",
            "resume": "resume",
            "longer": "lengthen",
            "shorter": "shorten",
        },
        "confirm": {
            **_EVERYWHERE,
            "yes": "end",
            "no": "keep_paused",
            "pause": "keep_paused",
            "resume": "resume",
        },
        "rating": {
            **_EVERYWHERE,
            "rate": "rate",
            "pause": "pause",
            "next": "leave_question",
            "no": "leave_question",
        },
        "side": {
            **_EVERYWHERE,
            "left": "answer_left",
            "right": "answer_right",
            "pause": "pause",
            "next": "leave_question",
            "no": "leave_question",
        },
        "pain": {
            **_EVERYWHERE,
            "sharp": "pain_sharp",
            "numb": "pain_numb",
            "tingling": "pain_tingling",
            "shooting": "pain_shooting",
            "hot": "pain_hot",
            "swollen": "pain_swollen",
            "unsure": "pain_unsure",
            "next": "pain_unsure",
            "strong": "go_lighter",
            "easier": "say_again",
            "pause": "pause",
        },
        "ended": {},
    }
)

MOVES: tuple[tuple[StateName, str, StateName], ...] = (
    ("setup", "ready, the gap runs out", "working"),
    ("setup", "the next part, next, back, switch, left, right", "setup"),
    ("setup", "switch while both sides work", "side"),
    ("setup", "easier in a step", "pain"),
    ("setup", "pause, easier outside the steps, a device is lost", "paused"),
    ("setup", "stop", "confirm"),
    ("setup", "all steps are done", "rating"),
    ("setup", "goodbye is said", "ended"),
    ("working", "the next part, ready", "working"),
    ("working", "the step is over, next, back, switch, left, right", "setup"),
    ("working", "switch while both sides work", "side"),
    ("working", "easier", "pain"),
    ("working", "pause, a device is lost", "paused"),
    ("working", "stop", "confirm"),
    ("paused", "resume, ready, the device is back", "working"),
    ("paused", "resume, ready, the device is back, next, back, switch, left, right", "setup"),
    ("paused", "resume, ready, the device is back", "rating"),
    ("paused", "resume, ready, the device is back", "side"),
    ("paused", "easier in a step, resume while the question is open", "pain"),
    ("paused", "stop", "confirm"),
    ("paused", "a quarter of an hour", "ended"),
    ("confirm", "no, pause, easier outside the steps, ten silent seconds", "paused"),
    ("confirm", "resume", "working"),
    ("confirm", "resume", "setup"),
    ("confirm", "resume", "rating"),
    ("confirm", "resume", "side"),
    ("confirm", "easier in a step, resume while the question is open", "pain"),
    ("confirm", "yes", "ended"),
    ("rating", "one to ten", "side"),
    ("rating", "next, no, no answer, one to ten where no side is worked alone", "setup"),
    ("rating", "pause, easier, a device is lost", "paused"),
    ("rating", "stop", "confirm"),
    ("side", "left, right, next, no, no answer", "working"),
    ("side", "the same", "setup"),
    ("side", "easier in a step", "pain"),
    ("side", "pause, easier after the steps, a device is lost", "paused"),
    ("side", "stop", "confirm"),
    ("pain", "every answer, next, no answer", "setup"),
    ("pain", "pause, a device is lost", "paused"),
    ("pain", "stop", "confirm"),
    ("ended", "the last words are said", "ended"),
)
"""From, why, to; also within a state. Undo leads to any earlier state."""

NOT_UNDOABLE = frozenset(
    {"repeat", "time_left", "whats_next", "how", "help", "undo", "resume", "yes", "no"}
) | frozenset({*PAIN_ENDS_AREA, "strong"})
"""They change nothing."""

SETTINGS_ONLY = frozenset(
    {"louder", "quieter", "slower", "faster", "talk_less", "talk_more", "music_on", "music_off"}
)
"""About the coach: undoing them leaves the session's time alone."""


def effect_of(state: StateName, command: str) -> str | None:
    """``None`` if it makes no sense."""
    return TABLE[state].get(command)
