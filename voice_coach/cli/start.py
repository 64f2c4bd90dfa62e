"""``voice-coach start``: a session, live and by voice."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click

from voice_coach.cli.hearing_options import RecogniserName
from voice_coach.cli.options import folders, history, read_choices, session_options, settings, tell_of_damage
from voice_coach.cli.personal import open_personal, runner_option
from voice_coach.errors import InputError
from voice_coach.listening.recogniser_names import checked_recogniser
from voice_coach.playing.hearing_choices import HearingChoices

_LONGEST_LATENCY_MS = 2000.0


@click.command("start")
@session_options
@click.option("--mic", metavar="DEVICE|FILE.wav", help="What listens; see: voice-coach devices.")
@click.option("--speaker", metavar="DEVICE|FILE.wav", help="Where it is played.")
@click.option(
    "--recognizer",
    type=RecogniserName(),
    help="What understands you: auto is vosk where a model was fetched, else acoustic.",
)
@click.option(
    "--address", metavar="WORD", help="Obey only after this word, such as coach (not for stop and pause)."
)
@click.option(
    "--latency", metavar="MS", help="From speaker to microphone, for a quick start; see: voice-coach doctor."
)
@click.option(
    "--record", type=click.Path(path_type=Path), metavar="DIR", help="Keep what the microphone hears there."
)
@runner_option
@click.option("--screen", is_flag=True, help="Ask the safety questions again, as before a first session.")
@click.option("--plain", is_flag=True, help="For screen readers: a line for each new part, no ticking clock.")
@click.option(
    "--journal", type=click.Path(path_type=Path), metavar="FILE.jsonl", help="Write down what happened."
)
@click.option(
    "--control", type=click.Path(path_type=Path), metavar="PATH", help="A socket for programs that steer it."
)
def command(
    mic: str | None,
    speaker: str | None,
    recognizer: str | None,
    address: str | None,
    latency: str | None,
    record: Path | None,
    runner: str | None,
    screen: bool,
    plain: bool,
    journal: Path | None,
    control: Path | None,
    **options: Any,
) -> None:
    """Be guided through ROUTINE, live and by voice.

    Say: next one, pause it, hold longer, it hurts, stop session.

    Keys: space pause, enter ready, n next, b back, + longer, - shorter, r repeat, u undo, s switch sides,
    e it hurts, ? time left, w what's next, h how, m / M music off / on, q stop; y, n, l, r and 0 to 9 answer.
    """
    from voice_coach.cli.live_channel import LiveChannel
    from voice_coach.records.history import level_after, seed_after
    from voice_coach.records.journal import FileJournal, NoJournal
    from voice_coach.records.remembering import memory_of

    kept = settings().all()
    hearing = HearingChoices(
        recognizer=recognizer or checked_recogniser(kept.get("recognizer", "auto")),
        microphone=mic or kept.get("mic"),
        address=address or kept.get("address"),
        record=record,
        personal=open_personal(runner),
        latency_seconds=_seconds_of(latency or kept.get("latency")),
    )
    with ExitStack() as stack:
        channel = LiveChannel(control, stack)
        writes = NoJournal() if journal is None else stack.enter_context(FileJournal(journal))
        if speaker is not None and speaker.lower().endswith(".wav"):
            from voice_coach.cli.start_on_files import start_on_files

            if mic is not None and hearing.recording is None:
                raise InputError(
                    "A session played into a file cannot listen to a device.",
                    hint="Give --mic a sound file too, or leave out --speaker.",
                    code="bad-option",
                )
            if screen:
                raise InputError(
                    "A session played into a file asks no safety questions.",
                    hint="Leave out --screen or --speaker.",
                    code="bad-option",
                )
            choices = read_choices(**options)
            tell_of_damage([(choices.voice, choices.language)])
            start_on_files(choices, folders(), Path(speaker), hearing, writes, channel)
        else:
            from voice_coach.cli.start_live import start_live

            sessions = history().recent()
            options["level"] = options["level"] or level_after(sessions)
            if options["seed"] is None:
                options["seed"] = seed_after(sessions)
            memory = memory_of(sessions, datetime.now(timezone.utc))
            choices = replace(read_choices(**options), memory=memory)
            tell_of_damage([(choices.voice, choices.language)])
            device = speaker or kept.get("speaker")
            start_live(choices, folders(), device, hearing, writes, channel, screen=screen, plain=plain)


def _seconds_of(latency_ms: str | None) -> float | None:
    """Raises InputError (`bad-option`)."""
    if latency_ms is None:
        return None
    try:
        milliseconds = float(latency_ms)
    except ValueError:
        milliseconds = -1.0
    if not 0.0 <= milliseconds <= _LONGEST_LATENCY_MS:
        raise InputError(
            f"The latency {latency_ms} is no number of milliseconds from 0 to {_LONGEST_LATENCY_MS:.0f}.",
            hint="Measure it: voice-coach doctor --calibrate. Or forget it: voice-coach config latency ''.",
            code="bad-option",
        )
    return milliseconds / 1000.0
