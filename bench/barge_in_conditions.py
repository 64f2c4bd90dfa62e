"""The scenes of `bench.barge_in` under one condition after another, on all cores.

A command is said in the same room and order in each, so that what was heard in one can be laid
beside another, room by room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from bench.barge_in_hearing import NoRemover, Score, listen
from bench.barge_in_trials import Said, coach_speech, coach_texts, looped, music_pieces, scene
from bench.rooms import draw_room
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.echo.port import EchoRemover
from voice_coach.listening.echo.removal import KalmanEchoRemover
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.maker import PromptMaker

_IN_A_SCENE = 7
_COACH_SECONDS = 60.0

Make = Callable[[], EchoRemover]


@dataclass(frozen=True)
class Condition:
    """What sounds beside the runner. ``lowest_db`` and ``highest_db``: the coach's echo against the command,
    another in every room."""

    name: str
    make: Make = KalmanEchoRemover
    coach: bool = True
    music: bool = False
    lowest_db: float = 0.0
    highest_db: float = 0.0

    def echo_db(self, room: int) -> float:
        """In room number ``room``, the same each time."""
        share = float(np.random.default_rng((13, room)).uniform())
        return self.lowest_db + share * (self.highest_db - self.lowest_db)


IN_SILENCE = Condition("silence", NoRemover, coach=False)


def heard(condition: Condition, saids: Sequence[Said], rounds: int, coach: str) -> list[Score]:
    """What was heard of ``saids``, each said ``rounds`` times, room by room, over the voice ``coach``."""
    with ProcessPoolExecutor() as pool:
        scores = pool.map(partial(_round, condition, saids, coach), range(rounds))
        return [score for turn in scores for score in turn]


def total(scores: Iterable[Score]) -> Score:
    """All of ``scores`` as one."""
    added = Score()
    for score in scores:
        for name, value in vars(score).items():
            setattr(added, name, getattr(added, name) + value)
    return added


def _round(condition: Condition, saids: Sequence[Said], coach: str, turn: int) -> list[Score]:
    """All of ``saids`` once, some to a room, each room with another coach and piece of music."""
    grammar, texts, pieces = load_grammar("en"), coach_texts(), music_pieces()
    recogniser = open_recogniser("acoustic", grammar, "working")
    order = np.random.default_rng(5 + turn).permutation(len(saids))
    groups = [
        [saids[at] for at in order[first : first + _IN_A_SCENE]]
        for first in range(0, len(saids), _IN_A_SCENE)
    ]
    scores = []
    with PromptMaker(open_voice(coach, "en")) as prompts:
        for number, group in enumerate(groups, start=turn * len(groups)):
            place = partial(
                scene,
                group,
                draw_room(number),
                coach_speech(prompts, texts, _COACH_SECONDS, number) if condition.coach else None,
                number,
                echo_db=condition.echo_db(number),
                music=looped(pieces[number % len(pieces)], _COACH_SECONDS, number)
                if condition.music
                else None,
            )
            listen_to = partial(listen, recogniser=recogniser, grammar=grammar)
            ducked = listen_to(place(), condition.make(), score=Score()) if condition.coach else []
            scores.append(Score())
            listen_to(place(ducked=ducked), condition.make(), score=scores[-1])
    recogniser.close()
    return scores
