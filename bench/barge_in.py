"""Heard over its own voice: commands obeyed while the coach speaks, and none obeyed that it said itself.

``--words 12 --rounds 10`` makes it thousands of trials, ``--compare`` sets one echo remover against another;
``--hours 10`` plays ten hours of sessions and counts the commands that no one gave.

Real voices from `../shared/voices` (VOICE_COACH_VOICES) where they are present, and flite's, in simulated
rooms (`bench.rooms`). The first pass through a scene tells when the coach would duck, the second is heard
with it ducked.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial

from bench.barge_in_conditions import IN_SILENCE, Condition, heard, total
from bench.barge_in_hearing import (
    LinearRemover,
    NoRemover,
    Score,
    TurnedDownRemover,
    speex_remover,
    webrtc_remover,
)
from bench.barge_in_sessions import Alone, alone
from bench.barge_in_trials import recordings, synthesised
from bench.figures import Figure, report
from voice_coach.errors import MissingPartError

_PHRASES = (
    ("stop", "stop"),
    ("stop session", "stop"),
    ("pause", "pause"),
    ("it hurts", "easier"),
    ("next one", "next"),
    ("skip this", "next"),
    ("go back", "back"),
    ("say that again", "repeat"),
    ("hold longer", "longer"),
    ("switch sides", "switch"),
    ("how long left", "time_left"),
    ("what's next", "whats_next"),
    ("volume up", "louder"),
    ("music off", "music_off"),
)
_OVER_THE_COACH = Condition("over the coach")
_AND_MUSIC = Condition("and music", music=True)
_AT_ALL_LEVELS = Condition("-20 to +6 dB", lowest_db=-20.0, highest_db=6.0)
_BELOW_DB = (-10.0, 0.0, 6.0)
_REMOVERS = (
    Condition("turned down", TurnedDownRemover),
    Condition("filter alone", LinearRemover),
    Condition("speexdsp", speex_remover),
    Condition("webrtc", webrtc_remover),
    Condition("none", NoRemover),
)

Hear = Callable[[Condition], list[Score]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--words", type=int, default=6, help="recordings of each word")
    parser.add_argument("--rounds", type=int, default=1, help="how often each is said, in other rooms")
    parser.add_argument(
        "--hours", type=float, default=0.5, help="hours of sessions for commands that no one gave"
    )
    parser.add_argument("--first-session", type=int, default=0, help="number of the first of these sessions")
    parser.add_argument(
        "--voices", default="auto", help="the coach's, by comma: the first in trials, all in turn in sessions"
    )
    parser.add_argument("--compare", action="store_true", help="one echo remover against another")
    chosen = parser.parse_args()
    saids = recordings(chosen.words) + synthesised([(text, command, "working") for text, command in _PHRASES])
    if not saids:
        parser.exit(
            3, "Neither recordings (VOICE_COACH_VOICES) nor flite are here: there is no one to hear.\n"
        )
    voices = chosen.voices.split(",")
    hear = partial(heard, saids=saids, rounds=chosen.rounds, coach=voices[0])
    by_room = hear(IN_SILENCE)
    silence = total(by_room)
    _print("silence", silence, silence)
    over = _measured(_OVER_THE_COACH, hear, silence)
    music = _measured(_AND_MUSIC, hear, silence)
    _by_level(hear(_AT_ALL_LEVELS), by_room)
    if chosen.compare:
        _compare(hear, silence)
    report("barge_in", _figures(silence, over, music, alone(chosen.hours, voices, chosen.first_session)))


def _measured(condition: Condition, hear: Hear, silence: Score) -> Score:
    score = total(hear(condition))
    _print(condition.name, score, silence)
    return score


def _by_level(scores: Sequence[Score], silence: Sequence[Score]) -> None:
    """Each span of levels beside the same rooms in silence."""
    above_db = _AT_ALL_LEVELS.lowest_db
    for below_db in _BELOW_DB:
        rooms = [room for room in range(len(scores)) if above_db <= _AT_ALL_LEVELS.echo_db(room) < below_db]
        if rooms:
            _print(
                f"{above_db:.0f} to {below_db:.0f} dB",
                total(scores[room] for room in rooms),
                total(silence[room] for room in rooms),
            )
        above_db = below_db


def _figures(silence: Score, over: Score, music: Score, sessions: Alone) -> list[Figure]:
    share = 100 / max(1, silence.obeyed)
    stops = 100 / max(1, silence.stops_obeyed)
    cost = over.milliseconds(over.removal_seconds), over.milliseconds(over.listening_seconds)
    counts = {"said": silence.said, "in silence": silence.obeyed}
    stop_counts = {"said": silence.stops_said, "in silence": silence.stops_obeyed, "over": over.stops_obeyed}
    return [
        Figure("commands over the coach, 0 dB", over.obeyed * share, "%", 90, at_least=True, details=counts),
        Figure(
            "stop over the coach, 0 dB",
            over.stops_obeyed * stops,
            "%",
            95,
            at_least=True,
            details=stop_counts,
        ),
        Figure("with music at -6 dB", music.obeyed * share, "%", 80, at_least=True, details=counts),
        Figure(
            f"the coach's own commands in {sessions.seconds / 3600:.1f} h",
            float(len(sessions.obeyed)),
            "",
            0,
            details={"heard": sessions.obeyed, "ducked by itself, % of its speech": sessions.ducked_percent},
        ),
        Figure(
            "echo removal and listening, of a core", sum(cost) / 10, "%", 12, details={"ms a second": cost}
        ),
    ]


def _compare(hear: Hear, silence: Score) -> None:
    for condition in _REMOVERS:
        try:
            condition.make()
        except (MissingPartError, ImportError) as error:
            print(f"{condition.name}: not here ({error})")
            continue
        _measured(condition, hear, silence)


def _print(name: str, score: Score, silence: Score) -> None:
    share = 100 * score.obeyed / max(1, silence.obeyed)
    print(
        f"{name:16} {score.obeyed:4} of {score.said} obeyed ({share:.0f} % of silence),"
        f" {score.understood} understood, stop {score.stops_obeyed} of {score.stops_said},"
        f" wrong {score.wrong}, unasked {len(score.unasked)};"
        f" removal {score.milliseconds(score.removal_seconds):.0f} ms a second,"
        f" listening {score.milliseconds(score.listening_seconds):.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
