"""The safety questions by voice or button; the rules are ``safety.screen``'s."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.sample_time import to_frames
from voice_coach.playing.moments import Heard, Moment, Said
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.playing.sounds import Prompts
from voice_coach.safety.screen import ANY, Screen, ScreenResult
from voice_coach.session.events import CommandHeard, Event
from voice_coach.session.state import StateName

STATE: StateName = "confirm"
"""Grammar for answers, state for buttons."""
ANSWER_FRAMES = to_frames(8.0)
SURE_FRAMES = to_frames(1.0)
"""Then an unsure command counts."""
_REPLIES = ("yes", "no", "stop")


class Screening:
    """``outcome``: once the verdict was said; ``stopped``: the runner wants to stop.

    Answers cut questions short, except the opening one, whose end may apply.
    """

    def __init__(self, screen: Screen, prompts: Prompts, words: str, first: tuple[str, ...] = ()) -> None:
        """``words`` follow a verdict that allows the session; ``first`` comes first."""
        self._screen, self._prompts = screen, prompts
        self._words, self._first = words, first
        self._position = 0
        self._speaking: deque[tuple[str, Clip]] = deque()
        self._spoken_frames = 0
        self._waited_frames = 0
        self._early: str | None = None
        self._unsure: tuple[str, int] | None = None
        self._verdict: ScreenResult | None = None
        self._hearers: list[Callable[[Said], None]] = []
        self.stopped = False
        self._ask()

    @property
    def outcome(self) -> ScreenResult | None:
        return None if self._speaking else self._verdict

    @property
    def over(self) -> bool:
        return self.stopped or self.outcome is not None

    @property
    def moment(self) -> Moment:
        """See ``ears.Partner``."""
        return Moment(self._position, "ended" if self.over else STATE)

    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        self._hearers = [*self._hearers, hearer]

        def end() -> None:
            self._hearers = [kept for kept in self._hearers if kept is not hearer]

        return end

    def note(self, event: str, **fields: object) -> None:
        """Nothing is written before a session."""

    def post(self, event: Event | CommandWithdrawn, *, heard: Heard | None = None) -> None:
        if isinstance(event, CommandWithdrawn):
            self._unsure = None
        elif isinstance(event, CommandHeard):
            if heard is not None and heard.unsure:
                self._unsure = (event.command.name, self._position + SURE_FRAMES)
            else:
                self.answer(event.command.name)

    def answer(self, command: str) -> None:
        """Yes, no or stop."""
        if self.over or command not in _REPLIES:
            return
        if command == "stop":
            self.stopped = True
        elif self._verdict is None:
            self._early = command
            if not self._speaking or self._screen.question != ANY:
                self._take()

    def render(self, frames: int) -> Samples:
        """Fewer frames only at the end."""
        made: list[Samples] = []
        missing = frames
        while missing and not self.over:
            part = self._next(missing)
            self._position += len(part)
            made.append(part)
            missing -= len(part)
            self._settle()
        return np.concatenate(made) if made else np.zeros(0, np.float32)

    def _next(self, most: int) -> Samples:
        """Speech or silence."""
        if not self._speaking:
            part = np.zeros(min(most, ANSWER_FRAMES - self._waited_frames), np.float32)
            self._waited_frames += len(part)
            return part
        text, clip = self._speaking[0]
        if self._spoken_frames == 0:
            self._tell(Said(self._position, text, clip))
        part = clip.samples[self._spoken_frames : self._spoken_frames + most]
        self._spoken_frames += len(part)
        if self._spoken_frames >= clip.frames:
            self._speaking.popleft()
            self._spoken_frames = 0
        return part

    def _settle(self) -> None:
        if self._unsure is not None and self._position >= self._unsure[1]:
            name, _ = self._unsure
            self._unsure = None
            self.answer(name)
        if self._verdict is None and not self._speaking and not self.stopped:
            if self._early is not None:
                self._take()
            elif self._waited_frames >= ANSWER_FRAMES:
                self._screen.silence()
                self._ask()

    def _take(self) -> None:
        if self._speaking:
            self._tell(Said(self._position))
        reply, self._early = self._early, None
        self._screen.answer(reply == "yes")
        self._ask()

    def _ask(self) -> None:
        self._waited_frames, self._spoken_frames, self._early = 0, 0, None
        self._verdict = self._screen.outcome
        if self._verdict is None:
            texts = (*self._first, *self._screen.prompts())
            self._first = ()
        else:
            texts = (self._verdict.says, *((self._words,) if self._verdict.verdict == "go" else ()))
        clips = ((text, self._prompts.clip(text)) for text in texts)
        self._speaking = deque((text, clip) for text, clip in clips if clip.frames)

    def _tell(self, said: Said) -> None:
        for hearer in self._hearers:
            hearer(said)
