"""Events in, actions out, next deadline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from voice_coach.routine.plan import Plan, Step
from voice_coach.session import opening, phases
from voice_coach.session.actions import Action, Finish, PlayMusic, Say
from voice_coach.session.commands import Command
from voice_coach.session.effects import EFFECTS
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.events import (
    CommandHeard,
    DeviceLost,
    DeviceReturned,
    Event,
    KeyUnknown,
    LineWanted,
    NearlyHeard,
    OthersHeard,
    SessionStarted,
    SessionTakenUp,
    TimePassed,
    VoiceBegan,
    VoiceEnded,
)
from voice_coach.session.halting import halt
from voice_coach.session.keeping import with_marks
from voice_coach.session.overlays import next_overlay_frame
from voice_coach.session.pain import go_on_after_pause
from voice_coach.session.setting import Durations, Setting
from voice_coach.session.settling import next_speech_frame, settle, words_keep_open
from voice_coach.session.state import SessionState, StateName, Undoable
from voice_coach.session.table import NOT_UNDOABLE, effect_of
from voice_coach.session.taking_up import take_up
from voice_coach.session.turn import Turn
from voice_coach.session.wording import Wording

UNDO_DEPTH = 10


class Session:
    """``rate``: frames a second; times are frames from 0.

    Feed ``first_event`` at frame 0, events in order, and ``TimePassed`` at each ``next_deadline``. ``handle``
    raises ``ValueError`` if time runs backwards.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        rate: int,
        durations: Durations,
        has_music: bool = False,
        sound_grid_frames: int = 1,
        kept: SessionState | None = None,
    ) -> None:
        """``kept``: a state of the same plan to resume."""
        wording, forecast = Wording(plan), Forecast(plan, rate)
        self._setting = Setting(plan, rate, durations, wording, forecast, has_music, sound_grid_frames)
        self._state = SessionState(level=plan.level) if kept is None else with_marks(self._setting, kept)
        self.first_event: Event = SessionStarted() if kept is None else SessionTakenUp()
        """To be handled at frame 0."""
        self._now = 0

    @classmethod
    def resumed_from(cls, setting: Setting, state: SessionState, now: int) -> Session:
        """From ``state`` at ``now``, for looking ahead."""
        session = cls.__new__(cls)
        session._setting, session._state, session._now = setting, state, now
        return session

    @property
    def now(self) -> int:
        """The frame of the last event."""
        return self._now

    def says_ahead(self) -> tuple[Say, ...]:
        """Each text once, in order, if the runner says nothing."""
        return self._setting.forecast.says(self._state, self._now)

    def forecast_seconds(self) -> float:
        """About how long it will last if the runner says nothing."""
        return self._setting.forecast(self._state, self._now)

    @property
    def state(self) -> SessionState:
        return self._state

    def speaks_at(self, frame: int) -> bool:
        """Is a sentence under way or about to begin?"""
        speaking = self._state.speaking
        return speaking is not None and frame < speaking.end_frame

    @property
    def present_step(self) -> Step | None:
        """``None`` before the first and after the last."""
        steps = self._setting.plan.steps
        return steps[self._state.step] if self._state.phase in phases.IN_A_STEP else None

    @property
    def state_name(self) -> StateName:
        return self._state.name

    @property
    def ended(self) -> bool:
        return self._state.phase == "ended"

    def handle(self, event: Event, now: int) -> tuple[Action, ...]:
        """What to do about ``event`` at frame ``now``."""
        if now < self._now:
            raise ValueError(f"time runs backwards: {now} after {self._now}")
        self._now = now
        turn = Turn(self._setting, self._state, now)
        if not isinstance(event, SessionStarted | SessionTakenUp):
            settle(turn)
        if not self.ended:
            _take_in(turn, event)
            settle(turn)
        self._state = turn.state
        return tuple(turn.actions)

    def next_deadline(self) -> int | None:
        """When ``handle`` must be called; ``None`` at the end."""
        state = self._state
        if self.ended and state.speaking is None:
            return None
        frames: list[int] = []
        if state.speaking is not None:
            frames.append(state.speaking.end_frame)
            if not state.speaking.begun:
                frames.append(state.speaking.start_frame)
        speech_frame = next_speech_frame(state, self._setting)
        if speech_frame is not None:
            frames.append(speech_frame)
        overlay_frame = next_overlay_frame(state, self._setting.rate)
        if overlay_frame is not None:
            frames.append(overlay_frame)
        clock = state.clock
        if clock.running_since is not None and clock.length is not None:
            turn = Turn(self._setting, state, self._now)
            offsets = [mark.offset for mark in phases.marks(turn) if mark.key not in clock.fired]
            frame = clock.frame_of(min([*offsets, clock.length]))
            if frame is not None and not (frame <= self._now and words_keep_open(state)):
                frames.append(frame)
        return max(self._now, min(frames))


def _take_in(turn: Turn, event: Event) -> None:
    match event:
        case SessionStarted() | SessionTakenUp():
            _begin(turn, taken_up=isinstance(event, SessionTakenUp))
        case CommandHeard(command) if turn.state.name != "ended":
            _obey(turn, command)
        case KeyUnknown() if turn.state.name != "ended":
            turn.cue("not_now")
        case NearlyHeard() | OthersHeard():
            turn.restore()
            turn.cue("not_understood" if isinstance(event, NearlyHeard) else "not_now")
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
                go_on_after_pause(turn, turn.line("device_back"))
        case TimePassed() | CommandHeard() | KeyUnknown():
            pass


def _begin(turn: Turn, *, taken_up: bool) -> None:
    if taken_up:
        take_up(turn)
        return
    turn.actions.append(PlayMusic(turn.state.music_on, turn.now))
    opening.enter_opening(turn)


def _halt_for(turn: Turn, device: str) -> None:
    """Until ``device`` is back; the runner's own pause stays."""
    if turn.state.overlay in {None, "pain", "reentry"}:
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


class Forecast:
    """Runs a session ahead, silently."""

    def __init__(self, plan: Plan, rate: int) -> None:
        self._setting = Setting(
            plan, rate, EstimatedDurations(rate, plan.language), Wording(plan), forecast=_Unknown()
        )

    def __call__(self, state: SessionState, now: int) -> float:
        """Seconds to the unattended end."""
        return (self._run_ahead(state, now)[0] - now) / self._setting.rate

    def says(self, state: SessionState, now: int) -> tuple[Say, ...]:
        """In order, each text of a passage once."""
        return self._run_ahead(state, now)[1]

    def _run_ahead(self, state: SessionState, now: int) -> tuple[int, tuple[Say, ...]]:
        """The last frame, and all that's said until then."""
        ahead = replace(state, overlay=None, answers=(), undo_stack=(), lost_devices=frozenset())
        session = Session.resumed_from(self._setting, ahead, now)
        untouched = state == SessionState(level=state.level)
        actions = list(session.handle(SessionStarted() if untouched else TimePassed(), now))
        while (deadline := session.next_deadline()) is not None:
            actions += session.handle(TimePassed(), deadline)
        said = {(one.text, one.passage): one for one in reversed(actions) if isinstance(one, Say)}
        return last_frame(actions, session.now), tuple(reversed(said.values()))


def last_frame(actions: Iterable[Action], otherwise: int) -> int:
    """Where those ``actions`` fall silent."""
    return max((one.at_frame for one in actions if isinstance(one, Finish)), default=otherwise)


class _Unknown:
    """Within a look ahead no one looks further: spoken minutes take equally long."""

    def __call__(self, state: SessionState, now: int) -> float:
        return 600.0

    def says(self, state: SessionState, now: int) -> tuple[Say, ...]:
        return ()
