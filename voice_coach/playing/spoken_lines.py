"""The lines that a session of a plan can speak: what a recorded voice covers.

Every variant is worked out, so for every seed, or for the plan as it stands. Left out as nearly endless: the
time left, odd seconds of "longer" and "shorter", areas worked if some were left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.line_groups import (
    ASKING,
    DEVICES,
    ENDING,
    ENDLESS,
    IN_EXERCISES,
    NOT_SPOKEN,
    NOT_WHERE_QUIET,
    OF_ONE_AREA,
    WITH_FIELDS,
    unsaid_in,
)
from voice_coach.playing.screen_lines import screen_lines
from voice_coach.routine.body import THINGS
from voice_coach.routine.insights import insights_of
from voice_coach.routine.library import Library
from voice_coach.routine.limits import longest_part_seconds
from voice_coach.routine.lines import LINES
from voice_coach.routine.model import ExerciseTexts
from voice_coach.routine.plan import Level, Plan, Script, Side, Step
from voice_coach.routine.scripts import STRETCH, opening_keys
from voice_coach.session.estimated_durations import EstimatedDurations
from voice_coach.session.machine import Session
from voice_coach.session.part_length import USUAL_CHANGE_SECONDS
from voice_coach.session.wording import Wording

ALL_LEVELS: tuple[Level, ...] = ("first", "usual", "quiet")


@dataclass(frozen=True)
class SpokenLine:
    """A line, and the part of a session that says it."""

    text: str
    where: str


def spoken_lines(
    plan: Plan,
    library: Library,
    levels: Sequence[Level],
    change_seconds: Sequence[int] = (),
    *,
    as_planned: bool = False,
) -> tuple[SpokenLine, ...]:
    """Each line once, by part.

    ``levels``: how much the coach says; runners may change it. ``change_seconds``: more seconds said with
    "longer" and "shorter". ``as_planned``: only what this plan can say: no other seed's words, nothing of
    earlier sessions, no absent fact or tool.
    """
    of_plan = _Lines(plan, library, levels, change_seconds, as_planned=as_planned)
    found: dict[str, SpokenLine] = {}
    for where, texts in of_plan.groups():
        for text in texts:
            if text:
                found.setdefault(text, SpokenLine(text, where))
    return tuple(found.values())


def urgent_answers(plan: Plan) -> tuple[str, ...]:
    """Answers to pause, stop and "it hurts", which can't wait: a slow voice should make them early."""
    keys = ("paused", "confirm_stop", "pain_question", "eased", "kept_paused", "stopped", "pain_careful")
    lines = [text for key in keys for text in plan.lines.get(key, ())]
    return tuple(dict.fromkeys(lines))


class _Lines:
    def __init__(
        self,
        plan: Plan,
        library: Library,
        levels: Sequence[Level],
        change_seconds: Sequence[int],
        *,
        as_planned: bool,
    ) -> None:
        self._as_planned = as_planned
        self._unsaid = unsaid_in(plan) if as_planned else ()
        self._plan = plan
        self._library = library
        self._levels = levels
        self._change_seconds = change_seconds
        self._wording = Wording(plan)

    def groups(self) -> Iterator[tuple[str, Iterator[str]]]:
        yield "beginning", self._beginning()
        for area in dict.fromkeys(step.area for step in self._plan.steps):
            steps = [step for step in self._plan.steps if step.area == area]
            yield f"area: {steps[0].script.area}", self._of_area(steps)
        yield "during every exercise", self._of_every_step()
        yield "questions", self._all(ASKING)
        yield "end", self._end()
        yield "help", self._all([key for key in LINES if key.startswith("help_") and key not in NOT_SPOKEN])
        yield "answers", self._answers()
        yield "longer and shorter", self._longer_and_shorter()
        yield "ratings", self._ratings()
        yield "devices", self._all(DEVICES)
        yield "safety questions", screen_lines(self._library)

    def _all(self, keys: Sequence[str]) -> Iterator[str]:
        return chain.from_iterable(self._line(key) for key in keys)

    def _line(self, key: str, **fields: object) -> Iterator[str]:
        if self._unsaid and key.startswith(self._unsaid):
            return
        for variant in self._plan.lines.get(key, ()):
            yield variant.format(**fields)

    def _sides(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.side for step in self._plan.steps if step.side != "both"))

    def _side(self, side: str) -> str:
        return self._wording.part(side)

    def _beginning(self) -> Iterator[str]:
        plan, wording = self._plan, self._wording
        needed = [thing for thing in THINGS if any(thing in step.needs for step in plan.steps)]
        things = [wording.part(f"thing_{thing}") for thing in needed]
        for level in self._levels:
            tools = wording.tools(things if level != "quiet" else ())
            seconds = _forecast_seconds(replace(self._plan, level=level))
            # Another seed says longer or shorter variants, which may round to another minute.
            about = (self._wording.whole_minutes(seconds + shift) for shift in (-30.0, 0.0, 30.0))
            for minutes in dict.fromkeys(about):
                yield from self._line("welcome", title=self._plan.title, minutes=minutes, tools=tools)
        if things:
            yield from self._line("needs", things=wording.listing(things))
        if "first" in self._levels:
            yield from plan.opening
        yield from plan.listeners
        insights = plan.insights if self._as_planned else insights_of(self._library)
        yield from (insight.say for insight in insights)
        first = self._plan.steps[0].script.area
        yield from self._line("area_first", area=first)
        for side in self._sides():
            yield from self._line("area_first_side", area=first, side=self._side(side))

    def _of_area(self, steps: Sequence[Step]) -> Iterator[str]:
        for name in dict.fromkeys(step.script.area for step in steps):
            yield from self._line("area_then", area=name)
            yield from self._line("coming_area", area=name)
            for side in self._sides():
                yield from self._line("area_then_side", area=name, side=self._side(side))
        for place in dict.fromkeys(self._wording.place(step) for step in steps):
            yield from self._line("going_on", place=place)
            yield from self._line("cut_off_before", place=place)
        for place in dict.fromkeys(self._wording.sided(step) for step in steps if step.side != "both"):
            if place:
                yield from self._line("start_place", place=place)
        if self._as_planned:
            yield from chain.from_iterable(_scripted(step.script) for step in steps)
            if any(step.holds > 1 and step.script.hold in self._wording.variants("hold") for step in steps):
                yield from self._line("hold")
        for step in {step.exercise: step for step in steps}.values():
            if step.rests:
                yield from (*step.script.position, *step.script.how)
                continue
            if step.tool != STRETCH:
                yield from self._line("take_tool", tool=self._wording.part(f"the_{step.tool}"))
            if step.script.keep_off:
                places = self._wording.listing(list(step.script.keep_off))
                yield from self._line("keep_off", places=places)
            texts = self._library.texts(step.area)[step.exercise]
            if not self._as_planned:
                yield from _exercise(texts, step, self._plan, quiet_only=set(self._levels) == {"quiet"})
            yield from self._line("pain_lighter", ease=texts.ease)
            yield texts.ease
            sides = dict.fromkeys(one.side for one in steps if one.side != "both")
            yield from self._of_one_area(step.area, texts.area, list(sides))

    def _of_one_area(self, area: str, name: str, sides: Sequence[Side]) -> Iterator[str]:
        is_rated = bool(self._side(f"left_{area}"))
        for key in OF_ONE_AREA:
            if is_rated or key.startswith("pain_"):
                yield from self._line(key, area=name)
        for side in sides if is_rated else ():
            yield from self._line("reason_tight_side", area=name, side=self._side(side))
            yield from self._line("rate_question_area", area=self._side(f"{side}_{area}"))

    def _of_every_step(self) -> Iterator[str]:
        for side in self._sides():
            for key in (
                "start_side",
                "to_side",
                "same_other_side",
                "coming_side",
                "back_to_side",
                "reason_side",
            ):
                yield from self._line(key, side=self._side(side))
        if set(self._levels) != {"quiet"}:
            yield from self._all(NOT_WHERE_QUIET)
        yield from self._line("coming_end")

    def _answers(self) -> Iterator[str]:
        grouped = {*ASKING, *DEVICES, *ENDING, *NOT_WHERE_QUIET, "coming_end"}
        grouped |= {*WITH_FIELDS, *IN_EXERCISES, *NOT_SPOKEN, *ENDLESS}
        for key, spec in LINES.items():
            if spec.kind != "part" and key not in grouped and not key.startswith("help_"):
                yield from self._line(key)
        for side in ("left", "right"):
            yield from self._line("only_side", side=self._side(side))

    def _longer_and_shorter(self) -> Iterator[str]:
        asked = dict.fromkeys((USUAL_CHANGE_SECONDS, *self._change_seconds))
        strokes = dict.fromkeys(step.stroke_seconds for step in self._plan.steps if step.strokes)
        in_strokes = (max(1, round(seconds / stroke)) * stroke for seconds in asked for stroke in strokes)
        for tool in dict.fromkeys(step.tool for step in self._plan.steps):
            for hold in (False, True):
                most = self._wording.duration(longest_part_seconds(tool, hold=hold))
                yield from self._line("longer_limit", most=most)
        for duration in dict.fromkeys(self._wording.duration(each) for each in (*asked, *in_strokes)):
            yield from self._line("longer", duration=duration)
            yield from self._line("shorter", duration=duration)

    def _ratings(self) -> Iterator[str]:
        for value in range(1, 11):
            yield from self._line("rated", value=value)

    def _end(self) -> Iterator[str]:
        yield from self._line("done", areas=self._wording.areas(list(self._plan.steps)))
        yield from self._plan.closing
        yield from self._all(ENDING)


def _scripted(script: Script) -> Iterator[str]:
    yield from (*script.where, *script.position, script.reminder, *script.how, script.range, script.turn)
    yield from (script.sweep, script.search, script.hold, *script.during, *script.moving)


def _exercise(texts: ExerciseTexts, step: Step, plan: Plan, *, quiet_only: bool) -> Iterator[str]:
    """Every variant, of which ``routine.scripts`` chooses."""
    stretch = step.tool == STRETCH
    if not stretch:
        yield from texts.where
    yield from texts.position
    yield texts.reminder
    yield from (*texts.how, texts.feel, *texts.mistakes, texts.range, texts.turn)
    if quiet_only:
        return
    lines, keys = plan.lines, opening_keys(step.tool)
    yield from (*texts.moving, *lines.get("moving", ()))
    yield from texts.sweep or lines.get(keys["sweep"], ())
    yield from texts.search or lines[keys["search"]]
    yield from texts.hold or lines[keys["hold"]]
    yield from (texts.breath, *texts.during, *lines["during_stretch" if stretch else "during"])
    if texts.deepen:
        yield from (line.format(deepen=texts.deepen) for line in lines["deepen"])


def _forecast_seconds(plan: Plan) -> float:
    durations = EstimatedDurations(SAMPLE_RATE, plan.language)
    return Session(plan, rate=SAMPLE_RATE, durations=durations).forecast_seconds()
