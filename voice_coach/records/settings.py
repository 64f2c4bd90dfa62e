"""The runner's settings, in a JSON file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from voice_coach.audio.whole_file import write_whole
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
    "run-days": "the days on which you run: tue,thu,sun; start proposes a session by them",
    "runner": "whose enrolled voice to listen for; 'nobody' switches it off",
    "only-me": "on: obey only the runner's voice; strict: stop, pause and it hurts too",
    "judge": "off: never ask the second judge, even if it was fetched",
    "address": "a word required before every command, such as coach",
}
"""What each means. An option of the same name wins."""

_CHOICES = {"only-me": ("on", "strict"), "judge": ("off",)}
_LONGEST_VALUE = 200
_MOST_BYTES = 100_000


class Settings:
    """Of a damaged file, what's readable holds."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> dict[str, str]:
        """Nothing if unreadable; see ``problem``."""
        return self._read()[0]

    @property
    def problem(self) -> str:
        """What's wrong with the file, in a sentence, or empty."""
        return self._read()[1]

    def get(self, key: str) -> str | None:
        return self.all().get(_known(key))

    def set(self, key: str, value: str) -> None:
        """An empty ``value`` forgets it. A damaged file is kept under another name.

        Raises InputError (`settings`, `recognizer-gone`, `unknown-recognizer`), OutputError (`settings`).
        """
        if len(value) > _LONGEST_VALUE or not value.isprintable():
            raise InputError(f"The value for {key} is too long or not text.", code="settings")
        if key == "recognizer" and value:
            checked_recogniser(value)
        if key in _CHOICES and value not in ("", *_CHOICES[key]):
            raise InputError(
                f"{key} can't be {value!r}.",
                hint=f"Use {' or '.join(_CHOICES[key])}, or ''.",
                code="settings",
            )
        _known(key)
        settings, problem = self._read()
        settings.pop(key, None)
        if value:
            settings[key] = value
        self._write(settings, keep_damaged=bool(problem))

    def _read(self) -> tuple[dict[str, str], str]:
        try:
            if self.path.exists() and not self.path.is_file():
                return {}, f"The settings {self.path} aren't a regular file: the defaults are used."
            with self.path.open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
            if len(content) > _MOST_BYTES:
                raise ValueError
            data = json.loads(content.decode("utf-8-sig"))
        except FileNotFoundError:
            return {}, ""
        except OSError as error:
            reason = error.strerror or str(error)
            return {}, f"The settings {self.path} can't be read ({reason}): the defaults are used."
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            return {}, f"The settings {self.path} are damaged: the defaults are used."
        kept = {key: value for key, value in data.items() if key in KEYS and _is_value(value)}
        if len(kept) == len(data):
            return kept, ""
        lost = ", ".join(sorted(_shown(key) for key in data if key not in kept))
        return kept, f"The settings {self.path} are damaged: {lost} is ignored."

    def _write(self, settings: dict[str, str], *, keep_damaged: bool) -> None:
        text = json.dumps(settings, indent=2, ensure_ascii=False)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if keep_damaged and self.path.is_file():
                shutil.copyfile(self.path, self.path.with_name(f"{self.path.name}.damaged"))
            write_whole(self.path, f"{text}\n".encode(), private=True)
        except OSError as error:
            raise OutputError(
                f"The settings {self.path} can't be written: {error.strerror or error}.", code="settings"
            ) from error
        except OutputError as error:
            raise OutputError(error.message, hint=error.hint, code="settings") from error


def _is_value(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_VALUE and value.isprintable()


def _shown(key: str) -> str:
    return repr(key[:40])


def _known(key: str) -> str:
    if key not in KEYS:
        raise InputError(
            f"There is no setting {key!r}.", hint=f"Settings are {', '.join(KEYS)}.", code="settings"
        )
    return key
