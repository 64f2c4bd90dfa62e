"""What the history keeps of a session, side by side: driven by hand, each line handed to the record."""

from __future__ import annotations

from datetime import datetime, timezone

from hypothesis import given

from tests.session.driver import RATE, Run, plan, run
from tests.session.test_rules import plans, scripts
from voice_coach.records.past_session import PainFelt, PartDone, PastSession, wordings_heard
from voice_coach.records.session_lines import line_of, read_session
from voice_coach.records.session_record import SessionRecord
from voice_coach.routine.plan import Plan
from voice_coach.routine.variants import wording_id
from voice_coach.routine.wish import ANYTHING, Wish
from voice_coach.session.actions import Log
from voice_coach.session.events import Event

WHEN = datetime(2026, 3, 1, 7, 30, tzinfo=timezone.utc)
WHOLE = 37.0
"""Four strokes of 3 s, 5 s of search, 20 s of hold."""


def kept(driven: Run, wish: Wish = ANYTHING) -> PastSession:
    record = SessionRecord("ana", wish, lambda: wordings_heard(plan(), driven.session.state.uses))
    for action in driven.actions:
        if isinstance(action, Log):
            record.write(action.event, action.at_frame / 100, action.fields)
    return record.past_session(WHEN)


def part(session: PastSession, area: str, side: str) -> PartDone:
    (found,) = (one for one in session.parts if (one.area, one.side) == (area, side))
    return found


def working(step: int) -> Run:
    return run().until_phase("hold", step=step)


def test_a_whole_session_has_every_side_done_for_the_same_time() -> None:
    session = kept(run().to_end(), Wish(minutes=9, focus=("calves",)))
    sides = [(area, side) for area in ("glutes", "calves") for side in ("left", "right")]
    assert session.parts == tuple(PartDone(*one, done=True, worked_seconds=WHOLE) for one in sides)
    assert (session.tools, session.seed, session.runner) == (("roller",), 0, "ana")
    assert session.wish == Wish(minutes=9, focus=("calves",))
    assert (session.completed, session.cut_off) == (True, False)


def test_longer_and_shorter_are_counted_in_seconds() -> None:
    driven = working(0)
    driven.command("longer", 20)
    driven.until_phase("hold", step=1).command("shorter", 10)
    session = kept(driven.to_end())
    assert part(session, "glutes", "left") == PartDone(
        "glutes", "left", done=True, worked_seconds=WHOLE + 20, changed_seconds=20
    )
    assert part(session, "glutes", "right").changed_seconds == -10
    assert part(session, "calves", "left").changed_seconds == 0


def test_what_is_undone_was_not() -> None:
    driven = working(0)
    driven.command("longer", 20)
    driven.command("undo")
    driven.command("next")
    driven.command("next")
    driven.command("undo")
    driven.command("undo")
    session = kept(driven.to_end())
    assert session.parts == kept(run().to_end()).parts


def test_an_undone_rating_counts_for_nothing() -> None:
    driven = run().until_phase("rating")
    driven.command("rate", 9)
    driven.command("undo")
    assert kept(driven).rating is None
    driven.command("rate", 4)
    driven.command("left")
    assert (kept(driven).rating, kept(driven).tighter_side) == (4, "left")
    driven.command("undo")
    assert kept(driven).tighter_side == ""


def test_what_was_skipped_is_told_from_what_was_broken_off() -> None:
    driven = working(0)
    driven.command("next")
    driven.until_phase("hold", step=2)
    driven.command("left")
    driven.to_end()
    session = kept(driven)
    assert part(session, "glutes", "left").skipped
    assert part(session, "glutes", "left").worked_seconds == WHOLE - 20
    assert part(session, "calves", "right") == PartDone("calves", "right", skipped=True)
    stopped = working(0)
    stopped.command("stop")
    stopped.command("yes")
    (broken_off,) = kept(stopped.to_end()).parts
    assert (broken_off.done, broken_off.skipped) == (False, False)


def test_a_side_that_was_left_out_and_then_worked_is_done() -> None:
    driven = working(0)
    driven.command("left")
    driven.command("next")
    driven.command("undo")
    driven.command("undo")
    assert part(kept(driven.to_end()), "glutes", "right").done


def test_what_hurt_has_its_kind_and_is_not_skipped() -> None:
    driven = working(0)
    driven.command("easier")
    driven.command("sharp")
    session = kept(driven.to_end())
    (hurt,) = (one for one in session.parts if one.area == "glutes")
    assert (hurt.side, hurt.hurt, hurt.done, hurt.skipped) == ("left", ("sharp",), False, False)
    assert session.areas == ("calves",)


def test_a_session_that_ends_on_a_pain_keeps_it() -> None:
    stopped, left_alone = working(0), working(0)
    for name in ("easier", "stop", "yes"):
        stopped.command(name)
    for name in ("easier", "pause"):
        left_alone.command(name)
    for driven in (stopped, left_alone):
        session = kept(driven.to_end())
        assert session.pains == (PainFelt("unknown", "glutes", "left"),)
        (hurt,) = session.parts
        assert (hurt.hurt, hurt.worked_seconds, hurt.skipped) == (("unknown",), WHOLE - 20, False)


def test_wordings_are_those_of_several_that_were_chosen() -> None:
    session = kept(run().to_end())
    chosen = [text for area in ("glutes",) for text in ("Breathe.", "Relax.")]
    assert set(session.wordings) >= {wording_id(text) for text in chosen}
    assert wording_id("<goodbye>") not in session.wordings


@given(plans, scripts)
def test_whatever_is_said_and_undone_the_record_is_true(of: Plan, script: list[tuple[int, Event]]) -> None:
    driven = run(of)
    for wait, event in script:
        if driven.session.ended:
            break
        driven.until(driven.seconds + wait / RATE)
        driven.event(event)
    driven.to_end()
    session, state = kept(driven), driven.session.state
    worked = {(part.area, part.worked_seconds > 0) for part in session.parts}
    assert {area for area, some in worked if some} == {of.steps[index].area for index in state.worked}
    assert session.rating == state.rating
    assert {part.area for part in session.parts if part.done} == set(session.areas)
    assert sum(part.worked_seconds for part in session.parts) <= driven.seconds
    for part in session.parts:
        assert not (part.done and part.skipped)
        assert part.worked_seconds > 0 or part.changed_seconds == 0
    assert read_session(line_of(session)) == session
