"""The Wyoming services: what clients send and get, by the package of that name."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any
from urllib.parse import urlparse

from voice_coach import __version__
from voice_coach.audio.pcm import to_int16
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError, MissingPartError, VoiceCoachError
from voice_coach.home.desk import Desk, Utterance

_LOG = logging.getLogger(__name__)
_CHUNK_FRAMES = 2_400
_SITE = "https://pypi.org/project/voice-coach/"


def check_address(uri: str) -> bool:
    """Whether others in the network can reach ``uri``. Raises InputError (`bad-address`),
    MissingPartError (`wyoming`) without the package."""
    try:
        import wyoming  # noqa: F401
    except ImportError as error:
        raise MissingPartError(
            "Wyoming services need the package wyoming.",
            hint="Install it: pip install 'voice-coach[home]'",
            code="wyoming",
        ) from error
    wrong = InputError(
        f"{uri!r} is no address.",
        hint="Such as tcp://127.0.0.1:10300 or unix:///run/me/coach",
        code="bad-address",
    )
    try:
        found = urlparse(uri)
        port = found.port
    except ValueError:
        raise wrong from None
    if found.scheme == "unix" and found.path:
        return False
    if found.scheme != "tcp" or not found.hostname or not port:
        raise wrong
    return found.hostname not in {"127.0.0.1", "::1", "localhost"}


def serve(uri: str, desk: Desk) -> None:
    """Serve ``desk`` at ``uri`` until told to end. Raises InputError (`bad-address`) if it's taken."""
    from wyoming.server import AsyncServer

    handler = _handler_class()
    server = AsyncServer.from_uri(uri)
    try:
        asyncio.run(server.run(partial(handler, desk)))
    except OSError as error:
        raise InputError(
            f"{uri} can't be listened at: {error.strerror or error}.",
            hint="Give another.",
            code="bad-address",
        ) from error


def _handler_class() -> Any:
    """Made here, since its base class is the package's."""
    from wyoming.asr import Transcribe, Transcript
    from wyoming.audio import AudioChunk, AudioStart, AudioStop
    from wyoming.error import Error
    from wyoming.event import Event
    from wyoming.info import Describe
    from wyoming.ping import Ping, Pong
    from wyoming.server import AsyncEventHandler
    from wyoming.tts import Synthesize

    class Handler(AsyncEventHandler):
        """One client."""

        def __init__(self, desk: Desk, *streams: Any) -> None:
            super().__init__(*streams)
            self._desk = desk
            self._utterance: Utterance | None = None

        async def handle_event(self, event: Event) -> bool:
            try:
                await self._handle(event)
            except VoiceCoachError as error:
                await self.write_event(Error(text=str(error), code=error.code).event())
            except (KeyError, TypeError, ValueError) as error:
                _LOG.info("a client sent nonsense: %r", error)
                await self.write_event(Error(text="The event lacks something.", code="bad-event").event())
            return True

        async def _handle(self, event: Event) -> None:
            if Describe.is_type(event.type):
                await self.write_event(_info(self._desk).event())
            elif Ping.is_type(event.type):
                await self.write_event(Pong(text=Ping.from_event(event).text).event())
            elif Transcribe.is_type(event.type):
                self._check_language(Transcribe.from_event(event).language)
                self._utterance = None
            elif AudioStart.is_type(event.type):
                start = AudioStart.from_event(event)
                self._utterance = Utterance(start.rate, start.width, start.channels)
            elif AudioChunk.is_type(event.type):
                if self._utterance is not None:
                    self._utterance.add(AudioChunk.from_event(event).audio)
            elif AudioStop.is_type(event.type):
                await self._transcribe()
            elif Synthesize.is_type(event.type):
                await self._synthesize(Synthesize.from_event(event))

        async def _transcribe(self) -> None:
            utterance, self._utterance = self._utterance, None
            text = ""
            if utterance is not None:
                text = await asyncio.to_thread(lambda: self._desk.hear(utterance.samples()))
            await self.write_event(Transcript(text=text, language=self._desk.language).event())

        async def _synthesize(self, wanted: Synthesize) -> None:
            voice = "" if wanted.voice is None else wanted.voice.name or ""
            clip = await asyncio.to_thread(self._desk.say, wanted.text, voice)
            form = {"rate": SAMPLE_RATE, "width": 2, "channels": 1}
            await self.write_event(AudioStart(**form).event())
            for at in range(0, clip.frames, _CHUNK_FRAMES):
                sound = to_int16(clip.samples[at : at + _CHUNK_FRAMES])
                await self.write_event(AudioChunk(audio=sound, **form).event())
            await self.write_event(AudioStop().event())

        def _check_language(self, language: str | None) -> None:
            if language and language.partition("-")[0] != self._desk.language.partition("-")[0]:
                raise InputError(
                    f"This service hears {self._desk.language}, not {language[:20]!r}.",
                    hint="Start it with --language.",
                    code="unknown-language",
                )

    return Handler


def _info(desk: Desk) -> Any:
    from wyoming.info import AsrModel, AsrProgram, Attribution, Info, TtsProgram, TtsVoice

    ours: dict[str, Any] = {
        "attribution": Attribution(name="Voice Coach", url=_SITE),
        "installed": True,
        "version": __version__,
    }
    model = AsrModel(
        name=desk.recogniser_name,
        description=f"The coach's commands, by {desk.recogniser_name}",
        languages=[desk.language],
        **ours,
    )
    voices = [
        TtsVoice(name=one.name, description=one.description, languages=[one.language], **ours)
        for one in desk.voices
    ]
    return Info(
        asr=[AsrProgram(name="voice-coach", description="The coach's commands", models=[model], **ours)],
        tts=[TtsProgram(name="voice-coach", description="The coach's voices", voices=voices, **ours)],
    )
