"""Routines in sequence (``warmup+recovery``) as one plan, with spoken rests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from voice_coach.errors import InputError
from voice_coach.routine.adapting import MOST_SENTENCES
from voice_coach.routine.dosing import Measure
from voice_coach.routine.plan import REST_AREA, Plan, Script, Step
from voice_coach.routine.variants import least_used
from voice_coach.routine.wish import Wish

REST_SECONDS = 60.0
MOST_ROUTINES = 5
_SIGN = "+"
_LONGEST_SECONDS = 3 * 3600.0
_CLOSE_ENOUGH_SECONDS = 1.0
_ROUNDS = 3
"""Words vary with a routine's minutes."""

_Item = TypeVar("_Item")
Load = Callable[[str, Wish], Plan]
"""One routine's plan, by name."""


def names_of(name_or_path: str | Path) -> tuple[str, ...]:
    """The chain's routines, or the one (file names may have a plus). Raises ``InputError``
    (``bad-chain``).
    """
    given = str(name_or_path)
    if _SIGN not in given or Path(given).is_file():
        return (given,)
    names = tuple(name.strip() for name in given.split(_SIGN))
    if not all(names) or len(names) > MOST_ROUTINES:
        raise InputError(
            f"{given!r} is no chain of routines.",
            hint=f"Chain two to {MOST_ROUTINES}, such as warmup+recovery.",
            code="bad-chain",
        )
    for name in names:
        if Path(name).suffix in {".yaml", ".yml"} or len(Path(name).parts) > 1:
            raise InputError(
                f"{name} is a file, and only routines with a name can be chained.",
                hint="Put it among your own routines; voice-coach config says where they lie.",
                code="bad-chain",
            )
    return names


def load_chain(names: Sequence[str], wish: Wish, load: Load, measure: Measure) -> Plan:
    """``wish``'s minutes include the rests; a focus applies where it exists.

    Raises ``InputError``: as ``load`` does, ``does-not-fit`` over 3 hours.
    """
    wish.check()
    plans = [load(name, wish._replace(minutes=None, focus=())) for name in names]
    wishes = [_own(wish, plan, first=plan is plans[0], plans=plans) for plan in plans]
    if wish.focus:
        plans = [load(name, own) for name, own in zip(names, wishes, strict=True)]
    if wish.minutes is not None:
        plans = _fitted(names, wishes, plans, wish.minutes * 60, load, measure)
    chain = joined(plans)
    if measure(chain) > _LONGEST_SECONDS:
        raise InputError(
            f"{chain.routine} takes over 3 hours.", hint="Chain fewer routines.", code="does-not-fit"
        )
    return chain


def _own(wish: Wish, plan: Plan, *, first: bool, plans: Sequence[Plan]) -> Wish:
    """A routine's part of ``wish``; the first takes focus areas that none has."""
    here = {step.area for step in plan.steps}
    anywhere = {step.area for other in plans for step in other.steps}
    focus = tuple(area for area in wish.focus if area in here or (first and area not in anywhere))
    return wish._replace(minutes=None, focus=focus)


def _fitted(
    names: Sequence[str],
    wishes: Sequence[Wish],
    plans: Sequence[Plan],
    seconds: float,
    load: Load,
    measure: Measure,
) -> list[Plan]:
    """In the same proportions, ``seconds`` in all."""
    usual = [measure(plan) for plan in plans]
    goal = seconds
    for _ in range(_ROUNDS):
        shares = [goal * each / sum(usual) for each in usual]
        found = [
            load(name, wish._replace(minutes=round(share / 60, 2)))
            for name, wish, share in zip(names, wishes, shares, strict=True)
        ]
        off = measure(joined(found)) - seconds
        if abs(off) <= _CLOSE_ENOUGH_SECONDS:
            break
        goal -= off
    return found


def joined(plans: Sequence[Plan]) -> Plan:
    """The first's opening, the last's closing, rests between."""
    first, last = plans[0], plans[-1]
    steps: list[Step] = []
    opened = set(first.opening)
    for plan in plans:
        if steps:
            new = tuple(sentence for sentence in plan.opening if sentence not in opened)
            opened |= set(new)
            steps.append(_rest(plan, new, pair=steps[-1].pair + 1))
        base = steps[-1].pair + 1 if steps else 0
        steps += [replace(step, pair=base + step.pair) for step in plan.steps]
    tools = _once(tool for plan in plans for tool in plan.tools)
    return replace(
        first,
        routine=_SIGN.join(plan.routine for plan in plans),
        title=_listed([plan.title for plan in plans], first),
        tools=tuple(tool for tool in tools if tool != "none") or tools,
        closing=last.closing,
        switch_gap_seconds=max(plan.switch_gap_seconds for plan in plans),
        steps=tuple(steps),
        left_out=_once(area for plan in plans for area in plan.left_out),
        memories=_once(told for plan in plans for told in plan.memories)[:MOST_SENTENCES],
        got_more=_once(area for plan in plans for area in plan.got_more),
        got_less=_once(area for plan in plans for area in plan.got_less),
        notes=_once(note for plan in plans for note in plan.notes),
    )


def _rest(plan: Plan, opening: Sequence[str], *, pair: int) -> Step:
    """Before ``plan``, whose ``opening`` hasn't been said."""
    lines = plan.lines
    variants = lines.get("rest_between", ())
    said = least_used(variants, {}, plan.seed + pair) if variants else ""
    minute = lines["one_minute"][0]
    announced = said.format(duration=minute, title=plan.title)
    how = lines.get("rest_how", ())
    rules = opening if plan.level == "first" else ()
    name = lines.get("rest_name", ("rest",))[0]
    script = Script(
        area=name,
        where=(),
        position=(announced, *rules),
        reminder=announced,
        sweep="",
        search="",
        hold="",
        during=how,
        how=how,
        ease="",
    )
    return Step(
        area=REST_AREA,
        exercise=REST_AREA,
        tool="none",
        side="both",
        pair=pair,
        setup_seconds=0.0,
        strokes=0,
        stroke_seconds=1.0,
        holds=1,
        search_seconds=0.0,
        hold_seconds=REST_SECONDS,
        script=script,
        rests=True,
    )


def _listed(titles: Sequence[str], plan: Plan) -> str:
    rest = [title[:1].lower() + title[1:] for title in titles[1:]]
    before, last = [titles[0], *rest[:-1]], rest[-1]
    return f"{', '.join(before)} {plan.lines['and'][0]} {last}"


def _once(items: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))
