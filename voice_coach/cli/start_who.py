"""``start`` if several runners are enrolled and none is named: whose voice is it?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Literal

from voice_coach.cli.live_channel import LiveChannel
from voice_coach.cli.live_talk import talking
from voice_coach.cli.options import folders
from voice_coach.content import own_folder
from voice_coach.dialogues.whose_session import Named, ask_whose
from voice_coach.errors import DeviceError, MissingPartError
from voice_coach.listening.personal.runners import enrolled_runners
from voice_coach.listening.personal.which_runner import WhoSpeaks, enrolled_voices
from voice_coach.playing.assemble import Choices, open_prompts, plan_for
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.live_ends import LiveEnds


def who_is_here(choices: Choices, speaker: str | None, hearing: HearingChoices) -> Named | Literal["stop"]:
    """Opens and closes speaker and microphone; no name if that fails or no one can be heard.

    Enrolment, and so its phrases, are English. Raises InputError for mistakes in ``choices``.
    """
    runners = enrolled_runners(own_folder())
    deaf = hearing.recognizer == "none" or hearing.recording is not None
    if deaf or choices.language != "en" or choices.commands:
        return Named()
    from voice_coach.audio.speaker import Speaker

    plan = plan_for(choices, folders())
    who = WhoSpeaks()
    anyone = replace(hearing, address=None, record=None, judge=None, only_me=who)
    with ExitStack() as stack:
        voices = stack.enter_context(ThreadPoolExecutor(1)).submit(enrolled_voices, runners)
        try:
            output = Speaker(speaker)
        except (DeviceError, MissingPartError):
            return Named()
        stack.callback(output.close)
        # Bare: a name that's said stays in no cache.
        prompts = stack.enter_context(open_prompts(choices, folders(), at_once=True, bare=True))
        ends = LiveEnds(output, prompts, choices.language, anyone)
        stack.callback(ends.close)
        ends.open_ears(lambda _: None)
        if not ends.hears:
            return Named()
        resting = (*plan.lines.get("paused", ()), "")[0]
        with talking(ends, LiveChannel(None, stack), resting, keys_as_in="going_on") as runner:
            return ask_whose(runner, lambda: who.guess(voices.result()))
