"""``start --after RUN``: the run chooses the session, and the coach says why."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from voice_coach.cli.options import default_language, folders, read_choices
from voice_coach.cli.tell import tell
from voice_coach.errors import InputError
from voice_coach.playing.assemble import plan_for
from voice_coach.routine.library import Library
from voice_coach.watch.after_run import Advice, advice_after, hours_since
from voice_coach.watch.read_run import read_run
from voice_coach.watch.run import Run
from voice_coach.watch.why import spoken_reasons


def choose_after(path: Path, routine: str | None, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """For the run in ``path``; given options stay.

    Raises InputError (`bad-option`) if a routine was given too, and as ``read_run``.
    """
    if routine is not None:
        raise InputError(
            "--after chooses the routine itself.", hint=f"Leave out {routine}, or --after.", code="bad-option"
        )
    now = datetime.now(timezone.utc)
    run = read_run(path)
    advice = _without_skipped(advice_after(run, now), options)
    chosen = dict(options)
    focus = options["focus"] is None and bool(advice.focus)
    if focus:
        chosen["focus"] = ",".join(advice.focus)
    if options["minutes"] is None and advice.minutes is not None:
        chosen["minutes"] = float(advice.minutes)
        if not _fits(advice.routine, chosen):
            chosen["minutes"] = None
    library = Library(options["language"] or default_language(), folders().routines)
    keys = advice.why if focus else advice.why[:1]
    chosen["because"] = spoken_reasons(run, advice, keys, library)
    tell(_line(run, advice, now, chosen))
    return advice.routine, chosen


def _without_skipped(advice: Advice, options: dict[str, Any]) -> Advice:
    skipped = {area.strip() for area in (options["skip"] or "").split(",")}
    focus = tuple(area for area in advice.focus if area not in skipped)
    return Advice(advice.routine, advice.minutes, focus, advice.why)


def _fits(routine: str, options: dict[str, Any]) -> bool:
    """Whether ``routine`` can take these minutes, with these tools and choices."""
    try:
        plan_for(read_choices(routine=routine, **options), folders())
    except InputError as error:
        if error.code == "does-not-fit":
            return False
        raise
    return True


def _line(run: Run, advice: Advice, now: datetime, chosen: dict[str, Any]) -> str:
    """What was read and chosen."""
    minutes = round((run.seconds or 0.0) / 60)
    facts = [
        f"{run.metres / 1000:.1f} km" if run.metres else "",
        f"{minutes // 60}:{minutes % 60:02d} h" if run.seconds else "",
        f"{run.climb_metres:.0f} m up" if run.climb_metres else "",
        f"{hours_since(run, now):.0f} h ago" if run.ended else "",
    ]
    choice = [
        advice.routine,
        f"{chosen['minutes']:g} minutes" if chosen["minutes"] else "",
        f"the most for {chosen['focus'].replace(',', ' and ')}" if chosen["focus"] else "",
    ]
    return f"After {', '.join(filter(None, facts))}: {', '.join(filter(None, choice))}."
