"""A programme as text, and as data for scripts."""

from __future__ import annotations

from voice_coach.programme.calendar_file import summary_of
from voice_coach.programme.plan import PlannedDay, Programme
from voice_coach.programme.texts import ProgrammeTexts
from voice_coach.programme.week import WEEKDAYS


def as_text(programme: Programme, texts: ProgrammeTexts) -> str:
    """A line a session, under its week; reads well aloud."""
    first = programme.days[0].date
    lines = [texts.title.format(weeks=programme.weeks, start=first.isoformat())]
    week = 0
    for day in programme.days:
        if day.week != week:
            week = day.week
            lines += ["", texts.week.format(week=week, weeks=programme.weeks)]
        lines += _day_lines(day, texts)
    notes = dict.fromkeys(
        f"{session.title}: {note}" for session in programme.sessions for note in session.notes
    )
    return "\n".join([*lines, "", texts.safety, texts.afterwards, *notes]) + "\n"


def _day_lines(day: PlannedDay, texts: ProgrammeTexts) -> list[str]:
    name = f"{texts.days[WEEKDAYS[day.date.weekday()]]} {day.date.isoformat()}"
    if not day.sessions:
        return [f"  {name}: {texts.rest}."]
    return [
        f"  {name}: {summary_of(session, texts)}. {texts.uses[session.use]} {session.file_name}"
        for session in day.sessions
    ]


def as_data(programme: Programme) -> dict[str, object]:
    """``days`` name session files; ``sessions`` describes each file."""
    return {
        "start": programme.days[0].date.isoformat(),
        "weeks": programme.weeks,
        "days": [
            {
                "date": day.date.isoformat(),
                "weekday": WEEKDAYS[day.date.weekday()],
                "week": day.week,
                "run": day.run,
                "sessions": [{"use": session.use, "file": session.file_name} for session in day.sessions],
            }
            for day in programme.days
        ],
        "sessions": [
            {
                "file": session.file_name,
                "use": session.use,
                "routine": session.choices.routine,
                "title": session.title,
                "level": session.choices.level,
                "minutes": session.minutes,
                "notes": list(session.notes),
            }
            for session in programme.sessions
        ],
    }
