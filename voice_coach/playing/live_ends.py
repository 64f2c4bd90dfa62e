"""A live session's speaker, voice, microphone and ears, opened once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from voice_coach.audio.speaker import Speaker
from voice_coach.errors import VoiceCoachError
from voice_coach.listening.reference import ReferenceTap
from voice_coach.playing.ears import Partner, RecordedEars
from voice_coach.playing.engine import Engine
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.live import Tapped, play
from voice_coach.playing.live_devices import device_news
from voice_coach.session.events import LineWanted
from voice_coach.speaking.maker import PromptMaker

if TYPE_CHECKING:
    from voice_coach.playing.hearing_setup import LiveEars, Teach

Tell = Callable[[str], None]


class LiveEnds:
    """Speaker and voice are the caller's to close; ``close`` ends the hearing.

    If no microphone opens, that's reported and keys are left.
    """

    def __init__(
        self, speaker: Speaker, prompts: PromptMaker, language: str, hearing: HearingChoices
    ) -> None:
        self._hearing = hearing
        self._language = language
        self._stack = ExitStack()
        self.speaker = speaker
        self.prompts = prompts
        self._tap = ReferenceTap()
        self.output = Tapped(self.speaker, self._tap.play)
        self._ears: LiveEars | None = None
        self._recording: RecordedEars | None = None
        self._deaf = False

    def open_ears(self, tell: Tell, teach: Teach | None = None) -> None:
        if self._hearing.recognizer == "none" or self._hearing.recording is not None:
            return
        from voice_coach.playing.hearing_setup import ears_on_microphone

        try:
            self._ears = ears_on_microphone(
                self._language, self._hearing, self._tap, self._stack, tell, teach
            )
        except VoiceCoachError as error:
            tell(f"No voice control: {error}")
            self._deaf = True

    def close(self) -> None:
        self._stack.close()

    @property
    def hears(self) -> bool:
        """Whether a microphone is open."""
        return self._ears is not None

    @property
    def by_keys(self) -> bool:
        """Whether keys are all there is."""
        recorded = self._hearing.recording is not None and self._hearing.recognizer != "none"
        return self._ears is None and not recorded

    @property
    def microphone_name(self) -> str:
        return "none" if self._ears is None else self._ears.microphone.name

    def overflows(self) -> int:
        """Sound that found no room."""
        return 0 if self._ears is None else self._ears.microphone.overflows

    def attend(self, partner: Partner) -> None:
        if self._ears is not None:
            self._ears.attend(partner)

    def play(self, engine: Engine, on_block: Callable[[Engine], None], tell: Tell) -> None:
        """To its end; ``tell`` gets news of devices."""
        self.speaker.tell(device_news(engine, "speaker", tell))
        if self._ears is not None:
            self._ears.microphone.tell(device_news(engine, "microphone", tell))
        if self._hearing.recording is not None and self._hearing.recognizer != "none":
            from voice_coach.playing.hearing_setup import ears_on_recording

            self._recording = ears_on_recording(
                engine, self._language, self._hearing, self._tap, self._stack, tell, is_live=True
            )
        if self._deaf:
            engine.post(LineWanted("no_microphone"))
        self.attend(engine)

        def after_block(engine: Engine) -> None:
            on_block(engine)
            if self._recording is not None:
                self._recording(engine)

        play(engine, self.output, after_block, self.speaker.wait_for_room)
        self.speaker.drain()
