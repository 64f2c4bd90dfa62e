"""A program on the virtual card: PortAudio reads its environment when it starts, so it must be a child."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """Runs ``arguments`` (of Python) on ``card``. Its standard output is lines, kept as they come."""

    def __init__(self, card: VirtualCard, *arguments: str, folder: Path | None = None) -> None:
        self.lines: list[str] = []
        home = folder or ROOT
        self._process = subprocess.Popen(
            [sys.executable, "-u", *arguments],
            env={**card.environment, "PYTHONPATH": str(ROOT), "VOICE_COACH_HOME": str(home / "voice-coach")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
        )
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def wait_for(self, text: str, seconds: float = 15.0) -> float:
        """Wait until a line contains ``text``; the seconds it took."""
        return wait_until(
            lambda: any(text in line for line in self.lines), f"{text!r} among {self.lines}", seconds
        )

    def count(self, text: str) -> int:
        return sum(text in line for line in self.lines)

    def end_input(self) -> None:
        """Close its standard input: the programs here take that as the wish to end."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def finish(self, seconds: float = 20.0) -> int:
        """Wait for the end; the exit code."""
        code = self._process.wait(seconds)
        self._thread.join(2.0)
        return code

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._thread.join(2.0)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))


def journal_events(path: Path) -> Sequence[dict[str, Any]]:
    """The journal's lines so far; a line being written is left out."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
