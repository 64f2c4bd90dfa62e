"""The safety screen before a first session: spoken, answered by voice or key, its answers kept."""

from __future__ import annotations

import os
import queue
import threading
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import click

from voice_coach.cli.options import own_folder
from voice_coach.errors import VoiceCoachError
from voice_coach.playing.assemble import Choices, Folders
from voice_coach.playing.hearing_choices import HearingChoices
from voice_coach.playing.keyboard import has_terminal, listening_keys
from voice_coach.routine.library import Library
from voice_coach.safety.answers import AnswerStore
from voice_coach.safety.dialog import Reply, hold_screen
from voice_coach.safety.screen import Outcome, Screen, outcome_of
from voice_coach.safety.texts import load_screen

if TYPE_CHECKING:
    from voice_coach.audio.clip import Samples
    from voice_coach.audio.microphone import Microphone
    from voice_coach.listening.listener import Listener
    from voice_coach.session.commands import Command
    from voice_coach.speaking.maker import PromptMaker

ANSWER_SECONDS = 8.0
_STATE = "confirm"
_REPLIES: dict[str, Reply] = {"yes": "yes", "no": "no", "stop": "stop"}


class Mouth(Protocol):
    """A loudspeaker that can be waited for."""

    def write(self, samples: Samples) -> None: ...

    def drain(self) -> None: ...


class Answerer:
    """Whoever answers: a microphone where there is one, and the keyboard. Leave ``stack`` to close it."""

    def __init__(self, language: str, hearing: HearingChoices, stack: ExitStack) -> None:
        self._replies: queue.Queue[Reply] = queue.Queue()
        self._awake = threading.Event()
        self._closing = threading.Event()
        self._heard = self._listen(language, hearing, stack)
        self.anybody = self._heard or has_terminal()
        stack.enter_context(listening_keys(self._press, lambda: _STATE))

    def __call__(self) -> Reply:
        """The next answer, or ``nothing`` after some seconds."""
        while not self._replies.empty():
            self._replies.get_nowait()
        self._awake.set()
        try:
            return self._replies.get(timeout=ANSWER_SECONDS)
        except queue.Empty:
            return "nothing"
        finally:
            self._awake.clear()

    def _press(self, command: Command) -> None:
        if command.name in _REPLIES:
            self._replies.put(_REPLIES[command.name])

    def _listen(self, language: str, hearing: HearingChoices, stack: ExitStack) -> bool:
        if hearing.recognizer == "none" or hearing.recording is not None:
            return False
        from voice_coach.audio.microphone import Microphone
        from voice_coach.listening.choose import open_recogniser
        from voice_coach.listening.listener import Listener
        from voice_coach.listening.phrase_file import load_grammar

        try:
            microphone = Microphone(hearing.microphone)
            stack.callback(microphone.close)
            grammar = load_grammar(language)
            recogniser = open_recogniser(
                hearing.recognizer, grammar, _STATE, os.environ.get("VOSK_MODEL_PATH")
            )
        except VoiceCoachError:
            return False  # The session says so itself, and goes on by keyboard.
        stack.callback(recogniser.close)
        listener = Listener(recogniser, grammar, _STATE)
        thread = threading.Thread(target=self._hear, args=(microphone, listener), daemon=True)
        thread.start()
        stack.callback(thread.join, 2.0)
        stack.callback(self._closing.set)
        return True

    def _hear(self, microphone: Microphone, listener: Listener) -> None:
        import numpy as np

        from voice_coach.listening.listener import CommandHeard
        from voice_coach.listening.resample import HearingResampler

        resampler, rate_hz = None, 0
        while not self._closing.is_set():
            block = microphone.read(0.2)
            if block is None:
                continue
            if resampler is None or block.rate_hz != rate_hz:
                rate_hz = block.rate_hz
                resampler = HearingResampler(rate_hz)
            samples = resampler.feed(block.samples.astype(np.float32) / 32768.0)
            if not self._awake.is_set():
                continue  # While the coach asks it would hear its own question.
            for event in listener.feed(samples):
                if isinstance(event, CommandHeard) and event.command in _REPLIES:
                    self._replies.put(_REPLIES[event.command])


def screened(
    choices: Choices,
    folders: Folders,
    hearing: HearingChoices,
    prompts: PromptMaker,
    output: Mouth,
    *,
    again: bool,
) -> Choices | None:
    """The choices with what the runner's answers take out; ``None`` where there is to be no session.

    Asks at a first session and where ``again``; not where a script stands in for the runner or nobody could
    answer. Raises ``InputError`` where nothing is left, ``OutputError`` where answers cannot be kept.
    """
    texts, area_names = load_screen(Library(choices.language, folders.routines))
    store = AnswerStore(own_folder() / "safety.json")
    kept = store.load()
    outcome = None if kept is None or again else outcome_of(kept, texts, area_names)
    if outcome is None or outcome.verdict != "go":
        if choices.commands and not again:
            return choices
        with ExitStack() as stack:
            answerer = Answerer(choices.language, hearing, stack)
            if not answerer.anybody:
                click.echo("The safety questions were not asked: nobody could answer them.", err=True)
                return choices

            def say(text: str) -> None:
                click.echo(text, err=True)
                output.write(prompts.clip(text).samples)
                output.drain()

            prompts.ahead(Screen(texts, area_names).prompts())
            outcome = hold_screen(Screen(texts, area_names), say, answerer)
            if outcome is not None and outcome.verdict == "go":
                say(texts.words)
        if outcome is None:
            return None
        if outcome.verdict != "unanswered":
            store.save(outcome.answers)
        if outcome.verdict in ("ask", "refuse"):
            return None
    return _without(choices, outcome)


def _without(choices: Choices, outcome: Outcome) -> Choices:
    return replace(choices, wish=outcome.apply(choices.wish))
