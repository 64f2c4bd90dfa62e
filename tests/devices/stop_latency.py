"""From the end of a spoken "stop" to the first sound of the answer, through the virtual card.

``python -m tests.devices.stop_latency FILE.wav...`` prints one JSON line a recording, and the quantiles. The
word is said in a setup gap, in silence: what answers it, and at which sample, is the same as in mid-sentence,
where the coach falls silent at that sample. Room and speaker are recorded on one clock.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.devices.live_session import LiveSession
from tests.virtual_audio.card import VirtualCard
from tests.virtual_audio.recorder import Recorder
from tests.virtual_audio.waiting import wait_until

FRAME_SECONDS = 0.005
SOUND_DB = -50.0
QUIET_SECONDS = 0.7


@dataclass(frozen=True)
class Answered:
    """From the word's end: ``heard_seconds`` is measured at the speaker, ``own_seconds`` is the journal's."""

    heard_seconds: float
    own_seconds: float


def answer_to(card: VirtualCard, folder: Path, word: Path) -> Answered | None:
    """Say ``word`` to a session; ``None`` where it was not understood."""
    session = LiveSession(card, folder, 60.0)
    with session.child:
        session.wait_for("step_started", 1, 40.0)
        speaker, room = card.record("speaker.monitor"), card.record("room.monitor")
        try:
            _wait_for_gap(speaker)
            card.say(word).wait()
            session.wait_for("command_heard", 1, 3.0, command="stop")
            _let_pass(speaker, 0.7)
        except AssertionError:
            return None
        finally:
            speaker.close()
            room.close()
        heard = next(e for e in session.events() if e["event"] == "command_heard")
        reaction = next(e for e in session.events() if e["event"] == "reaction")
    end = _last_loud_moment(room)
    return Answered(_first_sound_after(speaker, end) - end, reaction["at"] - heard["end"])


def _wait_for_gap(speaker: Recorder) -> None:
    _let_pass(speaker, QUIET_SECONDS)
    wait_until(lambda: speaker.level_db(QUIET_SECONDS) < -70.0, "the coach is silent", 30.0)


def _let_pass(recorder: Recorder, seconds: float) -> None:
    until = len(recorder.samples()) + seconds * recorder.rate_hz
    wait_until(lambda: len(recorder.samples()) > until, "time passes")


def _peaks(recorder: Recorder) -> npt.NDArray[np.float32]:
    step = round(recorder.rate_hz * FRAME_SECONDS)
    samples = recorder.samples()
    frames = samples[: samples.shape[0] // step * step].reshape(-1, step)
    return np.asarray(np.abs(frames).max(axis=1), dtype=np.float32)


def _last_loud_moment(room: Recorder) -> float:
    """Where the word has faded by 26 dB."""
    peaks = _peaks(room)
    last = int(np.flatnonzero(peaks > peaks.max() / 20)[-1]) + 1
    return room.heard_at(min(round(last * FRAME_SECONDS * room.rate_hz), len(room.samples()) - 1))


def _first_sound_after(speaker: Recorder, moment: float) -> float:
    for frame in np.flatnonzero(_peaks(speaker) > 10 ** (SOUND_DB / 20)):
        heard = speaker.heard_at(round(frame * FRAME_SECONDS * speaker.rate_hz))
        if heard > moment:
            return heard
    raise AssertionError("nothing was heard")


def main(words: list[str]) -> None:
    found = []
    for word in words:
        with VirtualCard() as card, tempfile.TemporaryDirectory() as folder:
            answered = answer_to(card, Path(folder), Path(word))
        trial = {} if answered is None else asdict(answered)
        sys.stdout.write(json.dumps({"file": Path(word).name, **trial}) + "\n")
        if answered is not None:
            found.append((answered.heard_seconds, answered.own_seconds))
    for share in (50, 95) if found else ():
        heard, own = np.percentile(np.array(found), share, axis=0)
        facts = {"percentile": share, "heard_seconds": heard, "own_seconds": own, "count": len(found)}
        sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
