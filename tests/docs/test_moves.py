"""The moves of the state diagram: every one of them happens, and nothing else does (undo aside)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.session.driver import RATE, Run, plan, run, step
from voice_coach.session.commands import COMMAND_NAMES, TAKES_VALUE, Command
from voice_coach.session.events import CommandHeard, DeviceLost, DeviceReturned, Event, TimePassed
from voice_coach.session.state import SessionState
from voice_coach.session.table import MOVES

LISTED = {(start, end) for start, _, end in MOVES}
Moves = set[tuple[str, str]]

ONE_BOTH = (step("quads", "both", 0),)
SIDES_AND_BOTH = (step("glutes", "left", 0), step("glutes", "right", 0), *(step("quads", "both", 1),))


class Watched:
    """A driven session that keeps each move it makes."""

    def __init__(self, driven: Run) -> None:
        self.session = driven.session
        self.moves: Moves = set()

    def happen(self, event: Event, now: int) -> None:
        before = self.session.state
        self.session.handle(event, now)
        after = self.session.state
        if _place(before) != _place(after):
            self.moves.add((before.name, after.name))

    def wait(self, frames: int) -> None:
        """Let time pass, stopping at every deadline on the way."""
        until = self.session.now + frames
        while (deadline := self.session.next_deadline()) is not None and deadline <= until:
            self.happen(TimePassed(), deadline)
        if not self.session.ended:
            self.happen(TimePassed(), until)

    def say(self, name: str) -> None:
        number = 5 if name in TAKES_VALUE else None
        self.happen(CommandHeard(Command(name, number)), self.session.now)

    def wait_for(self, state: str) -> None:
        while self.session.state_name != state:
            deadline = self.session.next_deadline()
            assert deadline is not None, f"never {state}"
            self.happen(TimePassed(), deadline)


def _place(state: SessionState) -> tuple[object, ...]:
    return state.name, state.phase, state.step, state.hold


def _follow(script: str, watched: Watched) -> Moves:
    """Carry out words: ``@state`` waits for a state, a number waits seconds, ``lost`` and ``back!`` are a
    device's, all others are commands."""
    for word in script.split():
        if word.startswith("@"):
            watched.wait_for(word[1:])
        elif word.isdecimal():
            watched.wait(int(word) * RATE)
        elif word in {"lost", "back!"}:
            event = DeviceLost("speaker") if word == "lost" else DeviceReturned("speaker")
            watched.happen(event, watched.session.now)
        else:
            watched.say(word)
        watched.happen(TimePassed(), watched.session.now)
    return watched.moves


SCRIPTS_OVER_SIDES = (
    "@ended",
    "@working ready ready @setup next back",
    "@working pause resume @working stop resume stop yes 60",
    "10 pause ready stop resume stop no next",
    "@working pause 900 @ended",
    "@working easier sharp",
    "@working easier strong 30",
    "10 easier strong ready",
    "@working easier pause resume stop easier stop resume 30",
    "@working easier lost back! 30",
    "@rating stop easier",
    "@rating rate @side easier",
    "@rating stop resume pause resume lost back! rate",
    "@rating rate @side stop resume pause resume left",
    "@rating no",
    "pause stop no",
)
SCRIPTS_OVER_BOTH = (
    "@working switch @side left",
    "12 switch switch @side no",
    "@working switch easier",
    "@working switch stop no",
)


def test_every_move_of_the_diagram_happens() -> None:
    seen: Moves = set()
    for script in SCRIPTS_OVER_SIDES:
        seen |= _follow(script, Watched(run()))
    for script in SCRIPTS_OVER_BOTH:
        seen |= _follow(script, Watched(run(plan(steps=ONE_BOTH))))
    assert seen == LISTED


def test_each_pair_of_states_has_one_arrow() -> None:
    assert len(LISTED) == len(MOVES)


words = st.one_of(
    st.sampled_from([name for name in COMMAND_NAMES if name != "undo"]),
    st.sampled_from(["lost", "back!", "pause", "stop", "yes", "@rating"]),
    st.integers(0, 40).map(str),
)


@settings(max_examples=max(30, settings().max_examples // 4))
@given(st.sampled_from([None, ONE_BOTH, SIDES_AND_BOTH]), st.lists(words, max_size=30))
def test_no_session_makes_a_move_that_the_diagram_lacks(
    steps: tuple[object, ...] | None, said: list[str]
) -> None:
    watched = Watched(run(plan(steps=steps)))  # type: ignore[arg-type]
    for word in said:
        over = watched.session.state_name == "ended"
        if over or (word == "@rating" and watched.session.state.overlay is not None):
            continue
        if word == "@rating":
            while watched.session.state_name not in {"rating", "ended"}:
                watched.happen(TimePassed(), watched.session.next_deadline() or 0)
        else:
            _follow(word, watched)
    watched.wait(100_000 * RATE)
    assert watched.moves <= LISTED
