"""``voice-coach wyoming``: hearing and voices for Home Assistant."""

from __future__ import annotations

import click

from voice_coach.cli.hearing_options import hearing_options, open_ears
from voice_coach.cli.options import folders, own_voices
from voice_coach.cli.tell import tell


@click.command("wyoming")
@click.option(
    "--uri",
    metavar="ADDRESS",
    default="tcp://127.0.0.1:10300",
    show_default=True,
    help="Where to listen: tcp://HOST:PORT or unix:///PATH.",
)
@click.option(
    "--state", metavar="STATE", default="working", show_default=True, help="See: voice-coach commands."
)
@click.option("--voice", metavar="NAME", default="auto", show_default=True, help="If a client names none.")
@hearing_options
def command(
    uri: str, state: str, voice: str, recognizer: str | None, language: str | None, runner: str | None
) -> None:
    """Offer hearing and voices to Home Assistant, over the Wyoming protocol, until Ctrl-C.

    What is heard are the coach's commands in STATE; what is spoken is any text.
    """
    from voice_coach.home.desk import Desk
    from voice_coach.home.service import check_address, serve
    from voice_coach.routine.loader import load_pronunciations
    from voice_coach.speaking.choose import available_voices, open_voice
    from voice_coach.speaking.maker import PromptMaker

    if check_address(uri):
        tell("Everybody in your network can use this service: 127.0.0.1 keeps it to this computer.")
    ears = open_ears(recognizer, language, state, runner)
    spoken, own = ears.grammar.language, own_voices()
    said = load_pronunciations(spoken, folders().routines)

    def open_maker(name: str) -> PromptMaker:
        return PromptMaker(open_voice(name, spoken, own, said))

    open_maker(voice).close()  # Report mistakes before anyone can connect.
    desk = Desk(
        ears.recogniser,
        ears.grammar,
        ears.adjust,
        state,
        tuple(available_voices(spoken, own=own)),
        voice,
        open_maker,
    )
    tell(f"Hearing {spoken} by {ears.recogniser.name}, at {uri}. Ctrl-C ends it.")
    try:
        serve(uri, desk)
    finally:
        desk.close()
