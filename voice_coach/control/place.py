"""The live channel's Unix socket, for its owner alone."""

from __future__ import annotations

import contextlib
import socket
import stat
import sys
from pathlib import Path

from voice_coach.errors import InputError, MissingPartError

_CODE = "control"
_BACKLOG = 8


class ListeningPlace:
    """A listening socket at ``path``, mode 0600. ``remove`` removes it if it's still ours.

    Replaces a killed session's socket. Raises InputError (`control`) for a used or impossible path,
    MissingPartError (`control`) without Unix sockets.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if sys.platform == "win32":
            raise MissingPartError(
                "--control needs a Unix socket, which Windows doesn't have.",
                hint="Leave out --control.",
                code=_CODE,
            )
        _clear(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.socket.bind(str(path))
            # No one can connect before listen().
            path.chmod(0o600)
            self._own = _identity(path)
            self.socket.listen(_BACKLOG)
        except OSError as error:
            self.socket.close()
            raise InputError(
                f"No control socket can be made at {path}: {error.strerror or error}.",
                hint="Give a short path in a folder of your own.",
                code=_CODE,
            ) from error
        self.socket.setblocking(False)

    def remove(self) -> None:
        """Stop listening."""
        self.socket.close()
        with contextlib.suppress(OSError):
            if _identity(self._path) == self._own:
                self._path.unlink()


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat(follow_symlinks=False)
    return found.st_dev, found.st_ino


def _clear(path: Path) -> None:
    try:
        is_socket = stat.S_ISSOCK(path.stat(follow_symlinks=False).st_mode)
    except OSError:
        return  # Nothing there; if it's worse, bind() says what.
    if not is_socket:
        raise InputError(f"{path} exists and isn't a socket.", hint="Give another path.", code=_CODE)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
        knock.settimeout(1.0)
        try:
            knock.connect(str(path))
        except ConnectionRefusedError:
            with contextlib.suppress(OSError):
                path.unlink()
            return
        except OSError:
            pass  # It's full or not ours: somebody's.
    raise InputError(f"Another session listens at {path}.", hint="Give another path.", code=_CODE)
