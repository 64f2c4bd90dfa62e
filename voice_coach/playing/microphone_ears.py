"""Ears on a microphone, in their own thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from voice_coach.listening.microphone_sound import Capturing, microphone_sound
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.playing.ears import Ears, Partner
from voice_coach.session.events import LineWanted

_LOG = logging.getLogger(__name__)
_MOST_FAULTS = 3
_SOUND_SAMPLES = 10 * HEARING_RATE
"""Then a fault counts as the first."""


class MicrophoneEars:
    """Listens from the first ``attend``, queued sound included, until ``close``.

    A fault is noted as `hearing_failed`, and fresh ears take over; if they keep failing, the runner is told
    to use the keyboard.
    """

    def __init__(self, make_ears: Callable[[Partner], Ears], microphone: Capturing) -> None:
        """``make_ears`` is called first and after each fault."""
        self._make_ears = make_ears
        self._microphone = microphone
        self._ears: Ears | None = None
        self._partner: Partner | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ears", daemon=True)

    def attend(self, partner: Partner) -> None:
        """Keeps what was learnt of the room."""
        with self._lock:
            self._partner = partner
            if self._ears is None:
                self._ears = self._make_ears(partner)
            else:
                self._ears.attend(partner)
        if not self._thread.ident:
            self._thread.start()

    def close(self) -> None:
        self._closing.set()
        if self._thread.ident:
            self._thread.join(2.0)

    def wait(self, seconds: float) -> None:
        """Until the ears have given up, at most ``seconds``."""
        self._thread.join(seconds)

    def _run(self) -> None:
        faults, sound_samples = 0, 0
        for samples in microphone_sound(self._microphone, self._closing.is_set):
            sound_samples += len(samples)
            with self._lock:
                why = self._hear(samples)
                if not why:
                    continue
                faults = 1 if sound_samples > _SOUND_SAMPLES else faults + 1
                sound_samples = 0
                assert self._partner is not None
                _LOG.info("hearing failed: %s", why)
                self._partner.note("hearing_failed", why=why)
                if faults == _MOST_FAULTS:
                    self._partner.post(LineWanted("no_microphone"))
                    return
                self._ears = self._make_ears(self._partner)

    def _hear(self, samples: Speech) -> str:
        """Why it failed, or empty."""
        assert self._ears is not None
        try:
            self._ears.hear(samples)
        except Exception as error:  # Whatever went wrong, the session goes on.
            self._ears.close()
            return f"{type(error).__name__}: {error}"
        return ""
