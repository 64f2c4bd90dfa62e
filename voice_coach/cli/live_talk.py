"""Talks with the runner before a session, by voice, keys and live channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from voice_coach.cli.live_channel import LiveChannel
from voice_coach.cli.tell import tell
from voice_coach.dialogues.conversation import Conversation
from voice_coach.playing.ears import Partner
from voice_coach.playing.keyboard import has_terminal, listening_keys
from voice_coach.playing.moments import Heard
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard, KeyUnknown

if TYPE_CHECKING:
    from voice_coach.playing.live_ends import LiveEnds

_QUESTIONS = frozenset({"time_left", "whats_next", "help"})


def can_answer(ends: LiveEnds, channel: LiveChannel) -> bool:
    return ends.hears or channel.is_open or has_terminal()


@contextmanager
def talking(
    ends: LiveEnds,
    channel: LiveChannel,
    resting: str,
    *,
    meaning: Mapping[str, str] | None = None,
    keys_as_in: str | None = None,
) -> Iterator[Conversation]:
    """Hears everyone until the block is left.

    ``meaning`` gives some commands another's meaning; ``keys_as_in``: the state for `command_for`.
    """
    runner = Conversation(
        ends.output,
        ends.prompts,
        resting=resting,
        wait_for_room=ends.speaker.wait_for_room,
        show=tell,
        meaning=meaning,
    )
    ends.attend(runner)
    channel.attend(runner)

    def state() -> str:
        name = runner.moment.state
        return keys_as_in if keys_as_in is not None and name == "confirm" else name

    with listening_keys(key_poster(runner), state, lambda: runner.post(KeyUnknown())):
        yield runner


def key_poster(partner: Partner, on_question: Callable[[], None] = lambda: None) -> Callable[[Command], None]:
    """Hands keys' commands to ``partner``; ``on_question`` is called at a question."""

    def on_key(command: Command) -> None:
        if command.name in _QUESTIONS:
            on_question()
        now = partner.moment.frame
        partner.post(CommandHeard(command), heard=Heard(command.name, now, now, 1.0, "keyboard"))

    return on_key
