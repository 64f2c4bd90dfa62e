"""``python -m bench.memory_rules [--count N] [--seed N]``: what random histories make of sessions.

Every plan must be legal: no dose passed, the order kept unless a reason says otherwise, the minutes that were
asked for kept, both sides equal unless a reason says otherwise; and every sentence about the past is true of
the session that it names. Refusals count apart: a wish that no session can meet.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from bench.figures import Figure, report
from bench.seeded_histories import LEGS, random_history
from tests.records.test_truth_of_memories import NOW, TRUE, key_of
from voice_coach.errors import InputError
from voice_coach.records.past_session import PastSession
from voice_coach.records.remembering import memory_of
from voice_coach.routine.adapting import MOST_SENTENCES
from voice_coach.routine.estimate import estimate_seconds
from voice_coach.routine.library import Library, Readings
from voice_coach.routine.limits import LONGEST_SET_SECONDS
from voice_coach.routine.loader import load_plan
from voice_coach.routine.plan import Plan
from voice_coach.routine.wish import ANYTHING, Wish

ROUTINES = ("warmup", "recovery", "maintenance", "long-run", "desk-break")
PROMISED_SECONDS = 15.0


def random_wish(chance: random.Random) -> Wish:
    return Wish(
        minutes=chance.choice([None, None, None, *range(6, 26)]),
        focus=tuple(chance.sample(LEGS, chance.choice([0, 0, 1]))),
        focus_side=chance.choice(["", "left", "right"]),
    )


def faults(plan: Plan, wish: Wish, history: Sequence[PastSession], order: dict[str, int]) -> list[str]:
    """What's wrong with ``plan``, in a word each."""
    found = []
    keys = {key for key, lines in plan.lines.items() for one in plan.memories if one.wording in lines}
    if any(step.worked_seconds > LONGEST_SET_SECONDS for step in plan.steps):
        found.append("dose")
    areas = list(dict.fromkeys(step.area for step in plan.steps))
    ranks = [order[area] for area in areas]
    falls = sum(later < earlier for earlier, later in pairwise(ranks))
    if falls > (1 if "reason_skipped" in keys else 0):
        found.append("order")
    if wish.minutes is not None and abs(estimate_seconds(plan) - wish.minutes * 60) > PROMISED_SECONDS:
        found.append("minutes")
    sided = "reason_side" in keys or "reason_tight_side" in keys
    for pair in {step.pair for step in plan.steps}:
        sides = [step for step in plan.steps if step.pair == pair]
        mine = wish.focus_side and sides[0].area in wish.focus
        if len({step.worked_seconds for step in sides}) > 1 and not (sided or mine):
            found.append("sides")
    if len(plan.memories) > MOST_SENTENCES:
        found.append("sentences")
    by_time = {one.when: one for one in history}
    for one in plan.memories:
        source = by_time.get(one.when)
        if source is None:
            found.append("source")
        elif not TRUE[key_of(plan, one.wording)](one.text, source, history):
            found.append(f"untrue: {one.text}")
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7, help="other histories and wishes")
    options = parser.parse_args(arguments)
    count = options.count
    chance, readings, library = random.Random(options.seed), Readings(), Library("en")
    order = {area: next(iter(library.exercises(area).values())).order for area in library.areas()}
    wrong: Counter[str] = Counter()
    said: Counter[str] = Counter()
    refused, began = 0, time.process_time()
    for _ in range(count):
        history = random_history(chance, NOW - timedelta(hours=chance.randint(1, 24 * 24)))
        wish, routine = random_wish(chance), chance.choice(ROUTINES)
        asked = wish if wish.focus else replace_side(wish)
        try:
            plan = load_plan(
                routine,
                level="usual",
                seed=chance.randint(0, 9),
                wish=asked,
                memory=memory_of(history, NOW),
                readings=readings,
            )
        except InputError:
            refused += 1
            continue
        wrong.update(faults(plan, asked, history, order))
        said.update(key for one in plan.memories for key, lines in plan.lines.items() if one.wording in lines)
    milliseconds = 1000 * (time.process_time() - began) / count
    details = {"by fault": dict(wrong), "sentences": dict(said), "of": count}
    report(
        "memory_rules",
        [
            Figure("plans that aren't legal", float(wrong.total()), "", 0.0, details=details),
            Figure("wishes that no session meets", 100 * refused / count, "%", 25.0),
            Figure("a plan from a history", milliseconds, "ms CPU", 50.0),
        ],
    )
    return 0


def replace_side(wish: Wish) -> Wish:
    """A stiffer side is one of a focus."""
    return wish._replace(focus_side=ANYTHING.focus_side)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
