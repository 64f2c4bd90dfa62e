"""From a cut-off session's record to what resumes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from voice_coach import __version__
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError
from voice_coach.playing.assemble import Choices, Folders, plan_for
from voice_coach.playing.engine import Engine
from voice_coach.playing.kept_choices import choices_again, same_plan
from voice_coach.records.cut_off import CutOff, Kept
from voice_coach.records.running import Line
from voice_coach.records.session_record import SessionRecord
from voice_coach.routine.memory import Memory
from voice_coach.routine.plan import Plan, for_keys
from voice_coach.routine.wish import Wish
from voice_coach.session.keeping import keep, restore
from voice_coach.session.state import SessionState
from voice_coach.session.taking_up import question


@dataclass(frozen=True)
class Unfinished:
    """A resumable session. ``seconds`` it had lasted; ``lines`` of its record."""

    cut: CutOff
    choices: Choices
    plan: Plan
    state: SessionState
    began: datetime
    seconds: float
    lines: tuple[Line, ...]

    @property
    def wish(self) -> Wish:
        return self.choices.wish if self.cut.session is None else self.cut.session.wish

    def question(self, *, by_keys: bool) -> str:
        """Whether to resume; may be empty."""
        plan = for_keys(self.plan) if by_keys else self.plan
        return question(plan, self.state, SAMPLE_RATE)


def unfinished(
    cut: CutOff, kept: Kept, folders: Folders, memory: Callable[[datetime], Memory], now: datetime
) -> Unfinished | str:
    """What resumes ``cut``, or why it can't, as a sentence. ``memory``: the history's meaning at a moment.
    Raises ValueError for damage.
    """
    assert cut.session is not None
    if kept.too_old(now):
        hours = (now - kept.at).total_seconds() / 3600
        ago = f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
        return f"Your last session was cut off {ago} ago: too long to go on with it."
    if kept.version != __version__:
        return "Your last session was cut off under another version of Voice Coach, and can't go on."
    began = datetime.fromisoformat(cut.session.when)
    choices = replace(choices_again(kept.plan), memory=memory(began))
    try:
        plan = plan_for(choices, folders)
    except InputError:
        return "Your last session was cut off, and its routine has changed since: it can't go on."
    if not same_plan(kept.plan, plan):
        return "Your last session was cut off, and its routine has changed since: it can't go on."
    _replayed(kept.lines, SessionRecord())
    state = restore(kept.state, plan, SAMPLE_RATE)
    return Unfinished(cut, choices, plan, state, began, kept.seconds, kept.lines)


def _replayed(lines: tuple[Line, ...], record: SessionRecord) -> None:
    """Raises ValueError if ``lines`` aren't a session's."""
    try:
        for event, seconds, fields in lines:
            record.write(event, seconds, fields)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("damaged lines") from error


def state_of(engine: Engine, before_seconds: float = 0.0) -> dict[str, object] | None:
    """For the record; ``None`` once nothing is left to resume. Thread-safe. ``before_seconds``: its length
    when cut off.
    """
    session = engine.session
    state, now = session.state, max(engine.moment.frame, session.now)
    kept = keep(state, now)
    if kept is None:
        return None
    return {"seconds": round(before_seconds + now / SAMPLE_RATE, 2), "state": kept}
