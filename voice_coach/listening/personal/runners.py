"""Runners by name: each has one folder, which holds all that is kept of their voice."""

from __future__ import annotations

import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from voice_coach.audio.partial_file import cannot_write
from voice_coach.errors import InputError, OutputError

NOBODY = "nobody"
"""The name that switches enrolment and learning off."""
ONLY_ONE = "me"
"""The name of a runner who gave none."""
_NAME = re.compile(r"\w(?:[\w -]{0,38}\w)?")


@dataclass(frozen=True)
class Runner:
    """``name`` as it is shown; ``folder`` need not exist."""

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
        """A file that is there once the runner has agreed that takes are kept."""
        return self.folder / "agreed.txt"

    @property
    def enrolled(self) -> bool:
        return self.profile.is_file()

    def agree(self, text: str) -> None:
        """Keep that the runner has agreed, in the words of ``text``; the folder is for its owner alone.

        Raises OutputError.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.permission.write_text(text, encoding="utf-8")
        except OSError as error:
            raise cannot_write(self.permission, error) from error

    def delete(self) -> bool:
        """Remove everything of this runner; whether there was anything. Raises OutputError (`runner`)."""
        if not self.folder.is_dir():
            return False
        try:
            shutil.rmtree(self.folder)
        except OSError as error:
            raise OutputError(
                f"{error.filename or self.folder} could not be removed: {error.strerror or error}.",
                hint="Remove the folder by hand.",
                code="runner",
            ) from error
        return True


def runner_named(name: str, home: Path) -> Runner:
    """The runner called ``name``, whose folder lies in ``home``. Raises InputError (`runner-name`)."""
    plain = unicodedata.normalize("NFC", name).strip().casefold()
    if not _NAME.fullmatch(plain) or plain == NOBODY:
        raise InputError(
            f"{name!r} cannot be a runner's name.",
            hint="Use up to 40 letters, digits, spaces and hyphens; nobody switches enrolment off.",
            code="runner-name",
        )
    return Runner(plain, home / "runners" / plain.replace(" ", "_"))


def enrolled_runners(home: Path) -> tuple[Runner, ...]:
    """Those who have been enrolled, by name."""
    folders = sorted(path for path in (home / "runners").glob("*") if path.is_dir())
    found = (Runner(folder.name.replace("_", " "), folder) for folder in folders)
    return tuple(runner for runner in found if runner.enrolled)


def chosen_runner(wanted: str | None, home: Path) -> Runner | None:
    """Whose voice to listen for: the runner ``wanted``; where nobody is named the only one enrolled.

    None for `nobody`, and where none or several are enrolled and none is named. Raises InputError
    (`runner-name`, `no-such-runner`).
    """
    enrolled = enrolled_runners(home)
    if wanted is None:
        return enrolled[0] if len(enrolled) == 1 else None
    if wanted.strip().casefold() == NOBODY:
        return None
    runner = runner_named(wanted, home)
    if not runner.enrolled:
        names = ", ".join(one.name for one in enrolled) or "none yet"
        raise InputError(
            f"No runner {wanted!r} is enrolled; enrolled are: {names}.",
            hint=f"Enrol with: voice-coach enrol --runner {runner.name!r}; or use --runner {NOBODY}.",
            code="no-such-runner",
        )
    return runner
