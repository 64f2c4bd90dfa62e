"""Past sessions for these tests: noon of a day, so that no zone moves them."""

from __future__ import annotations

from datetime import date, datetime, timezone

from voice_coach.records.past_session import PainFelt, PartDone, PastSession

TODAY = date(2026, 11, 26)
"""A Thursday; its week begins on the 23rd."""


def past(
    day: str, rating: int | None = None, tighter: str = "", *pains: str, minutes: float = 10
) -> PastSession:
    """A session on ``day`` of 2026 (``11-25``): both glutes and the left calf worked; ``pains`` as
    ``sharp calves left``."""
    when = datetime.fromisoformat(f"2026-{day}T12:00:00").replace(tzinfo=timezone.utc)
    return PastSession(
        when.isoformat(),
        "warmup",
        minutes,
        ("glutes", "calves"),
        True,
        rating,
        tighter,
        pains=tuple(PainFelt(*pain.split()) for pain in pains),
        parts=(
            PartDone("glutes", "left", done=True),
            PartDone("glutes", "right", done=True),
            PartDone("calves", "left", done=True),
            PartDone("calves", "right", skipped=True),
        ),
    )
