"""The model store's reports as lines and a bar on standard error."""

from __future__ import annotations

import sys
from types import TracebackType

import click

from voice_coach.fetching.progress import FetchProgress, Phase

_LABELS: dict[Phase, str] = {"downloading": "Downloading", "checking": "Checking", "unpacking": "Unpacking"}


class DownloadProgress:
    """What is offered is always shown; the bar only on a terminal."""

    def __init__(self) -> None:
        self._bar_shown = False
        self._last = ""

    def __call__(self, progress: FetchProgress) -> None:
        if progress.phase == "offered":
            click.echo(progress.text, err=True)
        elif progress.phase in _LABELS and sys.stderr.isatty():
            self._show(progress)

    def _show(self, progress: FetchProgress) -> None:
        done = f"{progress.done_bytes / 1e6:.1f}"
        of = f" of {progress.total_bytes / 1e6:.1f} MB" if progress.total_bytes else " MB"
        line = f"{_LABELS[progress.phase]} {done}{of}"
        if line != self._last:
            self._last, self._bar_shown = line, True
            sys.stderr.write(f"\r\033[K{line}")
            sys.stderr.flush()

    def __enter__(self) -> DownloadProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar_shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
