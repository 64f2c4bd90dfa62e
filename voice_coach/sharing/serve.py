"""Sharing: a secret address, a server, and its end after an idle while."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType

from voice_coach.sharing.activity import Activity
from voice_coach.sharing.episode import Episode
from voice_coach.sharing.network import address_of, listen, new_token
from voice_coach.sharing.server import Server
from voice_coach.sharing.site import site_of
from voice_coach.sharing.web_app import WebApp


class Sharing:
    """Serves ``episodes`` while ``run`` runs. A context manager.

    ``address`` is the page's, secret included; ``site`` is what's served.
    """

    def __init__(
        self,
        episodes: Sequence[Episode],
        *,
        bind: str,
        shown: str,
        port: int | None = None,
        first_choice: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Listen on ``bind`` at ``port``; if None, at ``first_choice`` or any free one. ``address`` shows
        ``shown``.

        Raises InputError.
        """
        listening = listen(bind, port, first_choice)
        try:
            token = new_token()
            self.address = address_of(shown, int(listening.getsockname()[1]), token)
            self._activity = Activity(clock)
            self.site = site_of(episodes, self.address)
            app = WebApp(token, self.site, self._activity)
            self._server = Server(app, listening, clock)
        except BaseException:
            listening.close()
            raise
        self._ended = False

    def __enter__(self) -> Sharing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    @property
    def idle_seconds(self) -> float:
        """Since the last request or byte sent to a visitor who knows the address."""
        return self._activity.idle_seconds

    def run(self, most_idle_seconds: float) -> None:
        """Answer until idle for ``most_idle_seconds``, or until ``end``."""
        self._server.run(lambda: self._ended or self.idle_seconds >= most_idle_seconds)

    def end(self) -> None:
        """Make ``run`` return. From any thread."""
        self._ended = True
        self._server.look_up()
