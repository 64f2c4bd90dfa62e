"""Questions outside a session, on the sample clock, answerable even while asked.

Ears and keys use ``post``. Time is the frames written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal

from voice_coach.audio.cues import CueSheet
from voice_coach.audio.mixer import Bus, Mixer
from voice_coach.audio.output_stream import BLOCK_FRAMES
from voice_coach.audio.sample_time import to_frames
from voice_coach.audio.writer import Writer
from voice_coach.playing.ducking import Ducking
from voice_coach.playing.moments import Heard, Moment, Said
from voice_coach.playing.second_thoughts import CommandWithdrawn
from voice_coach.safety.dialog import Reply
from voice_coach.session.commands import Command
from voice_coach.session.events import (
    CommandHeard,
    Event,
    KeyUnknown,
    NearlyHeard,
    OthersHeard,
    VoiceBegan,
    VoiceEnded,
)
from voice_coach.session.state import BeforeName, StateName
from voice_coach.speaking.maker import PromptMaker

PATIENCE_SECONDS = 8.0
LONGEST_REST_SECONDS = 900.0
_FADE_FRAMES = to_frames(0.03)
_LONGEST_DUCK_FRAMES = to_frames(3.0)
_CONFIRMED_FRAMES = to_frames(0.4)
"""An unsure command is withdrawn by then, or stands."""
_REPLIES: dict[str, Reply] = {"yes": "yes", "no": "no", "stop": "stop"}
_STOP = Command("stop")
_Otherwise = Literal["rest", "again", "nothing"]
_RESTS = frozenset({"pause", "easier"})
_AGAIN = frozenset({"repeat", "how", "help", "resume", "ready"})


class Conversation:
    """Speaks on ``output``. Only ``post`` is thread-safe."""

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
        """``resting`` answers a pause; ``show`` prints what's said; ``meaning`` gives some commands another's
        meaning.
        """
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
        self._state: StateName | BeforeName = "confirm"
        self._asks_in: StateName | BeforeName = "confirm"
        self._cut_short = False
        self._inbox: deque[tuple[Event | CommandWithdrawn, bool]] = deque()
        self._unsure: tuple[Command, int] | None = None
        self._hearers: list[Callable[[Said], None]] = []

    @property
    def moment(self) -> Moment:
        """Frames played, and the answers listened for."""
        return Moment(self._mixer.position, self._state)

    def post(self, event: Event | CommandWithdrawn, *, heard: Heard | None = None) -> None:
        """Take in what was heard or pressed."""
        self._inbox.append((event, heard is not None and heard.unsure))

    def note(self, event: str, **fields: object) -> None:
        """Nothing is written before a session."""

    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        """Tell ``hearer`` what's said, until the returned function is called."""
        self._hearers = [*self._hearers, hearer]

        def end() -> None:
            self._hearers = [kept for kept in self._hearers if kept is not hearer]

        return end

    def say(self, *texts: str) -> Reply:
        """Only ``stop`` cuts it short."""
        for text in texts:
            for command in self._spoken(text):
                if command.name == "stop":
                    self._hush()
                    return "stop"
        return "nothing"

    @property
    def cut_short(self) -> bool:
        return self._cut_short

    def ask(self, texts: Sequence[str]) -> Reply:
        """Wait for yes or no, a few seconds from the last word. An early answer cuts the question short."""
        found = self.choose(texts, "confirm", ("yes", "no"))
        return "nothing" if found is None else _REPLIES[found.name]

    def choose(
        self, texts: Sequence[str], state: StateName | BeforeName, answers: Collection[str]
    ) -> Command | None:
        """As ``ask``, for ``answers`` of the grammar's ``state``, and ``stop``. ``None``: none in time."""
        counts = {*answers, "stop"}
        self._state = self._asks_in = state
        try:
            while True:
                reply = self._ask_once(texts, counts)
                if reply == "rest":
                    reply = self._rest()
                if reply != "again":
                    return reply if isinstance(reply, Command) else None
        finally:
            self._state = self._asks_in = "confirm"

    def _ask_once(self, texts: Sequence[str], counts: Collection[str]) -> Command | _Otherwise:
        self._cut_short = True
        for text in texts:
            for command in self._spoken(text):
                reply = _reply_of(command, counts)
                if reply is not None:
                    self._hush()
                    return reply
        self._cut_short = False
        return self._wait_for_answer(PATIENCE_SECONDS, counts)

    def _wait_for_answer(self, seconds: float, counts: Collection[str]) -> Command | _Otherwise:
        until = self._mixer.position + to_frames(seconds)
        while self._mixer.position < until:
            for command in self._block():
                reply = _reply_of(command, counts)
                if reply is not None:
                    return reply
        return "nothing"

    def _rest(self) -> Command | _Otherwise:
        """Wait until the runner goes on or stops."""
        self._cue("paused")
        if self._resting and self.say(self._resting) == "stop":
            return _STOP
        self._state = "paused"
        until = self._mixer.position + to_frames(LONGEST_REST_SECONDS)
        try:
            while self._mixer.position < until:
                for command in self._block():
                    if command.name == "stop":
                        return _STOP
                    if command.name not in _RESTS:
                        return "again"
            return "nothing"
        finally:
            self._state = self._asks_in

    def _spoken(self, text: str) -> Iterator[Command]:
        """Say it block by block; yields commands that come meanwhile."""
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

    def _block(self) -> list[Command]:
        """Play a block; the commands by then."""
        if self._wait_for_room is not None:
            self._wait_for_room()
        came = self._surely_heard()
        while self._inbox:
            event, unsure = self._inbox.popleft()
            match event:
                case CommandHeard(command) if unsure:
                    self._unsure = (command, self._mixer.position + _CONFIRMED_FRAMES)
                case CommandWithdrawn():
                    self._unsure = None
                case CommandHeard(command):
                    self._cue("heard")
                    came.append(command)
                case KeyUnknown() | OthersHeard():
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
        return [Command(self._meaning[one.name]) if one.name in self._meaning else one for one in came]

    def _surely_heard(self) -> list[Command]:
        """Unsure commands not taken back in time."""
        if self._unsure is None or self._mixer.position < self._unsure[1]:
            return []
        command, _ = self._unsure
        self._unsure = None
        self._cue("heard")
        return [command]

    def _tell(self, said: Said) -> None:
        for hearer in self._hearers:
            hearer(said)


def _reply_of(command: Command, counts: Collection[str]) -> Command | _Otherwise | None:
    """What ``command`` does while answers in ``counts`` are awaited."""
    if command.name in counts:
        return command
    return "rest" if command.name in _RESTS else "again" if command.name in _AGAIN else None
