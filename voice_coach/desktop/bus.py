"""The session bus, by dbus-fast, in its own thread; other threads wait for answers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as NoAnswer
from typing import TYPE_CHECKING, Any, TypeVar

from voice_coach.errors import MissingPartError

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

Result = TypeVar("Result")
_LONGEST_ANSWER_SECONDS = 2.0


class Bus:
    """Open until ``close``. Raises MissingPartError (`session-bus`)."""

    def __init__(self) -> None:
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            raise _missing("There is no session bus here (DBUS_SESSION_BUS_ADDRESS).", "")
        try:
            from dbus_fast.aio import MessageBus
        except ImportError as error:
            hint = "pip install 'voice-coach[desktop]'"
            raise _missing("The session bus needs the package dbus-fast.", hint) from error
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="session-bus", daemon=True)
        self._thread.start()
        try:
            self.connection: MessageBus = self.wait_for(self._connect(MessageBus))
        except Exception as error:  # The library has many kinds of error.
            self._stop()
            raise _missing("The session bus can't be reached.", "") from error

    def wait_for(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Its result, from the bus's thread. Raises what it raises, or TimeoutError."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(_LONGEST_ANSWER_SECONDS)
        except NoAnswer:
            future.cancel()
            raise TimeoutError("no answer from the session bus") from None

    def soon(self, call: Any, *arguments: object) -> None:
        """On the bus's thread, without waiting."""
        self._loop.call_soon_threadsafe(call, *arguments)

    def call(self, message: Message) -> list[Any]:
        """The answer's body. Raises ConnectionError for an error, TimeoutError."""
        from dbus_fast.constants import MessageType

        async def ask() -> list[Any]:
            reply = await self.connection.call(message)
            if reply is None or reply.message_type == MessageType.ERROR:
                raise ConnectionError("" if reply is None else str(reply.error_name))
            return list(reply.body)

        return self.wait_for(ask())

    def close(self) -> None:
        with contextlib.suppress(Exception):  # It may be gone already.
            self.wait_for(self._leave())
        self._stop()

    async def _leave(self) -> None:
        self.connection.disconnect()
        await self.connection.wait_for_disconnect()  # type: ignore[no-untyped-call]

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_LONGEST_ANSWER_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    @staticmethod
    async def _connect(kind: type[MessageBus]) -> MessageBus:
        return await kind().connect()


def _missing(problem: str, hint: str) -> MissingPartError:
    return MissingPartError(problem, hint=hint, code="session-bus")
