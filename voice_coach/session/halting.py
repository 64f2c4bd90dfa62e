"""Halting and resuming: shared by pause, stop, a lost device and "it hurts"."""

from __future__ import annotations

from voice_coach.session.actions import PlayMusic
from voice_coach.session.turn import Turn

PAUSED_OVERLAYS = frozenset({"paused", "confirm", "pain", "reentry"})
"""Each owes the journal a "resumed"."""


def halt(turn: Turn) -> None:
    """Silence and the pause cue; the clock stands."""
    turn.silence()
    turn.cue("paused")
    turn.actions.append(PlayMusic(False, turn.now))
    if turn.state.overlay not in PAUSED_OVERLAYS:
        turn.log("paused")
    turn.change(
        overlay="paused",
        overlay_since=turn.now,
        quiet_since=turn.now,
        reminders=0,
        clock=turn.state.clock.halted(turn.now),
    )


def lift(turn: Turn) -> None:
    """Take the overlay off; the clock goes on."""
    if turn.state.overlay is None:
        return
    turn.change(overlay=None, lost_devices=frozenset())
    turn.log("resumed")
    turn.actions.append(PlayMusic(turn.state.music_on, turn.now))
