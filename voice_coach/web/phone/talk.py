"""A dialogue outside a session, driven as a visit is: ``render`` gives sound, ``hear`` takes it."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from voice_coach.audio.clip import Samples
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.dialogues.turns import Dialogue, Hear, Heard, Listen, Say, Sound, Step
from voice_coach.listening.recogniser import HEARING_RATE, Speech
from voice_coach.playing.sounds import Cues, Prompts


class Talk:
    """``state`` is shown, and names its buttons. A pressed stop silences what's being said."""

    def __init__(
        self,
        state: str,
        dialogue: Dialogue[None],
        sounds: tuple[Cues, Prompts],
        tell: Callable[[str, str], None],
    ) -> None:
        self._state, self._dialogue = state, dialogue
        self._cues, self._prompts = sounds
        self._tell = tell
        self._sound: Samples = np.zeros(0, np.float32)
        self._rendered = 0
        self._heard_from = 0
        self._left_samples = 0
        self._stopping = False
        self._listening = False
        self._step: Step | None = None
        self.finished = False
        self._go_on()

    def render(self, frames: int) -> Samples:
        """Float32 within full scale; fewer only at the end. Silence while the runner has the word."""
        made: list[Samples] = []
        missing = frames
        while missing and not self.finished:
            if not len(self._sound) and not isinstance(self._step, Hear):
                self._go_on()
                continue
            part = self._sound[:missing] if len(self._sound) else np.zeros(missing, np.float32)
            self._sound = self._sound[missing:]
            self._rendered += len(part)
            missing -= len(part)
            made.append(part)
        return np.ascontiguousarray(np.concatenate(made)) if made else np.zeros(0, np.float32)

    def hear(self, samples: Speech, reached: int) -> None:
        """16 kHz, int16. ``reached``: how many frames had been played at its end; what was heard before the
        last sound was over is the coach."""
        began = reached - len(samples) * SAMPLE_RATE // HEARING_RATE
        if self.finished or not isinstance(self._step, Hear) or began < self._heard_from:
            return
        self._listening = True
        block = samples if self._left_samples > 0 else None
        self._left_samples -= len(samples)
        self._go_on(Heard(block))

    def press(self, name: str, number: int | None = None) -> None:
        """Only stop counts."""
        if name == "stop" and not self.finished:
            self._stopping = True
            self._sound = self._sound[:0]
            self._go_on(Heard(np.zeros(0, np.int16)) if isinstance(self._step, Hear) else None)

    def lost(self, which: str) -> None:
        """Without a microphone there's nothing to do."""
        if which == "microphone":
            self.press("stop")

    def status(self) -> str:
        """JSON for the page: as a visit's, and ``listening``."""
        shown = {"state": self._state, "area": "", "side": "", "position": 0.0}
        return json.dumps({**shown, "listening": self._listening, "finished": self.finished})

    def _go_on(self, answer: Heard | None = None) -> None:
        """To the next step that takes time. A stop is passed on at the next ``Hear``, silently."""
        try:
            while True:
                if self._stopping and answer is not None:
                    self._stopping, answer = False, Heard(answer.block, "stop")
                self._step = self._dialogue.send(answer)
                answer = None
                self._listening = self._listening and isinstance(self._step, Hear)
                match self._step:
                    case Say(text) if not self._stopping:
                        self._tell("said", text)
                        self._sound = self._prompts.clip(text).samples
                        return
                    case Sound(cue) if not self._stopping:
                        self._sound = self._cues.clip(cue).samples
                        return
                    case Listen(seconds):
                        self._heard_from = self._rendered
                        self._left_samples = round(seconds * HEARING_RATE)
                    case Hear() if self._stopping:
                        answer = Heard(np.zeros(0, np.int16))
                    case Hear():
                        return
                    case _:
                        pass
        except StopIteration:
            self.finished = True
