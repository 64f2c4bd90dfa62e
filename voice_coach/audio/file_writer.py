"""The port for writing a sound file."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, TypeVar

from voice_coach.audio.clip import Samples
from voice_coach.audio.partial_file import Finishing

_Writer = TypeVar("_Writer", bound="ClosesItself")


class FileWriter(Protocol):
    """A file that appears on ``close``, or never; a context manager."""

    def write(self, samples: Samples) -> None:
        """Append mono float32 at ``SAMPLE_RATE``. Raises ``OutputError``."""
        ...

    def close(self, finishing: Finishing | None = None) -> int:
        """Let ``finishing`` add to the file, then name it. Returns its bytes.

        Raises ``OutputError``, and nothing stays.
        """
        ...

    def abort(self) -> None:
        """Nothing stays. May be repeated."""
        ...

    def __enter__(self) -> FileWriter: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ClosesItself:
    """Closes on success, aborts on any exception."""

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
