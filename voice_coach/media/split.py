"""A session in several files, cut where chapters begin."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from voice_coach.audio.clip import Samples
from voice_coach.audio.file_writer import FileWriter
from voice_coach.audio.partial_file import cannot_write
from voice_coach.errors import OutputError
from voice_coach.files.unfinished import workshop

_MOST_NAME_LETTERS = 60

Opener = Callable[[Path], FileWriter]


class SplitFiles:
    """Takes the whole sound and chapter starts; files appear in ``folder`` together.

    Raises OutputError.
    """

    def __init__(self, folder: Path, suffix: str, opener: Opener) -> None:
        self._folder, self._suffix, self._opener = folder, suffix, opener
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder} isn't a folder.", hint="Choose another name.")
        try:
            self._folder = folder.resolve() if folder.is_symlink() else folder
            self._stack = ExitStack()
            self._workshop = self._stack.enter_context(workshop(self._folder))
        except OSError as error:
            raise cannot_write(folder, error) from error
        self._parts: list[Path] = []
        self._writer: FileWriter | None = None
        self._position = 0

    def write(self, samples: Samples, chapter_starts: tuple[int, ...]) -> None:
        """Append ``samples``; ``chapter_starts``: all known chapter frames, from 0.

        Raises OutputError.
        """
        end = self._position + int(samples.shape[0])
        cuts = [frame for frame in chapter_starts[len(self._parts) :] if frame < end]
        for cut in cuts:
            before = max(0, cut - self._position)
            self._pass_on(samples[:before])
            samples = samples[before:]
            self._begin()
        self._pass_on(samples)

    def keep(self, titles: list[str], finish: Callable[[int, Path], None]) -> list[Path]:
        """``finish`` adds to each file by number; then all move to their folder.

        Returns their paths. Raises OutputError.
        """
        self._end_part()
        kept = []
        try:
            for number, (part, title) in enumerate(zip(self._parts, titles, strict=True)):
                finish(number, part)
                kept.append(self._folder / f"{number + 1:02d} {file_name(title)}{self._suffix}")
            self._folder.mkdir(exist_ok=True)
            for part, path in zip(self._parts, kept, strict=True):
                part.replace(path)
        except OSError as error:
            raise cannot_write(self._folder, error) from error
        finally:
            self.discard()
        return kept

    def discard(self) -> None:
        """Nothing stays. Harmless when repeated."""
        if self._writer is not None:
            self._writer.abort()
            self._writer = None
        self._stack.close()

    def _begin(self) -> None:
        self._end_part()
        part = self._workshop / f"{len(self._parts) + 1:04d}{self._suffix}"
        self._parts.append(part)
        self._writer = self._opener(part)

    def _end_part(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _pass_on(self, samples: Samples) -> None:
        if samples.shape[0]:
            assert self._writer is not None, "the first chapter begins at frame 0"
            self._writer.write(samples)
            self._position += int(samples.shape[0])


def file_name(title: str) -> str:
    """``title`` without characters that file systems or cue sheets refuse."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", title)
    return " ".join(plain.split()).strip(". ")[:_MOST_NAME_LETTERS] or "session"
