"""Runners by name: a folder each, with all that's kept of them."""

from __future__ import annotations

import contextlib
import re
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voice_coach.audio.partial_file import cannot_write
from voice_coach.audio.whole_file import write_whole
from voice_coach.errors import InputError, OutputError

NOBODY = "nobody"
"""Switches enrolment and learning off."""
ONLY_ONE = "me"
"""A runner without a name."""
_NAME = re.compile(r"\w(?:[\w -]{0,38}\w)?")


@dataclass(frozen=True)
class Runner:
    """``name`` as shown; ``folder`` need not exist."""

    name: str
    folder: Path

    @property
    def clips(self) -> Path:
        return self.folder / "clips"

    @property
    def profile(self) -> Path:
        return self.folder / "profile.npz"

    @property
    def learnt(self) -> Path:
        return self.folder / "learnt.json"

    @property
    def permission(self) -> Path:
        """Exists once the runner agreed to keep takes."""
        return self.folder / "agreed.txt"

    @property
    def enrolled(self) -> bool:
        return self.profile.is_file()

    @property
    def known(self) -> bool:
        """Whether anything is kept of them."""
        return self.folder.is_dir()

    def make_folder(self) -> None:
        """For its owner alone. Raises OutputError."""
        try:
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with contextlib.suppress(OSError):
                    folder.chmod(0o700)
        except OSError as error:
            raise cannot_write(self.folder, error) from error

    def agree(self, text: str) -> None:
        """Keep the runner's agreement to ``text``, in a folder for its owner alone. Raises OutputError."""
        self.make_folder()
        write_whole(self.permission, text.encode(), private=True)

    def delete(self) -> bool:
        """Everything; whether there was anything. Raises OutputError (`runner`)."""
        if not self.known:
            return False
        self._remove(lambda: shutil.rmtree(self.folder))
        return True

    def delete_voice(self) -> bool:
        """All of the voice, no sessions; whether there was anything. Raises OutputError (`runner`)."""
        files = [path for path in (self.profile, self.learnt, self.permission) if path.exists()]
        if not files and not self.clips.is_dir():
            return False

        def remove() -> None:
            for path in files:
                path.unlink()
            if self.clips.is_dir():
                shutil.rmtree(self.clips)
            if not any(self.folder.iterdir()):
                self.folder.rmdir()

        self._remove(remove)
        return True

    def _remove(self, remove: Callable[[], object]) -> None:
        try:
            remove()
        except OSError as error:
            raise OutputError(
                f"{error.filename or self.folder} couldn't be removed: {error.strerror or error}.",
                hint="Remove the folder by hand.",
                code="runner",
            ) from error


def runner_named(name: str, home: Path) -> Runner:
    """In ``home``. Raises InputError (`runner-name`)."""
    # An underscore stands for a space in the folder's name: two names must not share one.
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    plain = plain.replace("_", " ").strip()
    if not _NAME.fullmatch(plain) or plain == NOBODY:
        raise InputError(
            f"{name!r} can't be a runner's name.",
            hint="Use up to 40 letters, digits, spaces and hyphens; 'nobody' is for a guest.",
            code="runner-name",
        )
    return Runner(plain, home / "runners" / plain.replace(" ", "_"))


def enrolled_runners(home: Path) -> tuple[Runner, ...]:
    """By name."""
    return tuple(runner for runner in known_runners(home) if runner.enrolled)


def known_runners(home: Path) -> tuple[Runner, ...]:
    """Those of whom anything is kept, by name."""
    folders = sorted(path for path in (home / "runners").glob("*") if path.is_dir())
    return tuple(Runner(folder.name.replace("_", " "), folder) for folder in folders)


def chosen_runner(wanted: str | None, home: Path, *, may_be_new: bool = False) -> Runner | None:
    """``wanted``, else the only one enrolled; None for `nobody`, or if none or several are enrolled.

    Raises InputError (`runner-name`; `no-such-runner`, unless they ``may_be_new``).
    """
    enrolled = enrolled_runners(home)
    if wanted is None:
        return enrolled[0] if len(enrolled) == 1 else None
    if wanted.strip().casefold() == NOBODY:
        return None
    runner = runner_named(wanted, home)
    if not runner.known and not may_be_new:
        names = ", ".join(one.name for one in known_runners(home)) or "none yet"
        raise InputError(
            f"There is no runner {wanted!r}; known are: {names}.",
            hint=f"Enrol with: voice-coach enrol --runner {runner.name!r}; or use --runner {NOBODY}.",
            code="no-such-runner",
        )
    return runner
