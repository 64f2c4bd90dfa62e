"""The one door: events in, actions out, next deadline."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.routine.plan import Plan, Step
from voice_coach.session import phases
from voice_coach.session.actions import Action, PlayMusic
from voice_coach.session.commands import Command
from voice_coach.session.effects import EFFECTS, halt, unpause
from voice_coach.session.events import (
    CommandHeard,
    DeviceLost,
    DeviceReturned,
    Event,
    LineWanted,
    NearlyHeard,
    SessionStarted,
    TimePassed,
    VoiceBegan,
    VoiceEnded,
)
from voice_coach.session.forecast import Forecast
from voice_coach.session.overlays import next_overlay_frame, overlay_due
from voice_coach.session.state import Clock, SessionState, StateName, Undoable
from voice_coach.session.table import NOT_UNDOABLE, effect_of
from voice_coach.session.turn import Durations, Setting, Turn
from voice_coach.session.wording import Wording

UNDO_DEPTH = 10
_TOO_MANY_TURNS = 10_000


class Session:
    """One session from its first frame to its last. ``rate`` is frames a second; all times are frames from
    0 on.

    Feed it ``SessionStarted`` at frame 0, then events in order of time, and call it with ``TimePassed``
    whenever ``next_deadline`` is reached. ``handle`` raises ``ValueError`` when time runs backwards.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        rate: int,
        durations: Durations,
        has_music: bool = False,
        sound_grid_frames: int = 1,
    ) -> None:
        wording, forecast = Wording(plan), Forecast(plan, rate)
        self._setting = Setting(plan, rate, durations, wording, forecast, has_music, sound_grid_frames)
        self._state = SessionState(level=plan.level)
        self._now = 0

    @classmethod
    def resumed_from(cls, setting: Setting, state: SessionState, now: int) -> Session:
        """A session that goes on from ``state`` at frame ``now``: for looking ahead."""
        session = cls.__new__(cls)
        session._setting, session._state, session._now = setting, state, now
        return session

    @property
    def now(self) -> int:
        """The frame of the last event."""
        return self._now

    def texts_ahead(self) -> tuple[str, ...]:
        """What will be said, in order, if the runner says nothing; each text once."""
        return self._setting.forecast.texts(self._state, self._now)

    def forecast_seconds(self) -> float:
        """About how many seconds are left if nobody says anything more."""
        return self._setting.forecast(self._state, self._now)

    @property
    def state(self) -> SessionState:
        return self._state

    def speaks_at(self, frame: int) -> bool:
        """Is a sentence under way, or about to begin, at ``frame``?"""
        speaking = self._state.speaking
        return speaking is not None and frame < speaking.end_frame

    @property
    def present_step(self) -> Step | None:
        """The step being worked on; ``None`` before the first and after the last."""
        steps = self._setting.plan.steps
        return steps[self._state.step] if self._state.phase in phases.IN_A_STEP else None

    @property
    def state_name(self) -> StateName:
        return self._state.name

    @property
    def ended(self) -> bool:
        return self._state.phase == "ended"

    def handle(self, event: Event, now: int) -> tuple[Action, ...]:
        """Take ``event`` in at frame ``now`` and say what is to be done."""
        if now < self._now:
            raise ValueError(f"time runs backwards: {now} after {self._now}")
        self._now = now
        turn = Turn(self._setting, self._state, now)
        if not isinstance(event, SessionStarted):
            _settle(turn)
        if not self.ended:
            _take_in(turn, event)
            _settle(turn)
        self._state = turn.state
        return tuple(turn.actions)

    def next_deadline(self) -> int | None:
        """The frame at which ``handle`` wants to be called at the latest; ``None`` once the session has
        ended."""
        state = self._state
        if self.ended and state.speaking is None:
            return None
        frames: list[int] = []
        if state.speaking is not None:
            frames.append(state.speaking.end_frame)
            if not state.speaking.begun:
                frames.append(state.speaking.start_frame)
        overlay_frame = next_overlay_frame(state, self._setting.rate)
        if overlay_frame is not None:
            frames.append(overlay_frame)
        clock = state.clock
        if clock.running_since is not None and clock.length is not None:
            turn = Turn(self._setting, state, self._now)
            offsets = [mark.offset for mark in phases.marks(turn) if mark.key not in clock.fired]
            frame = clock.frame_of(min([*offsets, clock.length]))
            if frame is not None:
                frames.append(frame)
        return max(self._now, min(frames))


def _take_in(turn: Turn, event: Event) -> None:
    match event:
        case SessionStarted():
            turn.actions.append(PlayMusic(turn.state.music_on, turn.now))
            phases.enter_opening(turn)
        case CommandHeard(command) if turn.state.name != "ended":
            _obey(turn, command)
        case NearlyHeard():
            turn.restore()
            turn.cue("not_understood")
        case VoiceBegan():
            turn.duck()
        case VoiceEnded():
            turn.restore()
        case LineWanted(key):
            turn.guide((turn.line(key),))
        case DeviceLost(which):
            turn.log("device_lost", which=which)
            if turn.state.name != "ended":
                _halt_for(turn, which)
        case DeviceReturned(which):
            turn.log("device_back", which=which)
            was_lost = which in turn.state.lost_devices
            turn.change(lost_devices=turn.state.lost_devices - {which})
            if was_lost and not turn.state.lost_devices and turn.state.overlay == "paused":
                turn.cue("resumed")
                unpause(turn)
                turn.answer(turn.line("device_back"), holds_clock=True)
        case TimePassed() | CommandHeard():
            pass


def _halt_for(turn: Turn, device: str) -> None:
    """Pause until ``device`` is back; a pause that the runner asked for stays the runner's."""
    if turn.state.overlay is None:
        halt(turn)
        turn.change(lost_devices=frozenset({device}))
    elif turn.state.lost_devices:
        turn.change(lost_devices=turn.state.lost_devices | {device})
    turn.answer(turn.line("device_lost"))


def _obey(turn: Turn, command: Command) -> None:
    turn.restore()
    before = turn.state
    effect = effect_of(before.name, command.name)
    turn.number = command.number
    if effect is None or not EFFECTS[effect](turn):
        turn.cue("not_now")
        turn.log("command_ignored", text=command.name, why="not now")
        return
    if command.name not in NOT_UNDOABLE and turn.state.phase != "ended":
        stack = (*turn.state.undo_stack, Undoable(command.name, before.put_away(turn.now)))[-UNDO_DEPTH:]
        turn.change(undo_stack=stack)
    turn.log("command_applied", command=command.name, **command.numbers())


def _settle(turn: Turn) -> None:
    """Do everything that is due by now, in order, until nothing more is."""
    for _ in range(_TOO_MANY_TURNS):
        if not (
            _end_speech(turn) or overlay_due(turn) or _start_speech(turn) or _run_clock(turn) or _leave(turn)
        ):
            return
    raise RuntimeError("the session does not come to rest")


def _end_speech(turn: Turn) -> bool:
    speaking = turn.state.speaking
    if speaking is None:
        return False
    if not speaking.begun and speaking.start_frame <= turn.now:
        turn.log("prompt", text=speaking.sentence.text, role=speaking.sentence.role)
        turn.change(speaking=replace(speaking, begun=True))
        return True
    if speaking.end_frame <= turn.now:
        turn.speech_ended(turn.state.speaking or speaking)
        return True
    return False


def _start_speech(turn: Turn) -> bool:
    state = turn.state
    if state.speaking is not None:
        return False
    if state.answers:
        turn.change(answers=state.answers[1:])
        turn.speak(state.answers[0])
        return True
    if state.guide and state.overlay is None:
        turn.change(guide=state.guide[1:])
        turn.speak(state.guide[0])
        return True
    return False


def _run_clock(turn: Turn) -> bool:
    """Start or halt the clock, and fire what it has reached."""
    state = turn.state
    if _clock_must_wait(state) or state.clock.length is None:
        _set_clock(turn, state.clock.halted(turn.now))
        return False
    _set_clock(turn, state.clock.started(turn.now))
    elapsed = turn.state.clock.elapsed(turn.now)
    for mark in phases.marks(turn):
        if mark.offset <= elapsed and mark.offset < state.clock.length and mark.key not in state.clock.fired:
            phases.fire(turn, mark)
            return True
    return False


def _set_clock(turn: Turn, clock: Clock) -> None:
    if clock is not turn.state.clock:  # most often it is: a session makes thousands of these calls
        turn.change(clock=clock)


def _clock_must_wait(state: SessionState) -> bool:
    if state.overlay is not None or state.phase == "ended":
        return True
    speaking = () if state.speaking is None else (state.speaking.sentence,)
    return any(sentence.holds_clock for sentence in (*speaking, *state.answers, *state.guide))


def _leave(turn: Turn) -> bool:
    """Go on to the next phase once this one's time or words are over."""
    state = turn.state
    if state.overlay is not None or state.phase == "ended":
        return False
    if state.clock.length is None:
        over = state.speaking is None and not state.guide and not state.answers
    else:
        over = not _clock_must_wait(state) and state.clock.elapsed(turn.now) >= state.clock.length
    if over:
        phases.go_on(turn)
    return over
