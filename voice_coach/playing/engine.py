"""The one loop that joins session, speech, cues and mixer. Live and export are two ends of it.

Time is the number of frames mixed. The engine mixes up to the next thing that happens (a deadline of the
session, an event posted for a frame, the end of the block asked for), lets the session say what is to be
done, and schedules it. So what it renders does not depend on the size of the blocks it is asked for.
"""

from __future__ import annotations

import copy
import heapq
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from voice_coach.audio.bed import Source
from voice_coach.audio.clip import Clip, Samples
from voice_coach.audio.limiter import Limiter
from voice_coach.audio.mixer import Bus, Mixer
from voice_coach.audio.mp3.form import FRAME_SAMPLES
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames, to_seconds
from voice_coach.playing.ducking import Ducking
from voice_coach.playing.journal_order import JournalInOrder
from voice_coach.playing.levelling import session_gain_db
from voice_coach.playing.second_thoughts import CUE, WITHIN_FRAMES, CommandWithdrawn, Seam, SecondThoughts
from voice_coach.playing.sounds import Cues, Prompts
from voice_coach.records.journal import Journal, NoJournal
from voice_coach.routine.plan import Plan
from voice_coach.session.actions import (
    PACE_STEP,
    Action,
    CancelCues,
    CancelSpeech,
    DuckCoach,
    Finish,
    Log,
    PlayCue,
    PlayMusic,
    RestoreCoach,
    Say,
    SetCoachLevel,
)
from voice_coach.session.events import CommandHeard, Event, TimePassed
from voice_coach.session.machine import Session
from voice_coach.session.state import BeforeName, SessionState, StateName
from voice_coach.speaking.rate import DEFAULT_WORDS_PER_MINUTE

SPEECH_FADE_FRAMES = to_frames(0.03)
MUSIC_FADE_OUT_FRAMES = to_frames(1.5)
"""Under the closing chime, so that the music does not break off with it."""


SOUND_GRID_FRAMES = FRAME_SAMPLES
"""Sentences and pacing tones begin with a frame of an MP3, at most 24 ms late, which no one hears: the same
sound is then the same bytes in every file, and need not be encoded again."""

_CUES_THAT_MAY_SOUND = 8


def words_per_minute(pace: int) -> int:
    """Speech rate of a pace step; 0 is usual."""
    return round(DEFAULT_WORDS_PER_MINUTE * (1 + PACE_STEP * pace))


@dataclass(frozen=True)
class Heard:
    """Where a command came from, for the journal: words, place on the sample clock, certainty.

    One that's ``unsure`` is obeyed, and taken back without a trace if a `CommandWithdrawn` follows soon."""

    text: str
    start_frame: int
    end_frame: int
    confidence: float
    source: str
    unsure: bool = False


@dataclass(frozen=True)
class Said:
    """A sentence put on the clock, or, with no ``clip``, the coach cut short at ``frame``."""

    frame: int
    text: str = ""
    clip: Clip | None = None


@dataclass(frozen=True)
class Moment:
    """Where a session is: frames rendered, and the grammar state there."""

    frame: int
    state: StateName | BeforeName


@dataclass(order=True)
class _Posted:
    frame: int
    order: int
    event: Event | CommandWithdrawn = field(compare=False)
    heard: Heard | None = field(compare=False, default=None)


Witness = Callable[[int, Event | CommandWithdrawn, Heard | None], None]


class Sounds:
    """What the session may know of sounds: how long they are."""

    def __init__(self, cues: Cues, prompts: Prompts) -> None:
        self.cues = cues
        self.prompts = prompts

    def speech_frames(self, text: str, pace: int, passage: tuple[str, ...] = ()) -> int:
        return self.prompts.clip(text, words_per_minute(pace), passage).frames

    def cue_frames(self, name: str) -> int:
        return self.cues.clip(name).frames


class Engine:
    """Renders one session of ``plan``.

    ``post``, ``note``, ``moment`` and ``subscribe`` may be used from any thread, everything else from one.
    """

    def __init__(
        self,
        plan: Plan,
        cues: Cues,
        prompts: Prompts,
        *,
        journal: Journal | None = None,
        music: Source | None = None,
        witness: Witness | None = None,
        kept: SessionState | None = None,
    ) -> None:
        """``witness`` gets all that was posted, at the frame at which it happens; ``kept`` is the state
        that a session of ``plan`` goes on from."""
        self._sounds = Sounds(cues, prompts)
        self._session = Session(
            plan,
            rate=SAMPLE_RATE,
            durations=self._sounds,
            has_music=music is not None,
            sound_grid_frames=SOUND_GRID_FRAMES,
            kept=kept,
        )
        self._mixer = Mixer(headroom_db=-session_gain_db(plan, cues))
        self._limiter = Limiter()
        self._journal = JournalInOrder(journal or NoJournal())
        self._ducking = Ducking(self._mixer, self._session.speaks_at)
        self._witness = witness
        self._inbox: deque[_Posted] = deque()
        self._posted: list[_Posted] = []
        self._hearers: list[Callable[[Said], None]] = []
        self._notes: deque[tuple[str, Mapping[str, object]]] = deque()
        self._order = count()
        self._speech_handle: int | None = None
        self._cue_handles: deque[int] = deque(maxlen=_CUES_THAT_MAY_SOUND)
        self._finish_frame: int | None = None
        self._flushed = False
        self._ready: list[Samples] = []
        self._ready_frames = 0
        self._rendered = 0
        self._mixer.set_source(music)
        self._deadline: int | None = None
        self._started = False
        self._mixed: list[Samples] = []
        self._thoughts: SecondThoughts[Engine] | None = None
        self._seam: Seam | None = None
        self._moment = Moment(0, self._session.state_name)

    @property
    def position(self) -> int:
        """Frames rendered so far."""
        return self._rendered

    @property
    def moment(self) -> Moment:
        """Where the session was at the end of the last block. May be read from any thread."""
        return self._moment

    @property
    def finished(self) -> bool:
        """All of the session has been rendered."""
        return self._finish_frame is not None and self._rendered >= self._finish_frame

    @property
    def session(self) -> Session:
        return self._session

    @property
    def expected_seconds(self) -> float:
        """About how long the session will be in all if no one says anything more."""
        return to_seconds(self._session.now) + self._session.forecast_seconds()

    @property
    def state_name(self) -> StateName:
        return self._session.state_name

    def says_ahead(self) -> tuple[Say, ...]:
        """What the session will probably say, in order: to be made before it is needed."""
        return self._session.says_ahead()

    def post(
        self, event: Event | CommandWithdrawn, *, at_frame: int | None = None, heard: Heard | None = None
    ) -> None:
        """Let ``event`` happen at ``at_frame``, or as soon as possible if that is past or not given."""
        self._inbox.append(_Posted(-1 if at_frame is None else at_frame, next(self._order), event, heard))

    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        """Call ``hearer`` with what the coach says from now on; the function returned ends that.

        ``hearer`` is called on the rendering thread and must return at once.
        """
        self._hearers = [*self._hearers, hearer]

        def end() -> None:
            self._hearers = [kept for kept in self._hearers if kept is not hearer]

        return end

    def note(self, event: str, **fields: object) -> None:
        """Write a line of someone else's into the journal, at the frame where it is taken in."""
        self._notes.append((event, fields))

    def render(self, frames: int) -> Samples:
        """The next ``frames`` frames, float32 within full scale; fewer only at the end of the session."""
        if not self._started:
            self._started = True
            self._do(self._handle(self._session.first_event, 0))
        while self._ready_frames < frames and self._mix_on(frames - self._ready_frames):
            pass
        block = np.concatenate(self._ready) if len(self._ready) != 1 else self._ready[0]
        out, rest = block[:frames], block[frames:]
        self._ready = [rest] if rest.shape[0] else []
        self._ready_frames = int(rest.shape[0])
        self._rendered += int(out.shape[0])
        self._moment = Moment(self._rendered, self._session.state_name)
        self._journal.write_until(None if self.finished else self._rendered)
        return out

    def _mix_on(self, frames: int) -> bool:
        """Mix ``frames`` more, all that happens on the way included; ``False`` when there is nothing left to
        mix."""
        if self._is_over():
            flushed, self._flushed = self._flushed, True
            if not flushed:
                self._keep(self._limiter.flush())
            return not flushed
        until = self._mixer.position + frames
        while self._mixer.position < until and not self._is_over():
            self._mix_to_next_event(until)
        self._limit()
        return True

    def _limit(self) -> None:
        """What has been mixed goes through the limiter."""
        frames = sum(piece.shape[0] for piece in self._mixed)
        limited = self._limiter.process(*self._mixed)
        self._mixed.clear()
        if self._seam is not None:
            limited = self._seam.blend(limited, frames)
            self._seam = None if self._seam.over else self._seam
        self._keep(limited)

    def _mix_to_next_event(self, until: int) -> None:
        """Mix to the next event, at most to ``until``, and let it happen."""
        self._take_posts()
        position, deadline = self._mixer.position, self._deadline
        for boundary in (deadline, self._posted[0].frame if self._posted else None, self._finish_frame):
            if boundary is not None:
                until = min(until, max(position, boundary))
        self._mixed.append(self._mixer.render(until - position))
        if self._posted and self._posted[0].frame <= until:
            self._happen(heapq.heappop(self._posted))
        elif deadline is not None and deadline <= until:
            self._do(self._handle(TimePassed(), until))

    def _handle(self, event: Event, now: int) -> tuple[Action, ...]:
        actions = self._session.handle(event, now)
        self._deadline = self._session.next_deadline()  # nothing else moves it: not asked for every block
        return actions

    def _is_over(self) -> bool:
        return self._finish_frame is not None and self._mixer.position >= self._finish_frame

    def _keep(self, samples: Samples) -> None:
        self._ready.append(samples)
        self._ready_frames += int(samples.shape[0])

    def _take_posts(self) -> None:
        while self._notes:
            self._journal.add(self._mixer.position, *self._notes.popleft())
        while self._inbox:
            posted = self._inbox.popleft()
            posted.frame = max(posted.frame, self._mixer.position)
            heapq.heappush(self._posted, posted)

    def _happen(self, posted: _Posted) -> None:
        now, event = posted.frame, posted.event
        if self._witness is not None:
            self._witness(now, event, posted.heard)
        if isinstance(event, CommandWithdrawn):
            self._take_back(event.command, now)
            return
        self._remember(event, now, posted.heard)
        if isinstance(event, CommandHeard) and not self._session.ended:
            heard = posted.heard or Heard(event.command.name, now, now, 1.0, "script")
            fields: dict[str, object] = {
                "command": event.command.name,
                "text": heard.text,
                "start": round(to_seconds(heard.start_frame), 6),
                "end": round(to_seconds(heard.end_frame), 6),
                "confidence": round(heard.confidence, 3),
                "source": heard.source,
            }
            fields |= event.command.numbers()
            self._journal.add(now, "command_heard", fields)
        actions = self._handle(event, now)
        if isinstance(event, CommandHeard):
            audible = [a.at_frame for a in actions if isinstance(a, PlayCue | Say | CancelSpeech)]
            if audible:
                at = to_seconds(min(audible))
                self._journal.add(now, "reaction", {"command": event.command.name, "at": round(at, 6)})
        self._do(actions)
        thoughts = self._thoughts
        if thoughts is not None and thoughts.frame == now:
            left = self._journal.planned_cues(now)
            thoughts.dropped = [planned for planned in thoughts.planned if planned not in left]

    def _remember(self, event: Event, now: int, heard: Heard | None) -> None:
        """Keep what it takes to take ``event`` back, or what came before it."""
        if not isinstance(event, CommandHeard):
            if self._thoughts is not None:
                self._thoughts.since.append((now, event))
            return
        self._thoughts = None
        if heard is not None and heard.unsure and not self._session.ended:
            self._limit()
            planned = self._journal.planned_cues(now)
            self._thoughts = SecondThoughts(event.command.name, now, self._twin(), planned)

    def _twin(self) -> Engine:
        """An engine that goes on from here by itself, and of which no one hears."""
        twin = copy.copy(self)
        twin._session = copy.copy(self._session)
        twin._mixer, twin._limiter = self._mixer.copy(), copy.copy(self._limiter)
        twin._ducking = self._ducking.on(twin._mixer, twin._session.speaks_at)
        twin._journal = JournalInOrder(NoJournal())
        twin._inbox, twin._notes, twin._posted = deque(), deque(), []
        twin._hearers, twin._mixed, twin._ready = [], [], []
        twin._cue_handles = self._cue_handles.copy()
        twin._thoughts = twin._seam = twin._witness = None
        return twin

    def _take_back(self, command: str, now: int) -> None:
        """Go on as if ``command``, obeyed a moment ago, hadn't been heard. Too late, it stays obeyed."""
        thoughts, self._thoughts = self._thoughts, None
        if thoughts is None or thoughts.command != command or now - thoughts.frame > WITHIN_FRAMES:
            return
        self._limit()
        twin = thoughts.twin
        for frame, event in thoughts.since:
            twin.post(event, at_frame=frame)
        while twin._mixer.position < now and twin._mix_on(now - twin._mixer.position):
            pass
        cue = self._sounds.cues.clip(CUE)
        self._seam = Seam(self._mixer, self._limiter, cue, now, self._rendered + self._ready_frames)
        self._session, self._mixer, self._limiter = twin._session, twin._mixer, twin._limiter
        self._ducking, self._deadline, self._finish_frame = twin._ducking, twin._deadline, twin._finish_frame
        self._speech_handle, self._cue_handles = twin._speech_handle, twin._cue_handles
        self._journal.add(now, "taken_back", {"command": command})
        self._journal.add(now, "cue", {"name": CUE})
        kept = [one for one in thoughts.planned if one[0] >= now or one in thoughts.dropped]
        self._journal.follow(twin._journal, [("cue", *one) for one in kept], now)
        speaking = self._session.state.speaking
        if speaking is not None:
            sentence, rate = speaking.sentence, words_per_minute(self._session.state.pace)
            clip = self._sounds.prompts.clip(sentence.text, rate, sentence.passage)
            self._tell(Said(speaking.start_frame, sentence.text, clip))

    def _do(self, actions: tuple[Action, ...]) -> None:
        for action in actions:
            self._do_one(action)

    def _do_one(self, action: Action) -> None:
        mixer = self._mixer
        match action:
            case Say(text, pace, at, passage):
                clip = self._sounds.prompts.clip(text, words_per_minute(pace), passage)
                self._speech_handle = mixer.play(clip, at, bus=Bus.SPEECH)
                self._tell(Said(at, text, clip))
                self._ducking.speech(at, at + clip.frames)
            case PlayCue(name, at):
                self._cue_handles.append(mixer.play(self._sounds.cues.clip(name), at, bus=Bus.CUE))
                self._journal.add(at, "cue", {"name": name})
            case CancelSpeech(at):
                if self._speech_handle is not None:
                    mixer.cancel(self._speech_handle, at, SPEECH_FADE_FRAMES)
                self._tell(Said(at))
                self._ducking.speech_over(at)
            case CancelCues(at):
                for handle in self._cue_handles:
                    mixer.cancel(handle, at, SPEECH_FADE_FRAMES)
                self._cue_handles.clear()
                self._journal.forget_cues_from(at)
            case SetCoachLevel(gain_db, at):
                self._ducking.set_coach_level(gain_db, at)
            case DuckCoach(at, until):
                self._ducking.duck_coach(at, until)
            case RestoreCoach(at):
                speaking = self._session.state.speaking
                self._ducking.restore_coach(at, 0 if speaking is None else speaking.end_frame)
            case PlayMusic(playing, at):
                (mixer.resume_source if playing else mixer.pause_source)(at)
            case Log(event, at, fields):
                self._journal.add(at, event, fields)
            case Finish(at):
                self._finish_frame = at
                fade_frames = min(at - mixer.position, MUSIC_FADE_OUT_FRAMES)
                mixer.pause_source(at - fade_frames, fade_frames)

    def _tell(self, said: Said) -> None:
        for hearer in self._hearers:
            hearer(said)
