"""The live end: what is posted while the device has no room is obeyed in the very next block."""

from __future__ import annotations

from tests.playing.engine.sessions import ListJournal, engine_for
from voice_coach.audio.clip import Samples
from voice_coach.audio.output_stream import BLOCK_FRAMES
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.playing.live import play
from voice_coach.playing.moments import Heard
from voice_coach.session.commands import Command
from voice_coach.session.events import CommandHeard


class Nowhere:
    def write(self, samples: Samples) -> None:
        assert samples.shape[0] > 0


def test_what_is_posted_while_waiting_for_room_is_in_the_next_block() -> None:
    journal = ListJournal()
    posted: list[int] = []
    with engine_for(journal=journal) as engine:

        def wait_for_room() -> None:
            now = engine.position
            if now > 20 * SAMPLE_RATE and not posted:
                posted.append(now)
                engine.post(CommandHeard(Command("next")), heard=Heard("next", now, now, 1.0, "keyboard"))

        play(engine, Nowhere(), None, wait_for_room)
    (reaction,) = journal.times("reaction", command="next")
    assert 0.0 <= reaction - posted[0] / SAMPLE_RATE < BLOCK_FRAMES / SAMPLE_RATE
