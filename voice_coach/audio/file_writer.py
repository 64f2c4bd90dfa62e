"""The port for a sound file being written."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, TypeVar

from voice_coach.audio.clip import Samples
from voice_coach.audio.partial_file import Finishing

_Writer = TypeVar("_Writer", bound="ClosesItself")


class FileWriter(Protocol):
    """A file that appears under its name on ``close``, or never. Closes itself as a context manager."""

    def write(self, samples: Samples) -> None:
        """Append mono float32 ``samples`` at ``SAMPLE_RATE``. Raises ``OutputError``."""
        ...

    def close(self, finishing: Finishing | None = None) -> int:
        """Let ``finishing`` add to the whole file, then name it. Returns its size in bytes.

        Raises ``OutputError``, and nothing stays.
        """
        ...

    def abort(self) -> None:
        """Give up; nothing stays. Harmless when repeated."""
        ...

    def __enter__(self) -> FileWriter: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ClosesItself:
    """Closes on success, gives up on any exception."""

    def close(self, finishing: Finishing | None = None) -> int:
        """See ``FileWriter``."""
        raise NotImplementedError

    def abort(self) -> None:
        """See ``FileWriter``."""
        raise NotImplementedError

    def __enter__(self: _Writer) -> _Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()
