"""The runner's settings: what holds unless an option says otherwise. One JSON file, written whole or not at
all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from voice_coach.errors import InputError, OutputError
from voice_coach.listening.recogniser_names import checked_recogniser

KEYS: Mapping[str, str] = {
    "voice": "the coach's voice, as voice-coach voices lists it",
    "language": "the language of sessions, such as en",
    "tools": "the tools you have, best first: roller,ball,stick,gun",
    "speaker": "the speaker, by name",
    "mic": "the microphone, by name",
    "latency": "milliseconds from speaker to microphone, as doctor --calibrate keeps it",
    "recognizer": "auto, acoustic, vosk or none",
    "runner": "whose voice to listen for, of those enrolled; nobody: no one's",
    "address": "a word that goes before every command, such as coach",
}
"""Every setting and what it means. An option of the same name wins."""

_LONGEST_VALUE = 200


class Settings:
    """Settings in a file. Raises ``InputError`` (``settings``) where the file is damaged or a key unknown."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> dict[str, str]:
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            raise self._damaged() from error
        if not isinstance(data, dict) or not all(k in KEYS and isinstance(v, str) for k, v in data.items()):
            raise self._damaged()
        return data

    def get(self, key: str) -> str | None:
        return self.all().get(_known(key))

    def set(self, key: str, value: str) -> None:
        """Keep ``value``; an empty one forgets the setting.

        Raises InputError (`settings`, `recognizer-gone`, `unknown-recognizer`), OutputError (`settings`).
        """
        if len(value) > _LONGEST_VALUE or not value.isprintable():
            raise InputError(f"The value for {key} is too long or not text.", code="settings")
        if key == "recognizer" and value:
            checked_recogniser(value)
        settings = self.all()
        settings.pop(_known(key), None)
        if value:
            settings[key] = value
        self._write(settings)

    def _write(self, settings: dict[str, str]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=self.path.parent, suffix=".part", delete=False
            ) as file:
                json.dump(settings, file, indent=2, ensure_ascii=False)
                file.write("\n")
            Path(file.name).replace(self.path)
        except OSError as error:
            raise OutputError(
                f"The settings {self.path} cannot be written: {error.strerror or error}.", code="settings"
            ) from error

    def _damaged(self) -> InputError:
        return InputError(
            f"The settings {self.path} are damaged.",
            hint="Delete the file, or mend it: one JSON object with texts as values.",
            code="settings",
        )


def _known(key: str) -> str:
    if key not in KEYS:
        raise InputError(
            f"There is no setting {key!r}.", hint=f"Settings are {', '.join(KEYS)}.", code="settings"
        )
    return key
