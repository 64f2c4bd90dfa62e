"""Ears for a session: recogniser, listener and microphone as chosen."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.errors import MissingPartError
from voice_coach.listening.audio_file import read_audio
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.decision import DecisionSettings
from voice_coach.listening.echo.removal import KalmanEchoRemover
from voice_coach.listening.grammar import Grammar, normalise
from voice_coach.listening.learning import Learning
from voice_coach.listening.listener import Listener
from voice_coach.listening.own_sound import EchoRemoval
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.recorder import Recorder
from voice_coach.listening.reference import HELD_BACK_SAMPLES, ReferenceTap
from voice_coach.listening.second_judge.port import SecondJudge
from voice_coach.listening.self_hearing import SelfHearing
from voice_coach.playing.ears import Ears, Partner, RecordedEars
from voice_coach.playing.engine import Engine
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.microphone_ears import MicrophoneEars

if TYPE_CHECKING:
    from voice_coach.audio.microphone import Microphone

_LOG = logging.getLogger(__name__)
_FIRST_STATE = "setup"
Teach = Callable[[str, Grammar], Learning]
Tell = Callable[[str], None]
"""Shows a sentence that isn't part of the session."""


def ears_maker(
    language: str,
    hearing: HearingChoices,
    tap: ReferenceTap,
    stack: ExitStack,
    tell: Tell,
    recorder: Recorder | None = None,
    teach: Teach | None = None,
    judge: SecondJudge | None = None,
) -> Callable[[Partner], Ears]:
    """Makes ears with the chosen recogniser for ``language``'s commands; ``stack`` closes it. New ears learn
    the room afresh; use one pair at a time.

    ``teach`` gets the recogniser's name and grammar and returns what learns. Raises ``InputError`` or
    ``MissingPartError``.
    """
    grammar = load_grammar(language)
    address = None if hearing.address is None else normalise(hearing.address)
    if address is not None:
        grammar = grammar.addressed(address)
    personal = hearing.personal
    recogniser = open_recogniser(
        hearing.recognizer,
        grammar,
        _FIRST_STATE,
        os.environ.get("VOSK_MODEL_PATH"),
        personal.chains(hearing.recognizer),
    )
    stack.callback(recogniser.close)
    for note in (*personal.notes, personal.unused(recogniser.name)):
        if note:
            tell(note)
    learning = None if teach is None else teach(recogniser.name, grammar)
    own = personal.hearing(recogniser.name, grammar, learning)
    decision = DecisionSettings(address=address)

    def make(partner: Partner) -> Ears:
        remover = KalmanEchoRemover(expected_delay_samples=_expected_delay_samples(hearing.latency_seconds))
        echo = EchoRemoval(remover, tap, is_live=hearing.recording is None)
        guard = SelfHearing(latency_samples=echo.latency_samples)
        listener = Listener(
            recogniser, grammar, _FIRST_STATE, decision=decision, explain=guard.explain, adjust=own
        )
        return Ears(
            listener,
            partner,
            echo=echo,
            guard=guard,
            recorder=recorder,
            only_me=hearing.only_me,
            judge=judge,
        )

    return make


def _expected_delay_samples(latency_seconds: float | None) -> float | None:
    """Between a microphone's sample and the reference it's given."""
    return None if latency_seconds is None else max(0.0, latency_seconds * HEARING_RATE - HELD_BACK_SAMPLES)


def ears_on_recording(
    engine: Engine,
    language: str,
    hearing: HearingChoices,
    tap: ReferenceTap,
    stack: ExitStack,
    tell: Tell,
    *,
    is_live: bool = False,
) -> RecordedEars:
    """On the file that ``hearing`` names; with a second judge unless it ``is_live``."""
    recording = read_audio(hearing.recording or Path())
    recorder = None if hearing.record is None else _recorder(hearing.record, stack, tell)
    judge = None if is_live else _judge_at_once(language, hearing)
    make = ears_maker(language, hearing, tap, stack, tell, recorder, judge=judge)
    return RecordedEars(make(engine), recording)


def _judge_at_once(language: str, hearing: HearingChoices) -> SecondJudge | None:
    if hearing.judge is None or language != "en":
        return None
    from voice_coach.listening.second_judge.beside import AtOnce
    from voice_coach.listening.second_judge.whisper import WhisperJudge

    try:
        return AtOnce(WhisperJudge(hearing.judge).believes)
    except MissingPartError as error:
        _LOG.info("%s", error)
        return None


def _judge_beside(language: str, hearing: HearingChoices, stack: ExitStack) -> SecondJudge | None:
    folder = hearing.judge
    if folder is None or language != "en":
        return None
    from voice_coach.listening.second_judge.beside import Beside
    from voice_coach.listening.second_judge.whisper import WhisperJudge

    beside = Beside(lambda: WhisperJudge(folder).believes)
    stack.callback(beside.close)
    return beside


@dataclass(frozen=True, eq=False)
class LiveEars:
    """A microphone and its ears, deaf until ``attend``."""

    microphone: Microphone
    ears: MicrophoneEars

    def attend(self, partner: Partner) -> None:
        self.ears.attend(partner)


def ears_on_microphone(
    language: str,
    hearing: HearingChoices,
    tap: ReferenceTap,
    stack: ExitStack,
    tell: Tell,
    teach: Teach | None = None,
) -> LiveEars:
    """See ``ears_maker``. ``stack`` closes them. The microphone opens before the recogniser loads, so no
    first word is lost.

    Raises ``DeviceError``, ``InputError`` or ``MissingPartError``.
    """
    from voice_coach.audio.microphone import Microphone

    microphone = Microphone(hearing.microphone)
    stack.callback(microphone.close)
    recorder = None if hearing.record is None else _recorder(hearing.record, stack, tell)
    judge = _judge_beside(language, hearing, stack)
    make = ears_maker(language, hearing, tap, stack, tell, recorder, teach, judge)
    ears = MicrophoneEars(make, microphone)
    stack.callback(ears.close)
    return LiveEars(microphone, ears)


def _recorder(folder: Path, stack: ExitStack, tell: Tell) -> Recorder:
    """Closed by ``stack``, which then tells if the recording is whole."""
    recorder = Recorder(folder)

    def close() -> None:
        recorder.close()
        if recorder.failure is not None:
            tell(f"{recorder.failure} What was heard until then is in it.")

    stack.callback(close)
    return recorder
