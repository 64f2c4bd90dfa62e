"""A programme as a calendar (RFC 5545).

Floating times. The same programme gives the same bytes; the same day and use the same UID, so imports replace
earlier events.
"""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta, timezone

from voice_coach import __version__
from voice_coach.programme.plan import PlannedDay, PlannedSession, Programme
from voice_coach.programme.revisions import Revisions, fingerprint
from voice_coach.programme.texts import ProgrammeTexts
from voice_coach.programme.week import Use

RUN_TAKES = timedelta(hours=1)
"""Unless the run's length is known."""
LONG_RUN_TAKES = timedelta(hours=2)
ALARM_BEFORE = timedelta(minutes=10)
_LATER: dict[Use, timedelta] = {"recovery": RUN_TAKES, "long-recovery": LONG_RUN_TAKES}
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "programme.voice-coach")


def calendar_bytes(
    programme: Programme, texts: ProgrammeTexts, begins: time, revisions: Revisions | None = None
) -> bytes:
    """Sessions begin at ``begins`` local time, recoveries after the run. ``revisions`` knows earlier
    calendars, and learns this one.
    """
    import icalendar

    revisions = revisions or Revisions()
    first = programme.days[0].date
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Voice Coach//Programme {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", texts.title.format(weeks=programme.weeks, start=first.isoformat()))
    # When the calendar was made is no secret, but it must not change from run to run.
    made = datetime.combine(first, time(), tzinfo=timezone.utc)
    for day in programme.days:
        for session in day.sessions:
            event = icalendar.Event()
            event.add("uid", uid_of(day, session.use))
            event.add("dtstart", datetime.combine(day.date, begins) + _LATER.get(session.use, timedelta()))
            event.add("duration", timedelta(minutes=session.minutes))
            event.add("summary", summary_of(session, texts))
            event.add("description", description_of(day, session, programme, texts))
            event.add("transp", "TRANSPARENT" if session.use == "warm-up" else "OPAQUE")
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", summary_of(session, texts))
            alarm.add("trigger", -ALARM_BEFORE)
            event.add_component(alarm)
            revision = revisions.next(uid_of(day, session.use), fingerprint(event), made)
            event.add("dtstamp", revision.stamp)
            event.add("sequence", revision.sequence)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def uid_of(day: PlannedDay, use: Use) -> str:
    """Independent of the session's length and words."""
    return f"{uuid.uuid5(_NAMESPACE, f'{day.date.isoformat()} {use}')}@voice-coach"


def summary_of(session: PlannedSession, texts: ProgrammeTexts) -> str:
    return texts.summary.format(title=session.title, minutes=session.minutes)


def description_of(
    day: PlannedDay, session: PlannedSession, programme: Programme, texts: ProgrammeTexts
) -> str:
    return " ".join(
        [
            f"{texts.week.format(week=day.week, weeks=programme.weeks)}.",
            texts.uses[session.use],
            texts.file.format(file=session.file_name),
            texts.safety,
        ]
    )
