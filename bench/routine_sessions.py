"""What sessions of the routines keep, driven silently: safety, pain, breath, truth. Lengths are estimated."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone

from bench.driven import RATE, Driven, drive, marked
from bench.figures import Figure
from bench.plan_rules import AREAS, LEVELS, ROUTINES, TOOL_SETS
from bench.session_rules import (
    breathes_evenly,
    breaths_of_holds,
    pain_faults,
    unsafe_starts,
    untrue_announcements,
)
from voice_coach.errors import InputError
from voice_coach.playing.assemble import listeners_of
from voice_coach.records.session_record import SessionRecord
from voice_coach.routine.library import Readings
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Level, Plan
from voice_coach.routine.wish import ANYTHING, Wish
from voice_coach.session.phases import IN_A_STEP

COMMANDS = (
    *("next", "back", "switch", "left", "right", "longer", "shorter", "pause", "resume", "ready", "undo"),
    *("repeat", "how", "talk_more", "talk_less", "whats_next", "easier", "strong", "sharp"),
)
"""What random runners say."""
_SAID_AT_MOST, _SECONDS_APART = 15, 90
_WHEN = datetime(2026, 3, 2, 7, 0, tzinfo=timezone.utc)
READINGS = Readings()


def plan_of(
    routine: str,
    level: Level,
    seed: int,
    *,
    tools: list[str] | None = None,
    wish: Wish = ANYTHING,
    **more: object,
) -> Plan | None:
    """A plan, or ``None`` if these tools can't work it."""
    try:
        return load_plan(
            routine,
            level=level,
            seed=seed,
            tools=tools,
            wish=wish,
            readings=READINGS,
            **more,  # type: ignore[arg-type]
        )
    except InputError:
        return None


def safety(seeds: int) -> list[Figure]:
    """Every routine, level, set of tools and seed, live and as a file; each different session once.

    At the levels after the first the exercises are new to the runner.
    """
    listeners = listeners_of("en", ())
    unsafe: dict[str, None] = {}
    begun, holds, uneven = 0, 0, 0
    for plan in _different(seeds):
        for listens in (True, False):
            driven = drive(replace(plan, listens=listens, listeners=() if listens else listeners)).to_end()
            begun += len({step.exercise for step in plan.steps})
            unsafe |= dict.fromkeys(unsafe_starts(plan, driven.actions))
            breaths = breaths_of_holds(driven.actions)
            holds += len(breaths)
            uneven += sum(not tones or not breathes_evenly(tones) for tones in breaths)
    return [
        Figure(
            "exercises begun before all to keep off was heard",
            len(unsafe),
            "",
            0,
            details={"begun": begun, "which": list(unsafe)},
        ),
        Figure("holds whose breath tones don't alternate, out last", uneven, "", 0, details={"of": holds}),
    ]


def _different(seeds: int) -> Iterator[Plan]:
    for routine in ROUTINES:
        for level in LEVELS:
            for seed in range(seeds):
                seen: set[tuple[str, ...]] = set()
                for tools in (None, *TOOL_SETS):
                    plan = plan_of(routine, level, seed, tools=tools)
                    name = () if plan is None else tuple(step.exercise for step in plan.steps)
                    if plan is None or name in seen:
                        continue
                    seen.add(name)
                    yield replace(plan, steps=tuple(replace(step, met=False) for step in plan.steps))


def pain() -> list[Figure]:
    """ "It hurts" in every phase of every exercise, answered by sharp and by strong."""
    wrong: list[str] = []
    asked = 0
    for name, plan in sorted(_every_exercise().items()):
        index = next(i for i, step in enumerate(plan.steps) if step.exercise == name)
        for phase in sorted(_phases(plan, index)):
            for answer in ("sharp", "strong"):
                asked += 1
                driven = drive(plan).until_phase(phase, step=index)
                wrong += [f"{name}, {phase}, {answer}: {what}" for what in _hurt(driven, plan, index, answer)]
    return [Figure('faults after "it hurts"', len(wrong), "", 0, details={"asked": asked, "which": wrong})]


def _hurt(driven: Driven, plan: Plan, index: int, answer: str) -> list[str]:
    driven.until(driven.seconds + 0.5).command("easier")
    driven.until(driven.seconds + 4.0).command(answer)
    driven.to_end()
    area, side = plan.steps[index].area, plan.steps[index].side
    record = SessionRecord()
    for log in driven.log_lines():
        record.write(log.event, log.at_frame / RATE, log.fields)
    felt = [(one.kind, one.area, one.side) for one in record.past_session(_WHEN).pains]
    kept = [] if felt == [(answer, area, side)] else [f"the history has {felt}"]
    resumed = driven.logs("step_resumed") if answer == "strong" else driven.logs("area_ended")
    followed = [] if resumed else [f"{answer} isn't followed"]
    return [*pain_faults(driven.actions, RATE, asked="<pain_question>"), *kept, *followed]


def _every_exercise() -> dict[str, Plan]:
    """A marked plan with each exercise on file, by its name."""
    wishes = (ANYTHING, Wish(stretch=True), *(Wish(focus=(area,), stretch=True) for area in AREAS))
    found: dict[str, Plan] = {}
    for routine in ROUTINES:
        for tools in (None, *([tool] for tool in ("roller", "ball", "stick", "gun"))):
            for wish in wishes:
                plan = plan_of(routine, "first", 0, tools=tools, wish=wish)
                for step in () if plan is None else plan.steps:
                    if plan is not None:
                        found.setdefault(step.exercise, marked(plan))
    return found


def _phases(plan: Plan, index: int) -> frozenset[str]:
    """Those that this step has."""
    step = plan.steps[index]
    parts = {"sweep": step.strokes, "search": step.holds and step.search_seconds, "hold": step.holds}
    return frozenset(phase for phase in IN_A_STEP if parts.get(phase, True))


def announcements(sessions: int) -> list[Figure]:
    """Random runners' sessions: what was announced, and no command came in between, came."""
    chance, count = random.Random(21), 0
    untrue: list[str] = []
    for _ in range(sessions):
        plan = None
        while plan is None:
            wish = Wish(stretch=chance.choice([None, True, False]))
            tools = chance.choice([None, *TOOL_SETS])
            plan = plan_of(
                chance.choice(ROUTINES), chance.choice(LEVELS), chance.randint(0, 99), tools=tools, wish=wish
            )
        driven = drive(marked(plan))
        for _ in range(chance.randint(0, _SAID_AT_MOST)):
            driven.until(driven.seconds + chance.uniform(1, _SECONDS_APART))
            driven.command(chance.choice(COMMANDS))
        found = untrue_announcements(plan, driven.to_end().actions)
        count += found[0]
        untrue += found[1]
    return [
        Figure(
            "announcements that didn't come true",
            len(untrue),
            "",
            0,
            details={"sessions": sessions, "announcements": count, "which": untrue[:20]},
        )
    ]
