"""The loop that joins session, speech, cues and mixer, live and for files.

Time is the number of frames mixed. The engine mixes up to the session's next deadline, the next posted event
or the end of the block, lets the session decide, and schedules the result: block sizes don't matter.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from voice_coach.audio.bed import Source
from voice_coach.audio.clip import Samples
from voice_coach.audio.limiter import Limiter
from voice_coach.audio.mixer import Mixer
from voice_coach.audio.sample_time import SAMPLE_RATE, to_seconds
from voice_coach.playing.inbox import Inbox, Posted
from voice_coach.playing.journal_order import JournalInOrder
from voice_coach.playing.levelling import session_gain_db
from voice_coach.playing.moments import Heard, Moment, Said
from voice_coach.playing.outlet import Outlet
from voice_coach.playing.second_thoughts import CUE, WITHIN_FRAMES, CommandWithdrawn, Seam, SecondThoughts
from voice_coach.playing.sounds import SOUND_GRID_FRAMES, Cues, Prompts, Sounds
from voice_coach.playing.stage import Stage
from voice_coach.records.journal import Journal, NoJournal
from voice_coach.routine.plan import Plan
from voice_coach.session.actions import Action, CancelSpeech, PlayCue, Say
from voice_coach.session.events import CommandHeard, Event, TimePassed
from voice_coach.session.machine import Session
from voice_coach.session.state import SessionState, StateName

Witness = Callable[[int, Event | CommandWithdrawn, Heard | None], None]


class Engine:
    """Renders a session of ``plan``.

    ``post``, ``note``, ``moment`` and ``subscribe`` are thread-safe; the rest is for one thread.
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
        """``witness`` gets every event at its frame; ``kept`` is the state of a session of ``plan`` to
        resume.
        """
        self._sounds = Sounds(cues, prompts)
        self._session = Session(
            plan,
            rate=SAMPLE_RATE,
            durations=self._sounds,
            has_music=music is not None,
            sound_grid_frames=SOUND_GRID_FRAMES,
            kept=kept,
        )
        mixer = Mixer(headroom_db=-session_gain_db(plan, cues))
        mixer.set_source(music)
        self._journal = JournalInOrder(journal or NoJournal())
        self._stage = Stage(self._session, self._sounds, mixer, self._journal)
        self._outlet = Outlet(Limiter())
        self._inbox = Inbox()
        self._witness = witness
        self._rendered = 0
        self._deadline: int | None = None
        self._started = False
        self._thoughts: SecondThoughts[Engine] | None = None
        self._moment = Moment(0, self._session.state_name)

    @property
    def position(self) -> int:
        return self._rendered

    @property
    def moment(self) -> Moment:
        """At the end of the last block. Thread-safe."""
        return self._moment

    @property
    def finished(self) -> bool:
        finish_frame = self._stage.finish_frame
        return finish_frame is not None and self._rendered >= finish_frame

    @property
    def session(self) -> Session:
        return self._session

    @property
    def expected_seconds(self) -> float:
        """About how long the unattended session will be."""
        return to_seconds(self._session.now) + self._session.forecast_seconds()

    @property
    def state_name(self) -> StateName:
        return self._session.state_name

    def says_ahead(self) -> tuple[Say, ...]:
        """What it will probably say, in order, so clips can be made early."""
        return self._session.says_ahead()

    def post(
        self, event: Event | CommandWithdrawn, *, at_frame: int | None = None, heard: Heard | None = None
    ) -> None:
        """At ``at_frame``, or as soon as possible."""
        self._inbox.post(event, at_frame, heard)

    def subscribe(self, hearer: Callable[[Said], None]) -> Callable[[], None]:
        """Call ``hearer`` with what the coach says, until the returned function is called.

        It runs on the rendering thread and must return at once.
        """
        return self._stage.subscribe(hearer)

    def note(self, event: str, **fields: object) -> None:
        """Journal someone else's line, at the frame where it's taken in."""
        self._inbox.note(event, fields)

    def render(self, frames: int) -> Samples:
        """Float32 within full scale; fewer frames only at the end."""
        if not self._started:
            self._started = True
            self._do(self._handle(self._session.first_event, 0))
        while self._outlet.ready_frames < frames and self._mix_on(frames - self._outlet.ready_frames):
            pass
        out = self._outlet.take(frames)
        self._rendered += int(out.shape[0])
        self._moment = Moment(self._rendered, self._session.state_name)
        self._journal.write_until(None if self.finished else self._rendered)
        return out

    def _mix_on(self, frames: int) -> bool:
        """Mix, with all that happens on the way; ``False`` if nothing is left."""
        stage = self._stage
        if stage.is_over:
            return self._outlet.flush()
        until = stage.mixer.position + frames
        while stage.mixer.position < until and not stage.is_over:
            self._mix_to_next_event(until)
        self._outlet.limit()
        return True

    def _mix_to_next_event(self, until: int) -> None:
        """Mix to the next event, at most to ``until``, and let it happen."""
        mixer, deadline = self._stage.mixer, self._deadline
        position = mixer.position
        for event, fields in self._inbox.notes():
            self._journal.add(position, event, fields)
        for boundary in (deadline, self._inbox.next_frame(position), self._stage.finish_frame):
            if boundary is not None:
                until = min(until, max(position, boundary))
        self._outlet.add(mixer.render(until - position))
        posted = self._inbox.take_until(until)
        if posted is not None:
            self._happen(posted)
        elif deadline is not None and deadline <= until:
            self._do(self._handle(TimePassed(), until))

    def _handle(self, event: Event, now: int) -> tuple[Action, ...]:
        actions = self._session.handle(event, now)
        self._deadline = self._session.next_deadline()  # nothing else moves it: not asked for every block
        return actions

    def _happen(self, posted: Posted) -> None:
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
        """Keep what it takes to take ``event``, or the one before, back."""
        if not isinstance(event, CommandHeard):
            if self._thoughts is not None:
                self._thoughts.since.append((now, event))
            return
        self._thoughts = None
        if heard is not None and heard.unsure and not self._session.ended:
            self._outlet.limit()
            planned = self._journal.planned_cues(now)
            self._thoughts = SecondThoughts(event.command.name, now, self._twin(), planned)

    def _twin(self) -> Engine:
        """An engine that goes on from here alone, unheard."""
        twin = copy.copy(self)
        twin._session = copy.copy(self._session)
        twin._journal = JournalInOrder(NoJournal())
        twin._stage = self._stage.twin(twin._session, twin._journal)
        twin._outlet = self._outlet.twin()
        twin._inbox = Inbox()
        twin._thoughts = twin._witness = None
        return twin

    def _take_back(self, command: str, now: int) -> None:
        """Go on as if ``command`` hadn't been heard, unless it's too late."""
        thoughts, self._thoughts = self._thoughts, None
        if thoughts is None or thoughts.command != command or now - thoughts.frame > WITHIN_FRAMES:
            return
        self._outlet.limit()
        twin, outlet, stage = thoughts.twin, self._outlet, self._stage
        for frame, event in thoughts.since:
            twin.post(event, at_frame=frame)
        while twin._stage.mixer.position < now and twin._mix_on(now - twin._stage.mixer.position):
            pass
        cue = self._sounds.cues.clip(CUE)
        outlet.seam = Seam(stage.mixer, outlet.limiter, cue, now, self._rendered + outlet.ready_frames)
        outlet.limiter = twin._outlet.limiter
        stage.go_on_as(twin._stage)
        self._session, self._deadline = twin._session, twin._deadline
        self._journal.add(now, "taken_back", {"command": command})
        self._journal.add(now, "cue", {"name": CUE})
        kept = [one for one in thoughts.planned if one[0] >= now or one in thoughts.dropped]
        self._journal.follow(twin._journal, [("cue", *one) for one in kept], now)
        stage.say_what_sounds()

    def _do(self, actions: tuple[Action, ...]) -> None:
        self._stage.do(actions)
