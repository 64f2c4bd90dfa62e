"""Past sessions as text: the last ones, the weeks, tightness, and what hurt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo

from voice_coach.looking_back.overview import Overview
from voice_coach.records.past_session import PastSession

RATING_NOTE = (
    "A rating is about the area and side that were asked about; in sessions without such a question about\n"
    "all that was worked, on the tighter side if one was named."
)


def session_rows(sessions: Iterable[PastSession], zone: tzinfo | None = None) -> list[tuple[str, ...]]:
    """With a head; times in ``zone`` (None: the system's)."""
    return [
        ("when", "routine", "min", "areas", "tight", "tighter", "end"),
        *(_session_row(one, zone) for one in sessions),
    ]


def week_rows(overview: Overview) -> list[tuple[str, ...]]:
    return [
        ("week of", "sessions", "min"),
        *((f"{week.monday}", f"{week.sessions}", f"{week.minutes:.0f}") for week in overview.weeks),
    ]


def tightness_rows(overview: Overview) -> list[tuple[str, ...]]:
    """A row a side of an area, with a head; a dash for no rating."""
    return [
        ("part", *(short_date(week.monday) for week in overview.weeks)),
        *(
            (f"{one.area}, {one.side}", *("-" if value is None else f"{value:g}" for value in one.ratings))
            for one in overview.tightness
        ),
    ]


def hurt_rows(overview: Overview) -> list[tuple[str, ...]]:
    return [
        ("part", "how", "sessions", "last"),
        *(
            (f"{one.area}, {one.side}", ", ".join(one.kinds), f"{one.sessions}", f"{one.last}")
            for one in overview.hurts
        ),
    ]


def summary(overview: Overview) -> str:
    """The total and the streak, in one or two sentences."""
    hours, minutes = divmod(round(overview.minutes), 60)
    time = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    whole = f"{_counted(overview.sessions, 'session')}, {time} in all."
    if overview.streak < 2:
        return whole
    return f"{whole} {overview.streak} weeks in a row, a week of rest between two forgiven."


def as_text(overview: Overview, sessions: Sequence[PastSession], zone: tzinfo | None = None) -> str:
    """``sessions`` are listed one a line."""
    weeks = _counted(len(overview.weeks), "week")
    parts = [_aligned(session_rows(sessions, zone)), f"The last {weeks}\n{_aligned(week_rows(overview))}"]
    if overview.tightness:
        table = _aligned(tightness_rows(overview))
        parts.append(f"How tight, one to ten\n{table}\n{RATING_NOTE}")
    if overview.hurts:
        parts.append(f"What hurt\n{_aligned(hurt_rows(overview))}")
    return "\n\n".join([*parts, summary(overview)]) + "\n"


def short_date(day: date) -> str:
    """``30 Nov``, whatever the locale."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day} {months[day.month - 1]}"


def _session_row(session: PastSession, zone: tzinfo | None) -> tuple[str, ...]:
    began = session.began
    end = "" if session.completed else "cut off" if session.cut_off else "ended early"
    return (
        session.when[:16] if began is None else f"{began.astimezone(zone):%Y-%m-%d %H:%M}",
        session.routine,
        f"{session.minutes:g}",
        ", ".join(session.areas) or "no area",
        _rating(session),
        session.tighter_side,
        end,
    )


def _rating(session: PastSession) -> str:
    if session.rating is None:
        return ""
    about = " ".join(name for name in (session.rated_area, session.rated_side) if name)
    return f"{session.rating} of 10" + (f", {about}" if about else "")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Aligned columns, numbers to the right; empty ones are left out."""
    columns = [column for column in zip(*rows, strict=True) if any(column[1:])]
    shown = [_column(column) for column in columns]
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*shown, strict=True))


def _column(cells: Sequence[str]) -> list[str]:
    width = max(map(len, cells))
    to_right = all(cell in {"", "-"} or cell.replace(".", "", 1).isdigit() for cell in cells[1:])
    return [cell.rjust(width) if to_right else cell.ljust(width) for cell in cells]
