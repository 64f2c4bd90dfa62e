"""``--others`` and ``--media-keys``: the coach among a desktop's other players."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack

from voice_coach.audio.sample_time import SAMPLE_RATE, to_seconds
from voice_coach.content import own_folder
from voice_coach.desktop.bus import Bus
from voice_coach.desktop.manner import Manner
from voice_coach.desktop.media_player import MediaPlayer, Showing
from voice_coach.desktop.others import Others
from voice_coach.errors import MissingPartError
from voice_coach.playing.engine import Engine
from voice_coach.playing.moments import Heard, Said
from voice_coach.routine.plan import Plan
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard

_LOG = logging.getLogger(__name__)
_HEARD_LATER_SECONDS = 0.3
"""From rendering to the ear."""


class LiveDesktop:
    """Until ``stack`` is left, others give way (``manner``) and media keys steer.

    ``keys`` ``None``: if possible here. Raises MissingPartError for an impossible request.
    """

    def __init__(self, manner: Manner, keys: bool | None, stack: ExitStack) -> None:
        self._stack = stack
        self._others: Others | None = None
        if manner != "leave":
            self._others = Others(manner, own_folder() / "others.json")
            stack.callback(self._others.close)
        self._needs_keys = bool(keys)
        self._bus = None if keys is False else _bus(needed=self._needs_keys)
        if self._bus is not None:
            stack.callback(self._bus.close)
        self._player: MediaPlayer | None = None

    def attend(self, engine: Engine, plan: Plan) -> None:
        """Follow ``engine``'s session from now on."""
        others = self._others
        if others is not None:

            def said(one: Said) -> None:
                clip_frames = 0 if one.clip is None else one.clip.frames
                frames = one.frame + clip_frames - engine.position
                others.speaks(frames / SAMPLE_RATE + _HEARD_LATER_SECONDS)

            self._stack.callback(engine.subscribe(said))
        if self._bus is not None:
            length = engine.expected_seconds

            def ask(name: str) -> None:
                now = engine.moment.frame
                engine.post(CommandHeard(Command(name)), heard=Heard(name, now, now, 1.0, "media-key"))

            self._show(self._bus, lambda: _showing(engine, plan, length), ask)

    def _show(self, bus: Bus, showing: Callable[[], Showing], ask: Callable[[str], None]) -> None:
        try:
            self._player = MediaPlayer(bus, showing, ask)
        except Exception as error:  # A bus can fail in many ways.
            if self._needs_keys:
                raise MissingPartError(
                    "The session bus doesn't take the coach as a player.",
                    hint="Leave out --media-keys.",
                    code="session-bus",
                ) from error
            _LOG.info("no media keys: %r", error)
        else:
            self._stack.callback(self._player.close)

    def __call__(self, engine: Engine) -> None:
        """A block was played."""
        if self._player is not None:
            self._player.tell()


def _showing(engine: Engine, plan: Plan, length_seconds: float) -> Showing:
    moment, step = engine.moment, engine.session.present_step
    title = plan.title
    if step is not None:
        area = step.script.area[:1].upper() + step.script.area[1:]
        title = area if step.side == "both" else f"{area}, {plan.lines[step.side][0]}"
    return Showing(
        title, plan.title, engine.session.state.step, moment.state, to_seconds(moment.frame), length_seconds
    )


def _bus(*, needed: bool) -> Bus | None:
    try:
        return Bus()
    except MissingPartError as error:
        if needed:
            raise
        _LOG.info("no media keys: %s", error.message)
        return None
