"""What leaves the coach for another program, against what the coach itself makes of it.

``python -m bench reach`` sends 100 spoken commands to ``voice-coach wyoming`` with that package's own client
and compares each transcript with ``hear``'s, has 20 lines said and compares the samples with those of
``voices --say``, and plays a routine that was packed here and added in another home folder.
"""

from __future__ import annotations

import json
import tempfile
import wave
from collections.abc import Mapping
from pathlib import Path

import yaml
from wyoming.audio import AudioChunk
from wyoming.tts import Synthesize

from bench.figures import Figure, report
from bench.hearing_material import clean_and_noisy, rooms
from bench.processes import VOICE_COACH, run
from bench.workplace import workplace
from tests.home.client import ask, service, transcribe
from voice_coach.content import content_folder
from voice_coach.listening.phrase_file import load_grammar

COMMANDS, LINES = 100, 20
_VOICES = ("flite:slt", "flite:rms", "flite:awb")


def commands(folder: Path) -> list[Path]:
    """WAV files: the phrases of the state `working`, by flite's voices in turn, clean and noisy."""
    phrases, around, made = load_grammar("en").phrases_in("working"), rooms(), []
    for number, phrase in enumerate(phrases[: COMMANDS // 2]):
        for kind, sound in enumerate(clean_and_noisy(_VOICES[number % 3], phrase.text, folder, around)):
            made.append(folder / f"{number}-{kind}.wav")
            with wave.open(str(made[-1]), "wb") as file:
                file.setparams((1, 2, 16_000, 0, "NONE", ""))
                file.writeframes(sound.tobytes())
    return made


def lines() -> list[str]:
    """Where each area lies, and how its first exercise begins."""
    files = sorted(content_folder("routines").glob("exercises/*.en.yaml"))
    texts = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    said = [[*text.get("where", ()), *next(iter(text["exercises"].values()))["position"]] for text in texts]
    return [line for some in said for line in some if "{" not in line][:LINES]


def samples(path: Path) -> bytes:
    with wave.open(str(path)) as file:
        return bytes(file.readframes(file.getnframes()))


def by_another_client(folder: Path, settings: Mapping[str, str]) -> list[Figure]:
    sounds, said = commands(folder), lines()
    heard = run([VOICE_COACH, "hear", *map(str, sounds), "--json"], settings=settings).output.splitlines()
    ours = [" ".join(one["text"] for one in json.loads(line)["commands"]) for line in heard]
    with service([VOICE_COACH, "wyoming"], folder / "wyoming", settings) as uri:
        theirs = [transcribe(uri, samples(path)) for path in sounds]
        alike = 0
        for text in said:
            got = ask(uri, [Synthesize(text=text).event()], "audio-stop")
            sound = b"".join(AudioChunk.from_event(one).audio for one in got if one.type == "audio-chunk")
            run([VOICE_COACH, "voices", "--say", text, "-o", str(folder / "line.wav")], settings=settings)
            alike += bool(sound) and samples(folder / "line.wav").startswith(sound)
    same = sum(one == other for one, other in zip(ours, theirs, strict=True))
    return [
        Figure(
            "Transcripts by Wyoming's client that equal hear's", same, f"of {len(sounds)}", COMMANDS, True
        ),
        Figure("Lines by Wyoming's client that equal voices --say", alike, f"of {len(said)}", LINES, True),
        Figure(
            "Transcripts that aren't empty", sum(map(bool, theirs)), f"of {len(sounds)}", COMMANDS / 2, True
        ),
    ]


def packed(folder: Path, settings: Mapping[str, str]) -> Figure:
    """A routine of three areas: its file from here, and from a home folder that got it as one file."""
    there = {**settings, "VOICE_COACH_HOME": str(folder / "other home")}
    (folder / "mine").mkdir()
    with workplace() as place:
        run([VOICE_COACH, "routines", "pack", str(place.routine(3)), "-o", str(folder / "p.vcr.yaml")])
        here = ["export", str(place.routine(3)), "--format", "wav", "-o", str(folder / "here.wav")]
        run([VOICE_COACH, *here], settings=settings)
    run([VOICE_COACH, "routines", "add", str(folder / "p.vcr.yaml"), "--yes"], settings=there)
    away = ["export", "areas-3", "--format", "wav", "-o", str(folder / "there.wav")]
    run([VOICE_COACH, *away], settings=there)
    differ = samples(folder / "here.wav") != samples(folder / "there.wav")
    return Figure("Packed here, added there: sessions whose samples differ", differ, "", 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name, workplace() as home:
        report("reach", [*by_another_client(Path(name), home.settings), packed(Path(name), home.settings)])
