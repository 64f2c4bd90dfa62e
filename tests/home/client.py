"""The service, running, and what the Wyoming package's own client gets from it."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.event import Event

from tests.virtual_audio.waiting import wait_until

_CHUNK_BYTES = 8_000
_PATIENCE_SECONDS = 60.0


@contextmanager
def service(command: Sequence[str], socket: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """The address at ``socket`` of ``command``, a call of ``voice-coach wyoming``, with its ``settings``."""
    child = subprocess.Popen(
        [*command, "--uri", f"unix://{socket}"], stdin=subprocess.DEVNULL, env={**os.environ, **settings}
    )
    try:
        wait_until(lambda: socket.exists() or child.poll() is not None, "the service", _PATIENCE_SECONDS)
        yield f"unix://{socket}"
    finally:
        child.terminate()
        child.wait(20)


def ask(uri: str, events: Sequence[Event], until: str) -> list[Event]:
    """All answers up to the first of type ``until``, or an error."""

    async def talk() -> list[Event]:
        async with AsyncClient.from_uri(uri) as client:
            for event in events:
                await client.write_event(event)
            got: list[Event] = []
            while not got or got[-1].type not in {until, "error"}:
                event = await asyncio.wait_for(client.read_event(), _PATIENCE_SECONDS)
                assert event is not None, "the service hung up"
                got.append(event)
            return got

    return asyncio.run(talk())


def transcribe(uri: str, sound: bytes, rate: int = 16_000, channels: int = 1) -> str:
    """What is heard in 16-bit ``sound``, sent in pieces."""
    form = {"rate": rate, "width": 2, "channels": channels}
    pieces = [sound[at : at + _CHUNK_BYTES] for at in range(0, len(sound), _CHUNK_BYTES)]
    chunks = [AudioChunk(audio=piece, **form).event() for piece in pieces]
    events = [Transcribe(language="en").event(), AudioStart(**form).event(), *chunks, AudioStop().event()]
    return Transcript.from_event(ask(uri, events, "transcript")[-1]).text
