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

    def __init__(self, card: VirtualCard, folder: Path, seconds: float, *options: str) -> None:
        self._journal = folder / "journal.jsonl"
        script = folder / "commands.txt"
        script.write_text(f"{seconds} stop\n{seconds + 0.5} yes\n", encoding="utf-8")
        self.child = Child(
            card, "-c", PROGRAM, "start", "warmup", "--level", "quiet",
            "--commands", str(script), "--journal", str(self._journal), *options, folder=folder,
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
