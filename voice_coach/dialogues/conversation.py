"""Questions to the runner outside a session, on the sample clock: answered any time, even while asked.

What ears hear and keys say arrives through ``post``, as it does in a session. Time is the frames written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from voice_coach.audio.cues import CueSheet
from voice_coach.audio.mixer import Bus, Mixer
from voice_coach.audio.output_stream import BLOCK_FRAMES
from voice_coach.audio.sample_time import to_frames
from voice_coach.audio.writer import Writer
from voice_coach.playing.ducking import Ducking
from voice_coach.playing.engine import Heard, Moment, Said
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.safety.dialog import Reply
from voice_coach.session.events import CommandHeard, Event, KeyUnknown, NearlyHeard, VoiceBegan, VoiceEnded
from voice_coach.session.state import StateName
from voice_coach.speaking.maker import PromptMaker

PATIENCE_SECONDS = 8.0
LONGEST_REST_SECONDS = 900.0
_FADE_FRAMES = to_frames(0.03)
_LONGEST_DUCK_FRAMES = to_frames(3.0)
_CONFIRMED_FRAMES = to_frames(0.4)
"""An unsure command is withdrawn within this time, or stands. Nothing here is so urgent."""
_ANSWERS: dict[str, Reply] = {"yes": "yes", "no": "no", "stop": "stop"}
_RESTS = frozenset({"pause", "easier"})
_AGAIN = frozenset({"repeat", "how", "help", "resume", "ready"})


class Conversation:
    """Speaks on ``output`` and takes answers. ``post`` may be called from any thread, the rest from one."""

    def __init__(
        self,
        output: Writer,
        prompts: PromptMaker,
        *,
        resting: str = "",
        wait_for_room: Callable[[], None] | None = None,
        show: Callable[[str], None] | None = None,
        meaning: Mapping[str, str] | None = None,
    ) -> None:
        """``resting`` is said when the runner asks for a pause; ``show`` prints what is said; ``meaning``
        gives some commands another one's meaning."""
        self._output = output
        self._prompts = prompts
        self._cues = CueSheet.load()
        self._resting = resting
        self._wait_for_room = wait_for_room
        self._show = show
        self._meaning = meaning or {}
        self._mixer = Mixer()
        self._speech_end = 0
        self._ducking = Ducking(self._mixer, lambda frame: frame < self._speech_end)
        self._handle = 0
        self._state: StateName = "confirm"
        self._cut_short = False
        self._inbox: deque[tuple[Event | CommandWithdrawn, bool]] = deque()
        self._unsure: tuple[str, int] | None = None
        self._hearers: list[Callable[[Said], None]] = []

    @property
    def moment(self) -> Moment:
        """Frames played so far, and which answers are listened for."""
        return Moment(self._mixer.position, self._state)

    def post(self, event: Event | CommandWithdrawn, *, heard: Heard | None = None) -> None:
        """Take in what was heard or pressed."""
        self._inbox.append((event, heard is not None and heard.unsure))

    def note(self, event: str, **fields: object) -> None:
        """Nothing is written down before a session."""

    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        """Tell ``hearer`` what is said, until the function returned is called."""
        self._hearers = [*self._hearers, hearer]

        def end() -> None:
            self._hearers = [kept for kept in self._hearers if kept is not hearer]

        return end

    def say(self, *texts: str) -> Reply:
        """Say ``texts``. Only ``stop`` cuts them short."""
        return self._speak(texts, lambda name: name == "stop")

    @property
    def cut_short(self) -> bool:
        """Whether the last question was cut short by its answer."""
        return self._cut_short

    def ask(self, texts: Sequence[str]) -> Reply:
        """Ask, and wait for the answer, a few seconds from the last word on.

        An answer that comes earlier counts: it cuts the question short.
        """
        while True:
            reply = self._ask_once(texts)
            if reply == "rest":
                reply = self._rest()
            if reply != "again":
                return reply

    def _ask_once(self, texts: Sequence[str]) -> Reply | Literal["rest", "again"]:
        self._cut_short = True
        for text in texts:
            for name in self._spoken(text):
                if name in _RESTS or name in _AGAIN:
                    self._hush()
                    return "rest" if name in _RESTS else "again"
                if name in _ANSWERS:
                    self._hush()
                    return _ANSWERS[name]
        self._cut_short = False
        return self._wait_for_answer(PATIENCE_SECONDS)

    def _wait_for_answer(self, seconds: float) -> Reply | Literal["rest", "again"]:
        until = self._mixer.position + to_frames(seconds)
        while self._mixer.position < until:
            for name in self._block():
                if name in _RESTS or name in _AGAIN:
                    return "rest" if name in _RESTS else "again"
                if name in _ANSWERS:
                    return _ANSWERS[name]
        return "nothing"

    def _rest(self) -> Reply | Literal["again"]:
        """The runner wants a moment: wait until they go on or stop."""
        self._cue("paused")
        if self._resting and self.say(self._resting) == "stop":
            return "stop"
        self._state = "paused"
        until = self._mixer.position + to_frames(LONGEST_REST_SECONDS)
        try:
            while self._mixer.position < until:
                for name in self._block():
                    if name == "stop":
                        return "stop"
                    if name not in _RESTS:
                        return "again"
            return "nothing"
        finally:
            self._state = "confirm"

    def _speak(self, texts: Sequence[str], ends: Callable[[str], bool]) -> Reply:
        for text in texts:
            for name in self._spoken(text):
                if ends(name):
                    self._hush()
                    return _ANSWERS[name]
        return "nothing"

    def _spoken(self, text: str) -> Iterator[str]:
        """Say ``text``, block by block; gives the names of commands that come meanwhile."""
        if self._show is not None:
            self._show(text)
        clip = self._prompts.clip(text)
        start = self._mixer.position
        self._speech_end = start + clip.frames
        self._handle = self._mixer.play(clip, start, bus=Bus.SPEECH)
        self._tell(Said(start, text, clip))
        while self._mixer.position < self._speech_end:
            yield from self._block()

    def _hush(self) -> None:
        at = self._mixer.position
        self._mixer.cancel(self._handle, at, _FADE_FRAMES)
        self._speech_end = at
        self._tell(Said(at))

    def _cue(self, name: str) -> None:
        self._mixer.play(self._cues.clip(name), self._mixer.position, bus=Bus.CUE)

    def _block(self) -> list[str]:
        """Play one block; the names of the commands that came by then."""
        if self._wait_for_room is not None:
            self._wait_for_room()
        names = self._surely_heard()
        while self._inbox:
            event, unsure = self._inbox.popleft()
            match event:
                case CommandHeard(command) if unsure:
                    self._unsure = (command.name, self._mixer.position + _CONFIRMED_FRAMES)
                case CommandWithdrawn():
                    self._unsure = None
                case CommandHeard(command):
                    self._cue("heard")
                    names.append(command.name)
                case KeyUnknown():
                    self._cue("not_now")
                case NearlyHeard():
                    self._cue("not_understood")
                case VoiceBegan():
                    now = self._mixer.position
                    self._ducking.duck_coach(now, now + _LONGEST_DUCK_FRAMES)
                case VoiceEnded():
                    self._ducking.restore_coach(self._mixer.position)
                case _:
                    pass
        self._output.write(self._mixer.render(BLOCK_FRAMES))
        return [self._meaning.get(name, name) for name in names]

    def _surely_heard(self) -> list[str]:
        """An unsure command that no one has taken back in time."""
        if self._unsure is None or self._mixer.position < self._unsure[1]:
            return []
        name, _ = self._unsure
        self._unsure = None
        self._cue("heard")
        return [name]

    def _tell(self, said: Said) -> None:
        for hearer in self._hearers:
            hearer(said)
