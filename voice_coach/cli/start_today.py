"""``start`` before its session: today's proposal, and what feels stiff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from voice_coach.cli.live_channel import LiveChannel
from voice_coach.cli.live_talk import can_answer, talking
from voice_coach.cli.options import settings
from voice_coach.cli.tell import tell
from voice_coach.dialogues.todays_session import ask_what_is_stiff, ask_whether, proposal_texts
from voice_coach.errors import InputError
from voice_coach.playing.assemble import Choices, Folders, plan_for
from voice_coach.programme.today import Proposal, proposed
from voice_coach.programme.week import read_days, week_pattern
from voice_coach.routine.adapting import A_BREAK_DAYS, TIGHT
from voice_coach.routine.loader import use_of
from voice_coach.routine.plan import Plan, for_keys
from voice_coach.session.ahead import session_seconds
from voice_coach.session.wording import Wording

if TYPE_CHECKING:
    from voice_coach.playing.live_ends import LiveEnds
    from voice_coach.records.belongings import Belongings

WITHOUT_A_RECORD = "warmup"
"""For sessions into files without a routine: they read no history."""
_ASKED_IN = frozenset({"recovery", "maintenance"})
"""Uses of routines that ask what feels stiff."""
_MOST_TRIES = 3


def todays_proposal(theirs: Belongings) -> Proposal:
    """By history and run days, if readable."""
    try:
        days = read_days(settings().get("run-days") or "")
        week_pattern(days)
    except InputError:
        days = ()
    return proposed(theirs.history().recent(), datetime.now().astimezone(), days)


@dataclass(frozen=True)
class Before:
    """``proposal``: if no routine was named; ``agreed``: taken unasked (``--yes``); ``ask``: ``--ask`` or
    ``--no-ask``, ``None``: as the routine has it.
    """

    folders: Folders
    proposal: Proposal | None = None
    agreed: bool = False
    ask: bool | None = None

    def talk(self, choices: Choices, ends: LiveEnds, channel: LiveChannel) -> Choices | None:
        """What the runner wants today; ``None``: no session. Asks nothing with a script or if no one can
        answer.
        """
        silent = bool(choices.commands) or not can_answer(ends, channel)
        found: Choices | None = choices
        if self.proposal is not None:
            found = self._proposed(choices, self.proposal, ends, channel, silent=silent)
        if found is None or silent or not self._asks_what_is_stiff(found):
            return found
        return _with_what_is_stiff(found, self.folders, ends, channel)

    def _proposed(
        self, choices: Choices, proposal: Proposal, ends: LiveEnds, channel: LiveChannel, *, silent: bool
    ) -> Choices | None:
        choices = _tightest_first(choices, self.folders)
        for _ in range(_MOST_TRIES):
            plan = plan_for(choices, self.folders)
            plan = for_keys(plan) if ends.by_keys else plan
            texts = _texts(plan, proposal, choices)
            if silent or self.agreed:
                tell(" ".join(texts))
                return choices
            with talking(ends, channel, _resting(plan), keys_as_in=None) as runner:
                chosen = ask_whether(texts, plan.lines, runner)
            if chosen is None:
                return None
            wish, routine = choices.wish, choices.routine
            if chosen.minutes is not None:
                wish = wish._replace(minutes=float(chosen.minutes))
            if chosen.routine:
                wish, routine = wish._replace(first=()), chosen.routine
            wanted = replace(choices, routine=routine, wish=wish)
            try:
                plan_for(wanted, self.folders)
            except InputError as error:
                tell(str(error))
                continue
            return wanted
        return choices

    def _asks_what_is_stiff(self, choices: Choices) -> bool:
        if self.ask is not None:
            return self.ask
        named = choices.wish.focus or (choices.wish.minutes is not None and self.proposal is None)
        return not named and use_of(choices.routine, self.folders.routines) in _ASKED_IN


def _with_what_is_stiff(
    choices: Choices, folders: Folders, ends: LiveEnds, channel: LiveChannel
) -> Choices | None:
    plan = plan_for(choices, folders)
    plan = for_keys(plan) if ends.by_keys else plan
    with talking(ends, channel, _resting(plan)) as runner:
        stiff = ask_what_is_stiff(plan.lines, runner)
        if stiff == "stop":
            return None
        if stiff == "nothing":
            return choices
        wanted = replace(choices, wish=stiff.asked(choices.wish))
        key = "areas_noted"
        try:
            if stiff.area in choices.wish.skip:
                raise InputError(f"{stiff.area} is left out.")
            plan_for(wanted, folders)
        except InputError:
            key, wanted = "areas_not_today", choices
        name = plan.lines.get(f"{stiff.side}_{stiff.area}") or _spoken(wanted, folders, stiff.area)
        line = (*plan.lines.get(key, ()), "")[0]
        return None if runner.say(line.format(area=name[0])) == "stop" else wanted


def _spoken(choices: Choices, folders: Folders, area: str) -> tuple[str, ...]:
    """As spoken in this session; its own name if it isn't in it."""
    steps = plan_for(choices, folders).steps
    return tuple(step.script.area for step in steps if step.area == area and step.tool != "none") or (area,)


def _tightest_first(choices: Choices, folders: Folders) -> Choices:
    """The area lately rated tight first, if it's in the session."""
    pasts = () if choices.memory is None else choices.memory.areas
    tight = [
        past
        for past in pasts
        if past.rating is not None
        and past.rating >= TIGHT
        and past.rated_days is not None
        and past.rated_days <= A_BREAK_DAYS
        and not (past.ended_last or past.sore_lately)
    ]
    areas = {step.area for step in plan_for(choices, folders).steps}
    tight = [past for past in tight if past.area in areas]
    if not tight or choices.wish.first:
        return choices
    tightest = max(tight, key=lambda past: past.rating or 0).area
    return replace(choices, wish=choices.wish._replace(first=(tightest,)))


def _texts(plan: Plan, proposal: Proposal, choices: Choices) -> tuple[str, ...]:
    first = choices.wish.first
    areas = [step.script.area for step in plan.steps if step.area in first and step.tool != "none"]
    names = plan.lines.get(f"today_{choices.routine}", (plan.title,))
    return proposal_texts(
        plan.lines,
        why=proposal.why if choices.routine == proposal.routine else "",
        minutes=Wording(plan).whole_minutes(session_seconds(plan)),
        routine=names[0],
        area=areas[0] if areas else "",
    )


def _resting(plan: Plan) -> str:
    return (*plan.lines.get("paused", ()), "")[0]
