"""Ears for a session: recogniser, listener and microphone put together as the runner chose."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from voice_coach.cli.start import HearingChoices
from voice_coach.ears import Ears, MicrophoneEars, RecordedEars, read_recording
from voice_coach.engine import Engine
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.decision import DecisionSettings
from voice_coach.listening.listener import Listener
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.session.events import DeviceLost

_FIRST_STATE = "setup"


def open_listener(language: str, hearing: HearingChoices, stack: ExitStack) -> Listener:
    """The chosen recogniser, listening for the commands of ``language``; ``stack`` closes it.

    Raises ``InputError`` or ``MissingPartError`` where there is none.
    """
    grammar = load_grammar(language)
    recogniser = open_recogniser(hearing.recognizer, grammar, _FIRST_STATE, os.environ.get("VOSK_MODEL_PATH"))
    stack.callback(recogniser.close)
    return Listener(recogniser, grammar, _FIRST_STATE, decision=DecisionSettings(address=hearing.address))


def ears_on_recording(
    engine: Engine, language: str, hearing: HearingChoices, stack: ExitStack
) -> RecordedEars:
    """Ears on the sound file that ``hearing`` names."""
    recording = read_recording(hearing.recording or Path())
    return RecordedEars(Ears(open_listener(language, hearing, stack), engine), recording)


def ears_on_microphone(engine: Engine, language: str, hearing: HearingChoices, stack: ExitStack) -> str:
    """Ears on a real microphone, heard from now on; its name.

    The microphone is opened before the recogniser is loaded, so that no first word is lost. Raises
    ``DeviceError``, ``InputError`` or ``MissingPartError`` where that is not possible.
    """
    from voice_coach.audio.input_stream import InputStream
    from voice_coach.listening.recorder import Recorder

    microphone = InputStream(hearing.microphone)
    stack.callback(microphone.close)
    recorder = None if hearing.record is None else stack.enter_context(Recorder(hearing.record))
    ears = Ears(open_listener(language, hearing, stack), engine, recorder)
    live = MicrophoneEars(ears, microphone, lambda: engine.post(DeviceLost("microphone")))
    stack.callback(live.close)
    return microphone.name
