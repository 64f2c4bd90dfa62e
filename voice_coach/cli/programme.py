"""``voice-coach programme``: several weeks of sessions as files, a calendar and a plan."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from voice_coach.cli.options import (
    default_language,
    folder_option,
    folders,
    history,
    read_choices,
    tell_of_damage,
)
from voice_coach.cli.personal import belongings, runner_option
from voice_coach.cli.progress import batch_progress
from voice_coach.content import own_folder
from voice_coach.errors import InputError


@click.command("programme")
@folder_option
@click.option(
    "--weeks",
    type=click.IntRange(1, 52),
    default=4,
    show_default=True,
    metavar="N",
    help="How many weeks to plan.",
)
@click.option("--start", metavar="YYYY-MM-DD", help="The first day; usually next Monday.")
@click.option(
    "--run-days", default="mon,wed,sat", show_default=True, metavar="LIST", help="The days you run on."
)
@click.option(
    "--at", default="07:00", show_default=True, metavar="HH:MM", help="When sessions start, for the calendar."
)
@click.option("--minutes", type=float, metavar="N", help="Longest session.")
@click.option("--tools", metavar="LIST", help="Tools you have, best first: roller,ball,stick,gun.")
@click.option("--voice", metavar="NAME", help="The coach's voice; see: voice-coach voices.")
@click.option("--language", metavar="CODE", help="Language of sessions and plan; usually the system's.")
@runner_option
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def command(
    folder: Path,
    weeks: int,
    start: str | None,
    run_days: str,
    at: str,
    minutes: float | None,
    tools: str | None,
    voice: str | None,
    language: str | None,
    runner: str | None,
    as_json: bool,
) -> None:
    """Plan some weeks: warm-ups before runs, recoveries after the long and the hard one, maintenance days.

    DIR gets an MP3 for each distinct session, programme.ics for your calendar, and the plan as programme.txt
    and programme.json. The same options give the same files. What your history says is done, and what comes
    next, is printed.
    """
    from voice_coach.playing.kept_between_sessions import SharedParts
    from voice_coach.programme.done import as_text, done_by
    from voice_coach.programme.plan import make_programme
    from voice_coach.programme.texts import load_texts
    from voice_coach.programme.week import read_days, week_pattern
    from voice_coach.programme.write import write_programme
    from voice_coach.routine.library import Library

    if minutes is not None and not 5 <= minutes <= 180:
        raise InputError("--minutes must be 5 to 180.", hint="Try 30.", code="bad-option")
    begins = _time(at)
    first = _next_monday(date.today()) if start is None else _date(start)
    _check_years(first, weeks)
    pattern = week_pattern(read_days(run_days))
    usual = read_choices("", tools=tools, voice=voice, language=language or default_language())
    own = folders()
    tell_of_damage([(usual.voice, usual.language)])
    planned = replace(own, shared=SharedParts())
    programme = make_programme(first, weeks, pattern, usual, planned, most_minutes=minutes)
    texts = load_texts(Library(usual.language, own.routines))
    with batch_progress(quiet=as_json) as progress:
        kept = own_folder() / "calendar.json"
        said = write_programme(programme, texts, begins, folder, own, revisions=kept, on_progress=progress)
    done = done_by(programme, history(belongings(runner)).sessions(), date.today())
    if as_json:
        click.echo(json.dumps({**said.data, **done.as_data()}, ensure_ascii=False))
        return
    click.echo(said.text.rstrip())
    if told := as_text(done, date.today()):
        click.echo(f"\n{told}")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"--start {text!r} isn't a date.", hint="Write it like 2027-01-04.", code="bad-option"
        ) from error


def _check_years(first: date, weeks: int) -> None:
    """Calendars end with the year 9999, and few programs know one before 1900."""
    if not date(1900, 1, 1) <= first <= date.max - timedelta(weeks=weeks, days=7):
        raise InputError(
            f"--start {first.isoformat()} with {weeks} weeks is beyond what calendars hold.",
            hint="Choose a year from 1900 to 9998.",
            code="bad-option",
        )


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError as error:
        raise InputError(
            f"--at {text!r} isn't a time.", hint="Write it like 07:30.", code="bad-option"
        ) from error


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())
