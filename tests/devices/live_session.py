"""A session of the real program in real time on the virtual card."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.child import Child, journal_events
from tests.virtual_audio.waiting import wait_until

PROGRAM = "from voice_coach.cli.main import main; main()"


class LiveSession:
    """``voice-coach start warmup`` on ``card``, ended by a script after ``seconds`` of its own time."""

    def __init__(
        self,
        card: VirtualCard,
        folder: Path,
        seconds: float,
        *options: str,
        script: str = "",
        goes_on: bool = False,
    ) -> None:
        """``script`` is done before; ``goes_on``: it's the one that was cut off, under another journal."""
        self._journal = folder / ("second.jsonl" if goes_on else "journal.jsonl")
        commands = folder / "commands.txt"
        commands.write_text(f"{script}{seconds} stop\n{seconds + 0.5} yes\n", encoding="utf-8")
        what = ("--resume",) if goes_on else ("warmup", "--level", "quiet")
        self.child = Child(
            card, "-c", PROGRAM, "start", *what,
            "--commands", str(commands), "--journal", str(self._journal), *options, folder=folder,
        )  # fmt: skip

    def events(self) -> Sequence[dict[str, Any]]:
        return journal_events(self._journal)

    def count(self, event: str, **fields: object) -> int:
        return sum(e["event"] == event and fields.items() <= e.items() for e in self.events())

    def wait_for(self, event: str, count: int, seconds: float = 12.0, **fields: object) -> float:
        return wait_until(
            lambda: self.count(event, **fields) >= count,
            f"{count} x {event} {fields}; {self.child.lines}",
            seconds,
        )
