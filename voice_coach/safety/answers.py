"""The runner's answers, in a JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from voice_coach.audio.whole_file import write_whole
from voice_coach.errors import OutputError
from voice_coach.safety.screen import CLEARED, QUESTIONS


class AnswerStore:
    """A damaged file counts as none."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> dict[str, bool] | None:
        """``None`` if missing, damaged or incomplete."""
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(data, dict) or not all(isinstance(yes, bool) for yes in data.values()):
            return None
        answers = {key: data[key] for key in (*QUESTIONS, CLEARED) if key in data}
        refused = any(answers.get(key) for key, weight in QUESTIONS.items() if weight == "refuse")
        return None if refused or not answers.keys() >= QUESTIONS.keys() else answers

    def save(self, answers: Mapping[str, bool]) -> None:
        """Raises ``OutputError`` (``safety``); the earlier file stays."""
        text = json.dumps(dict(answers), indent=2)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self.path, f"{text}\n".encode(), private=True)
        except OSError as error:
            why = error.strerror or str(error)
            raise OutputError(f"The answers {self.path} can't be written: {why}.", code="safety") from error
        except OutputError as error:
            raise OutputError(error.message, hint=error.hint, code="safety") from error

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)
