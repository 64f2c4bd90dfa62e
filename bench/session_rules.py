"""What must hold in every session, as lists of what's wrong: for the property tests and the figures."""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.routine.plan import Plan, Step
from voice_coach.session.actions import Action, Log, PlayCue, Say

_BACK_ON_SECONDS = 8.0
"""To get back on after easing."""


def untrue_announcements(plan: Plan, actions: Sequence[Action]) -> tuple[int, list[str]]:
    """How many announcements no command came after, and those that didn't come true, in a session of
    ``driven.marked`` lines."""
    events = [action for action in actions if isinstance(action, Say | Log)]
    commanded = {one.at_frame for one in events if isinstance(one, Log) and one.event == "command_applied"}
    count, untrue = 0, []
    for index, action in enumerate(events):
        if not isinstance(action, Say) or not action.text.startswith("<coming"):
            continue
        come = _what_came(plan, events[index + 1 :], commanded, action.text)
        if come is not None:
            count += 1
            untrue += [] if come == "" else [f"{action.text!r}, then {come}"]
    return count, untrue


def _what_came(plan: Plan, later: Sequence[Say | Log], commanded: set[int], text: str) -> str | None:
    """Empty if what ``text`` announces came, what came instead if not; ``None`` if nothing was to
    come, since the runner wanted something else."""
    key = text.split(" ", maxsplit=1)[0]
    for one in later:
        if not isinstance(one, Log):
            continue
        if one.at_frame in commanded:
            return None
        if one.event == "phase_started" and key == "<coming_spot>":
            return "" if one.fields["phase"] == "search" else str(one.fields["phase"])
        if one.event == "phase_started" and one.fields["phase"] == "closing":
            return "" if key == "<coming_end>" else "the end"
        if one.event != "step_started":
            continue
        step = plan.steps[int(str(one.fields["step"]))]
        came = text in (f"<coming_side> <{step.side}>", f"<coming_area> {step.script.area}")
        return "" if came else f"{step.exercise} {step.side}"
    return None


def unsafe_starts(plan: Plan, actions: Sequence[Action]) -> list[str]:
    """Exercises to be told in full that were begun before their range and all places to keep off were heard,
    whole, since they came up."""
    heard: dict[str, str] = {}
    wrong: list[str] = []
    step: Step | None = None
    for action in sorted(actions, key=lambda action: action.at_frame):
        if isinstance(action, Log) and action.event == "step_started":
            step = plan.steps[int(str(action.fields["step"]))]
            heard.setdefault(step.exercise, "")
        elif isinstance(action, Log) and action.event == "speech" and not action.fields["cut"]:
            heard = {name: f"{said} {action.fields['text']}" for name, said in heard.items()}
        elif isinstance(action, PlayCue) and action.name in {"stroke", "hold_start"} and step is not None:
            missing = [text for text in _to_be_heard(plan, step) if text not in heard[step.exercise]]
            wrong += [f"{step.exercise}: {missing}"] if missing else []
    return list(dict.fromkeys(wrong))


def _to_be_heard(plan: Plan, step: Step) -> tuple[str, ...]:
    in_full = plan.level == "first" or not step.met
    is_move = step.tool == "none" and step.strokes
    return (*step.script.keep_off, step.script.range) if in_full and not is_move else ()


def breaths_of_holds(actions: Sequence[Action]) -> list[list[str]]:
    """The breath tones of each hold that ran its course."""
    holds: list[list[str]] = []
    now: list[str] | None = None
    for action in sorted(actions, key=lambda action: action.at_frame):
        if isinstance(action, PlayCue) and action.name.startswith("breath") and now is not None:
            now.append(action.name)
        elif isinstance(action, Log) and action.event in {"step_finished", "command_applied"}:
            if now is not None and action.fields.get("completed"):
                holds.append(now)
            now = None
        elif isinstance(action, Log) and action.event == "phase_started":
            if now is not None:
                holds.append(now)
            now = [] if action.fields["phase"] == "hold" else None
    return holds


def breathes_evenly(tones: Sequence[str]) -> bool:
    """In and out by turns, and out at the end."""
    return list(tones) == ["breath_in", "breath_out"] * (len(tones) // 2)


def said_again(texts: Sequence[str]) -> float:
    """The share of sentences that were said before in the same session."""
    return 1 - len(set(texts)) / len(texts)


def shared_with(texts: Sequence[str], before: Sequence[str]) -> float:
    """The share of different sentences that were said in the session ``before``, too."""
    return len(set(texts) & set(before)) / len(set(texts))


def pain_faults(actions: Sequence[Action], rate: int, *, asked: str) -> list[str]:
    """What's wrong after "it hurts": ``asked`` wasn't said, or an answer wasn't followed.

    Getting back on takes eight seconds after the words at least; no step touches an area that has ended.
    """
    found: list[str] = []
    logs = [one for one in actions if isinstance(one, Log)]
    if not any(isinstance(one, Say) and one.text == asked for one in actions):
        found.append("the question isn't asked")
    spoken = [round(float(str(log.fields["end"])) * rate) for log in logs if log.event == "speech"]
    for log in logs:
        if log.event == "step_resumed":
            said = max(end for end in spoken if end <= log.at_frame)
            if log.at_frame - said < _BACK_ON_SECONDS * rate:
                found.append(f"back on after {(log.at_frame - said) / rate:.1f} s")
        if log.event == "step_started":
            area = log.fields["area"]
            over = [one.at_frame for one in logs if one.event == "area_ended" and one.fields["area"] == area]
            if over and log.at_frame > min(over):
                found.append(f"{log.fields['exercise']} after its area has ended")
    return found
