"""Heard over its own voice: commands obeyed while the coach speaks, and none obeyed that it said itself.

``--compare`` sets one echo remover against another; ``--hours 10`` plays ten hours of sessions and counts the
commands that nobody gave.

Real voices from `../shared/voices` (VOICE_COACH_VOICES) where they are present, and flite's, in simulated
rooms (`bench.rooms`). The first pass through a scene tells when the coach would duck, the second is heard
with it ducked.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bench.barge_in_hearing import (
    LinearRemover,
    NoRemover,
    Score,
    TurnedDownRemover,
    listen,
    speex_remover,
    webrtc_remover,
)
from bench.barge_in_sessions import session_commands
from bench.barge_in_trials import (
    Said,
    coach_speech,
    coach_texts,
    looped,
    music_pieces,
    recordings,
    scene,
    synthesised,
)
from bench.figures import Figure, report
from bench.rooms import draw_room
from voice_coach.errors import MissingPartError
from voice_coach.listening.choose import open_recogniser
from voice_coach.listening.echo.port import EchoRemover
from voice_coach.listening.echo.removal import KalmanEchoRemover
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.speaking.choose import open_voice
from voice_coach.speaking.maker import PromptMaker

_IN_A_SCENE = 7
_COACH_SECONDS = 60.0
_PHRASES = (
    ("stop", "stop"),
    ("stop session", "stop"),
    ("pause", "pause"),
    ("it hurts", "easier"),
    ("next one", "next"),
    ("skip this", "next"),
    ("go back", "back"),
    ("say that again", "repeat"),
    ("hold longer", "longer"),
    ("switch sides", "switch"),
    ("how long left", "time_left"),
    ("what's next", "whats_next"),
    ("volume up", "louder"),
    ("music off", "music_off"),
)

Make = Callable[[], EchoRemover]


class Bench:
    """What every measure needs, opened once."""

    def __init__(self, prompts: PromptMaker, rounds: int) -> None:
        """``rounds``: how often everything is said, each time in another room and order."""
        self._rounds = rounds
        self.prompts = prompts
        self.grammar = load_grammar("en")
        self.recogniser = open_recogniser("acoustic", self.grammar, "working")
        self.texts = coach_texts()
        self.music = music_pieces()

    def run(self, saids: Sequence[Said], make: Make, *, coach: bool = True, music: bool = False) -> Score:
        """All of ``saids``, some to a room, each room with another coach."""
        score = Score()
        for number, group in enumerate(_groups(saids, self._rounds)):
            speech = coach_speech(self.prompts, self.texts, _COACH_SECONDS, number) if coach else None
            piece = looped(self.music[number % len(self.music)], _COACH_SECONDS, number) if music else None
            room = draw_room(number)
            plain = scene(group, room, speech, number, music=piece)
            if not coach:
                listen(plain, make(), self.recogniser, self.grammar, score)
                continue
            ducked = listen(plain, make(), self.recogniser, self.grammar, Score())
            again = scene(group, room, speech, number, music=piece, ducked=ducked)
            listen(again, make(), self.recogniser, self.grammar, score)
        return score


def _groups(saids: Sequence[Said], rounds: int) -> Iterator[list[Said]]:
    for turn in range(rounds):
        order = np.random.default_rng(5 + turn).permutation(len(saids))
        for first in range(0, len(saids), _IN_A_SCENE):
            yield [saids[at] for at in order[first : first + _IN_A_SCENE]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--words", type=int, default=6, help="recordings of each word")
    parser.add_argument("--rounds", type=int, default=1, help="how often each is said, in other rooms")
    parser.add_argument(
        "--hours", type=float, default=0.5, help="hours of sessions for commands that nobody gave"
    )
    parser.add_argument("--first-session", type=int, default=0, help="number of the first of these sessions")
    parser.add_argument("--compare", action="store_true", help="one echo remover against another")
    chosen = parser.parse_args()
    saids = recordings(chosen.words) + synthesised([(text, command, "working") for text, command in _PHRASES])
    if not saids:
        parser.exit(
            3, "Neither recordings (VOICE_COACH_VOICES) nor flite are here: there is nobody to hear.\n"
        )
    with PromptMaker(open_voice("espeak:en-us", "en")) as prompts:
        bench = Bench(prompts, chosen.rounds)
        silence = bench.run(saids, NoRemover, coach=False)
        _print("silence", silence, silence)
        over = bench.run(saids, KalmanEchoRemover)
        _print("over the coach", over, silence)
        music = bench.run(saids, KalmanEchoRemover, music=True)
        _print("and music", music, silence)
        if chosen.compare:
            _compare(bench, saids, silence)
        hours, own = session_commands(chosen.hours, chosen.first_session)
    report("barge_in", _figures(silence, over, music, hours, own))


def _figures(silence: Score, over: Score, music: Score, hours: float, own: Sequence[str]) -> list[Figure]:
    share = 100 / max(1, silence.obeyed)
    stops = 100 / max(1, silence.stops_obeyed)
    cost = over.milliseconds(over.removal_seconds), over.milliseconds(over.listening_seconds)
    counts = {"said": silence.said, "in silence": silence.obeyed}
    return [
        Figure("commands over the coach, 0 dB", over.obeyed * share, "%", 90, at_least=True, details=counts),
        Figure(
            "stop over the coach, 0 dB", over.stops_obeyed * stops, "%", 95, at_least=True, details=counts
        ),
        Figure("with music at -6 dB", music.obeyed * share, "%", 80, at_least=True, details=counts),
        Figure(
            f"the coach's own commands in {hours:.1f} h", float(len(own)), "", 0, details={"heard": list(own)}
        ),
        Figure(
            "echo removal and listening, of a core", sum(cost) / 10, "%", 12, details={"ms a second": cost}
        ),
    ]


def _compare(bench: Bench, saids: Sequence[Said], silence: Score) -> None:
    makers: dict[str, Make] = {
        "turned down": TurnedDownRemover,
        "filter alone": LinearRemover,
        "speexdsp": speex_remover,
        "webrtc": webrtc_remover,
        "none": NoRemover,
    }
    for name, make in makers.items():
        try:
            make()
        except (MissingPartError, ImportError) as error:
            print(f"{name}: not here ({error})")
            continue
        _print(name, bench.run(saids, make), silence)


def _print(name: str, score: Score, silence: Score) -> None:
    share = 100 * score.obeyed / max(1, silence.obeyed)
    print(
        f"{name:16} {score.obeyed:4} of {score.said} obeyed ({share:.0f} % of silence),"
        f" {score.understood} understood, stop {score.stops_obeyed} of {score.stops_said},"
        f" wrong {score.wrong}, unasked {len(score.unasked)};"
        f" removal {score.milliseconds(score.removal_seconds):.0f} ms a second,"
        f" listening {score.milliseconds(score.listening_seconds):.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
