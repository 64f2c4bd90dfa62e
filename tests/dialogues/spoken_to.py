"""Somebody whom the coach asks before a session, and who answers aloud: the real recogniser, in step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from tests.playing.engine.sessions import prompts
from tests.said_aloud import microphone
from voice_coach.audio.clip import Samples
from voice_coach.dialogues.conversation import Conversation
from voice_coach.listening.reference import ReferenceTap
from voice_coach.playing.ears import RecordedEars
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.hearing_setup import ears_maker
from voice_coach.playing.live import Tapped

ALL_EARS = HearingChoices("acoustic", "a recording.wav", None, None)
_SECONDS = 60.0


class _Nowhere:
    def write(self, samples: Samples) -> None: ...


def spoken_to(
    stack: ExitStack,
    *says: tuple[float, str],
    hearing: HearingChoices = ALL_EARS,
    shown: Sequence[str] = (),
    meaning: Mapping[str, str] | None = None,
) -> Conversation:
    """A conversation with someone who says a text at each of these seconds, in flite's voice."""
    tap = ReferenceTap(in_step=True)
    here: Any = SimpleNamespace(position=0)

    def hear() -> None:
        here.position = talk.moment.frame
        ears(here)

    maker = stack.enter_context(prompts())
    show = shown.append if isinstance(shown, list) else None
    talk = Conversation(Tapped(_Nowhere(), tap.play), maker, wait_for_room=hear, show=show, meaning=meaning)
    in_step = replace(hearing, microphone=ALL_EARS.microphone)
    make = ears_maker("en", in_step, tap, stack, lambda told: None)
    ears = RecordedEars(make(talk), microphone(*says, seconds=_SECONDS))
    return talk
