"""``voice-coach enrol``: teach the coach your voice, by voice alone."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach.cli.options import default_language, folders, settings, split_list
from voice_coach.content import own_folder
from voice_coach.errors import InputError, MissingPartError

if TYPE_CHECKING:
    from voice_coach.dialogues.booths import DeviceBooth, FileBooth
    from voice_coach.listening.personal.profile import Profile
    from voice_coach.listening.personal.runners import Runner
    from voice_coach.speaking.maker import PromptMaker

_SOUND_FILES = (".wav", ".flac", ".mp3", ".ogg")


@click.command("enrol")
@click.option("--runner", "name", metavar="NAME", help="Whose voice; needed if several are enrolled.")
@click.option(
    "--phrases", metavar="LIST", help="Phrases to enrol: next one,hold longer. Usually the most frequent."
)
@click.option(
    "--takes", type=int, default=3, show_default=True, metavar="N", help="Takes of each phrase, 2 to 5."
)
@click.option("--mic", metavar="DEVICE|FILE.wav", help="The microphone; see: voice-coach devices.")
@click.option("--speaker", metavar="DEVICE|FILE.wav", help="The speaker.")
@click.option("--delete", is_flag=True, help="Delete everything kept of this runner's voice.")
@click.option("--yes", is_flag=True, help="Agree in advance that recordings are kept on this computer.")
def command(
    name: str | None,
    phrases: str | None,
    takes: int,
    mic: str | None,
    speaker: str | None,
    delete: bool,
    yes: bool,
) -> None:
    """Teach the coach your voice: it names a phrase, you say it, two or three times each.

    It asks before it keeps anything; what you say stays on this computer. You may end at any time (say stop)
    and go on another day. What you teach is used only where it helps: each take is tried on the others.
    """
    from voice_coach.dialogues.enrolment import (
        MOST_TAKES,
        ONLY_ME_AGREED,
        enrol,
        phrases_to_enrol,
        report,
    )
    from voice_coach.listening.personal.fitting import FEWEST_TAKES
    from voice_coach.listening.personal.takes import TakeFolder

    if not FEWEST_TAKES <= takes <= MOST_TAKES:
        raise InputError(
            f"--takes must be {FEWEST_TAKES} to {MOST_TAKES}.",
            hint=f"Use {FEWEST_TAKES} to {MOST_TAKES}.",
            code="bad-option",
        )
    runner = _runner(name)
    if delete:
        _delete(runner)
        return
    if default_language() != "en":
        raise MissingPartError(
            f"Enrolment is for the built-in recogniser, which doesn't understand {default_language()!r}.",
            hint="For English: voice-coach config language en",
            code="no-recognizer",
        )
    from voice_coach.dialogues.enrolling import Enrolling
    from voice_coach.playing.assemble import Choices, open_prompts

    kept = settings().all()
    enrolling = Enrolling.open()
    wanted = phrases_to_enrol(enrolling.grammar, () if phrases is None else split_list(phrases, "--phrases"))
    folder = TakeFolder(runner.clips)
    with ExitStack() as stack:
        choices = Choices("", language="en", voice=kept.get("voice", "auto"))
        prompts = stack.enter_context(open_prompts(choices, folders(), at_once=True))
        booth = _booth(mic or kept.get("mic"), speaker or kept.get("speaker"), prompts, stack)
        if not enrolling.agreed(booth, runner, yes=yes):
            return
        ended = enrol(booth, enrolling.grammar, wanted, takes, folder.count, folder.add, enrolling.is_stop)
        profile = enrolling.fit(runner, folder)
        if not ended.stopped:
            for sentence in report(profile):
                booth.say(sentence)
            if kept.get("only-me") is None and enrolling.only_me_wanted(booth, folder):
                settings().set("only-me", "on")
                booth.say(ONLY_ME_AGREED)
    _print(profile)
    for phrase, fault in ended.left_out.items():
        click.echo(f"{phrase}: not taken ({fault.replace('_', ' ')}).", err=True)


def _runner(name: str | None) -> Runner:
    from voice_coach.listening.personal.runners import NOBODY, ONLY_ONE, enrolled_runners, runner_named

    wanted = name or settings().get("runner")
    if wanted is None or (name is None and wanted == NOBODY):
        enrolled = enrolled_runners(own_folder())
        if len(enrolled) > 1:
            raise InputError(
                f"Several runners are enrolled: {', '.join(one.name for one in enrolled)}.",
                hint="Say whose voice it is with --runner NAME.",
                code="bad-option",
            )
        wanted = enrolled[0].name if enrolled else ONLY_ONE
    return runner_named(wanted, own_folder())


def _delete(runner: Runner) -> None:
    from voice_coach.listening.personal.runners import enrolled_runners

    there = runner.delete_voice()
    kept = settings()
    if kept.get("runner") == runner.name and not runner.known:
        kept.set("runner", "")
    if kept.get("only-me") and not enrolled_runners(own_folder()):
        kept.set("only-me", "")
    click.echo(f"Nothing is kept of {runner.name}'s voice{'' if there else ', nor ever was'}.")


def _booth(
    mic: str | None, speaker: str | None, prompts: PromptMaker, stack: ExitStack
) -> DeviceBooth | FileBooth:
    from voice_coach.dialogues.booths import DeviceBooth, FileBooth

    from_file = mic is not None and mic.lower().endswith(_SOUND_FILES)
    into_file = speaker is not None and speaker.lower().endswith(".wav")
    if from_file != into_file:
        raise InputError(
            "If one of --mic and --speaker is a file, both must be.",
            hint="Give --mic FILE.wav and --speaker FILE.wav, or devices for both.",
            code="bad-option",
        )
    if mic is None or speaker is None or not from_file:
        return DeviceBooth(mic, speaker, prompts, stack, click.echo)
    from voice_coach.listening.audio_file import read_audio

    return FileBooth(read_audio(Path(mic)), Path(speaker), prompts, stack, click.echo)


def _print(profile: Profile) -> None:
    for phrase in profile.phrases:
        takes = "1 take" if phrase.takes == 1 else f"{phrase.takes} takes"
        use = "on" if phrase.on else "off: wouldn't help" if phrase.takes > 1 else "off: needs two takes"
        click.echo(f"{phrase.text:22} {takes}, understood {phrase.before} before, {phrase.after} now; {use}")
