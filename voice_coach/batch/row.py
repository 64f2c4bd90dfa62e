"""One row of a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voice_coach.batch.naming import file_name
from voice_coach.playing.assemble import Choices
from voice_coach.routine.plan import Level

COLUMNS = ("member", "routine", "minutes", "focus", "tools", "voice", "language", "level")
REQUIRED = ("member", "routine")


@dataclass(frozen=True)
class Row:
    """``line`` counts from 1. ``None`` or empty: not given."""

    line: int
    member: str
    routine: str
    minutes: float | None = None
    focus: tuple[str, ...] = ()
    tools: tuple[str, ...] | None = None
    voice: str | None = None
    language: str | None = None
    level: Level | None = None

    @property
    def file_name(self) -> str:
        """Raises ValueError if member or routine can't name a file."""
        return file_name(self.member, self.routine)

    def choices(self, usual: Choices) -> Choices:
        """The row's session; ``usual`` fills gaps."""
        return replace(
            usual,
            routine=self.routine,
            tools=self.tools if self.tools is not None else usual.tools,
            voice=self.voice or usual.voice,
            language=self.language or usual.language,
            level=self.level or usual.level,
            wish=usual.wish._replace(minutes=self.minutes, focus=self.focus),
        )
