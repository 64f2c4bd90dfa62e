"""``--control PATH``: the live channel of a session, or none."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from voice_coach import __version__
from voice_coach.audio.sample_time import to_seconds
from voice_coach.cli.live_desktop import LiveDesktop
from voice_coach.control.channel import ControlChannel
from voice_coach.playing.ears import Partner
from voice_coach.playing.moments import Heard
from voice_coach.records.journal import Journal, NoJournal
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard


class LiveChannel:
    """At ``path`` until ``stack`` is left; ``None``: no channel. ``journal`` reaches its clients. Raises as
    ``ControlChannel``.
    """

    def __init__(self, path: Path | None, stack: ExitStack) -> None:
        self._channel = None if path is None else ControlChannel(path, __version__)
        if self._channel is not None:
            stack.callback(self._channel.close)
        self.journal: Journal = self._channel or NoJournal()
        self.desktop: LiveDesktop | None = None
        """What else may steer the session."""

    @property
    def is_open(self) -> bool:
        """Whether clients may steer."""
        return self._channel is not None

    def attend(self, partner: Partner) -> None:
        """Hand clients' commands to ``partner``."""
        if self._channel is None:
            return

        def obey(command: Command) -> None:
            now = partner.moment.frame
            partner.post(CommandHeard(command), heard=Heard(command.name, now, now, 1.0, "control"))

        def whereabouts() -> tuple[float, str]:
            moment = partner.moment
            return round(to_seconds(moment.frame), 6), moment.state

        self._channel.attend(obey, whereabouts)
