"""``voice-coach practice``: say commands, and learn what is heard and how to be heard better."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach.cli.hearing_options import hearing_options, open_ears
from voice_coach.cli.options import folders, settings

if TYPE_CHECKING:
    from voice_coach.audio.input_stream import InputStream
    from voice_coach.audio.output_stream import OutputStream
    from voice_coach.dialogues.practice import Attempt
    from voice_coach.listening.recogniser import Speech


@click.command("practice")
@click.argument("commands", nargs=-1)
@click.option("--mic", metavar="DEVICE|FILE.wav", help="The microphone; see: voice-coach devices.")
@hearing_options
def command(
    commands: tuple[str, ...],
    mic: str | None,
    recognizer: str | None,
    language: str | None,
    runner: str | None,
) -> None:
    """Practise speaking to the coach: it says what to say, listens, and tells what it heard.

    COMMANDS are those to practise (next pause longer); without any, the most frequent ones. Where you have
    enrolled, it also tells what it would have heard without that.
    """
    from voice_coach.dialogues.practice import FREQUENT_COMMANDS, exercises, listen, summary
    from voice_coach.listening.listener import Listener

    ears = open_ears(recognizer, language, "working", runner)
    grammar = ears.grammar
    outcomes: list[Attempt] = []
    with ExitStack() as stack:
        stack.callback(ears.recogniser.close)
        listener = Listener(ears.recogniser, grammar, "working", adjust=ears.adjust)
        untaught = Listener(ears.untaught(), grammar, "working") if ears.is_personal else None
        blocks, say = _sound(mic or settings().all().get("mic"), grammar.language, stack)
        for exercise in exercises(grammar, commands or FREQUENT_COMMANDS):
            click.echo(f"Say: {exercise.phrase}")
            say(exercise.phrase)
            outcome = listen(listener, exercise, blocks, untaught)
            outcomes.append(outcome)
            click.echo(_line(outcome))
    right = sum(outcome.right for outcome in outcomes)
    before = sum(outcome.right_before for outcome in outcomes)
    told = f"; {before} without what you have taught" if ears.is_personal else ""
    click.echo(f"{right} of {len(outcomes)} understood{told}.")
    for sentence in summary(outcomes):
        click.echo(sentence)


def _line(outcome: Attempt) -> str:
    if outcome.right:
        heard = f"heard {outcome.text!r}"
    elif outcome.heard:
        heard = f"taken for {outcome.heard} ({outcome.text!r})"
    else:
        heard = f"not understood{f' ({outcome.text!r})' if outcome.text else ''}"
    if outcome.before is not None:
        heard += f" (before you enrolled: {outcome.before or 'not understood'})"
    levels = outcome.levels
    verdict = "yes" if outcome.right else "no "
    return f"  {verdict}  {heard}; voice {levels.voice_db:.0f} dB, room {levels.room_db:.0f} dB"


def _say_nothing(_phrase: str) -> None:
    """A recording is practised with: no one would hear it."""


def _sound(
    mic: str | None, language: str, stack: ExitStack
) -> tuple[Iterator[Speech], Callable[[str], None]]:
    """Sound block by block, and how to name a phrase aloud."""
    if mic is not None and Path(mic).suffix.lower() in {".wav", ".flac", ".mp3", ".ogg"}:
        from voice_coach.listening.audio_file import read_audio

        recording = read_audio(Path(mic))
        return (recording[at : at + 1600] for at in range(0, len(recording), 1600)), _say_nothing

    from voice_coach.audio.input_stream import InputStream
    from voice_coach.audio.output_stream import OutputStream
    from voice_coach.listening.microphone_sound import microphone_sound

    microphone = InputStream(mic)
    stack.callback(microphone.close)
    speaker = OutputStream(settings().all().get("speaker"))
    stack.callback(speaker.close)
    heard = microphone_sound(microphone, lambda: microphone.lost)
    return heard, _Speaker(speaker, microphone, language, stack)


class _Speaker:
    """Names a phrase aloud; forgets what the microphone heard meanwhile."""

    def __init__(
        self, speaker: OutputStream, microphone: InputStream, language: str, stack: ExitStack
    ) -> None:
        from voice_coach.playing.assemble import Choices, open_prompts

        self._prompts = stack.enter_context(
            open_prompts(Choices("", language=language), folders(), at_once=True)
        )
        self._speaker = speaker
        self._microphone = microphone

    def __call__(self, phrase: str) -> None:
        self._speaker.write(self._prompts.clip(phrase).samples)
        self._speaker.drain()
        while self._microphone.read(0.0) is not None:
            pass
