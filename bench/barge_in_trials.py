"""The trials of `bench.barge_in`: a coach that speaks, a runner who says a command over it, a room around
both."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from bench.rooms import RATE, Room, Sound, active_rms, convolve, played
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.content import content_folder
from voice_coach.listening.recogniser import Speech
from voice_coach.speaking.maker import PromptMaker

VOICES = Path(os.environ.get("VOICE_COACH_VOICES", Path(__file__).resolve().parents[2] / "shared" / "voices"))
LEAD_SECONDS = 12.0
"""The coach has been speaking for this long when the first command comes: a filter learns the room once a
session."""
GAP_SECONDS = 3.0
DUCK_DB = -12.0
DUCK_SECONDS = 0.08
"""What the engine does to the coach when a voice is heard (`ducking.COACH_UNDER_RUNNER_DB`)."""
COMMAND_RMS = 0.05
NOISE_DB = -32.0
"""The room's own noise against the command."""
_STATES = {"stop": "working", "pause": "working", "yes": "confirm", "no": "confirm", "go": "setup"}
_STATES |= {"left": "side", "right": "side"}
_COMMANDS = {"go": "ready"}
_FLITE_VOICES = ("slt", "rms", "awb")


@dataclass(frozen=True)
class Said:
    """A command as somebody says it: dry sound at 16 kHz, and what it should be heard as; an empty
    ``command`` for what is none."""

    name: str
    command: str
    state: str
    sound: Sound


@dataclass(frozen=True)
class Placed:
    """A command and the samples of the microphone between which its sound lies."""

    said: Said
    start_sample: int
    end_sample: int


@dataclass(frozen=True)
class Scene:
    """What the microphone and the mixer give, mono int16 at 16 kHz, and the commands in it."""

    microphone: Speech
    reference: Speech
    placed: tuple[Placed, ...]


def recordings(most_a_word: int) -> list[Said]:
    """Real commands of `../shared/voices`, at most so many of each word, one a speaker where there are
    enough."""
    import soundfile

    rows = _listed("command")
    found: list[Said] = []
    for word, state in _STATES.items():
        own = [row for row in rows if Path(row["path"]).parent.name == word]
        for row in own[:most_a_word]:
            sound, _ = soundfile.read(VOICES / row["path"], dtype="float32")
            name = f"{word} {row['speaker_id']}"
            found.append(Said(name, _COMMANDS.get(word, word), state, _trimmed(sound)))
    return found


def _listed(kind: str) -> list[dict[str, str]]:
    """The recordings of ``kind``; none where the folder is missing."""
    if not (VOICES / "manifest.csv").is_file():
        return []
    with (VOICES / "manifest.csv").open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["kind"] == kind]


def talk(most_seconds: float) -> list[Said]:
    """Somebody's talk, of each recording of `../shared/voices` the first ``most_seconds``."""
    import soundfile

    found = []
    for row in _listed("speech"):
        sound, _ = soundfile.read(VOICES / row["path"], dtype="float32", frames=round(most_seconds * RATE))
        found.append(Said(f"talk {row['speaker_id'] or row['path']}", "", "working", _trimmed(sound)))
    return found


def synthesised(phrases: Sequence[tuple[str, str, str]]) -> list[Said]:
    """``(text, command, state)``, each by one of flite's voices in turn; none where flite is missing."""
    if shutil.which("flite") is None:
        return []
    found = []
    for number, (text, command, state) in enumerate(phrases):
        voice = _FLITE_VOICES[number % len(_FLITE_VOICES)]
        found.append(Said(f"{text} flite-{voice}", command, state, _trimmed(_flite(text, voice))))
    return found


def scene(
    saids: Sequence[Said],
    room: Room,
    coach: Sound | None,
    seed: int,
    *,
    echo_db: float = 0.0,
    music: Sound | None = None,
    music_db: float = -6.0,
    ducked: Sequence[tuple[int, int]] = (),
) -> Scene:
    """``saids`` one after another in ``room``, while ``coach`` speaks ``echo_db`` and ``music`` sounds
    ``music_db`` against them. Both are ducked in ``ducked``, spans of samples of the mixer's."""
    random = np.random.default_rng(seed)
    placed: list[Placed] = []
    at = int(LEAD_SECONDS * RATE)
    for said in saids:
        placed.append(Placed(said, at, at + len(said.sound)))
        at += len(said.sound) + int((GAP_SECONDS + random.uniform(0, 1)) * RATE)
    noise = np.float32(COMMAND_RMS * 10 ** (NOISE_DB / 20))
    microphone = random.standard_normal(at).astype(np.float32) * noise
    for item in placed:
        voice = convolve(item.said.sound, room.voice_path)[: at - item.start_sample]
        voice *= np.float32(COMMAND_RMS / active_rms(voice))
        microphone[item.start_sample : item.start_sample + len(voice)] += voice
    reference = np.zeros(at, np.float32)
    gain = _duck_gain(at, ducked)
    for source, level_db in ((coach, echo_db), (music, music_db)):
        if source is None:
            continue
        sound = np.resize(source, at)
        level = np.float32(COMMAND_RMS * 10 ** (level_db / 20) / active_rms(played(sound, room)))
        reference += sound * gain * level
    if reference.any():
        microphone += played(reference, room)
        reference /= np.float32(2.5 * np.max(np.abs(reference)))
    return Scene(to_int16(microphone), to_int16(reference), tuple(placed))


def _duck_gain(length: int, ducked: Sequence[tuple[int, int]]) -> Sound:
    gain = np.ones(length, np.float32)
    for start, end in ducked:
        gain[start:end] = 10 ** (DUCK_DB / 20)
    ramp = int(DUCK_SECONDS * RATE)
    smooth = np.cumsum(np.pad(gain, (ramp, 0), mode="edge"), dtype=np.float64)
    return ((smooth[ramp:] - smooth[:-ramp]) / ramp).astype(np.float32)


def coach_speech(prompts: PromptMaker, texts: Sequence[str], seconds: float, seed: int) -> Sound:
    """Sentence after sentence with short pauses, drawn from ``texts``."""
    random = np.random.default_rng(seed)
    parts: list[Sound] = []
    total = 0
    while total < seconds * RATE:
        parts.append(_said_by_coach(prompts, texts[int(random.integers(len(texts)))]))
        parts.append(np.zeros(int(random.uniform(0.15, 0.5) * RATE), np.float32))
        total += len(parts[-1]) + len(parts[-2])
    return np.concatenate(parts)


def music_pieces() -> list[Sound]:
    """The recordings of music, or a synthesised one where they are missing."""
    import soundfile

    paths = sorted((VOICES / "noise").glob("music-*.flac"))
    if paths:
        return [soundfile.read(path, dtype="float32")[0] for path in paths]
    t = np.arange(30 * RATE) / RATE
    beat = np.exp(-6 * (t % 0.5))
    chord = sum(np.sin(2 * np.pi * f * t * (1 + (t // 4 % 4) / 12)) for f in (110, 220, 277, 330, 660))
    return [np.asarray(0.05 * beat * chord, np.float32)]


def looped(sound: Sound, seconds: float, seed: int) -> Sound:
    """``seconds`` of ``sound`` over and over from somewhere in it."""
    start = int(np.random.default_rng(seed).integers(len(sound)))
    round_and_round: Sound = sound[(np.arange(int(seconds * RATE)) + start) % len(sound)]
    return round_and_round


def to_int16(sound: Sound) -> Speech:
    out: Speech = np.clip(np.rint(sound * 32767), -32768, 32767).astype(np.int16)
    return out


def coach_texts() -> list[str]:
    """Every sentence of the exercises: what the coach says most."""
    found: list[str] = []
    for path in sorted((content_folder("routines") / "exercises").glob("*.en.yaml")):
        texts = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += _sentences([texts["where"], texts["exercises"]])
    return [text for text in found if "{" not in text]


def _sentences(node: object) -> list[str]:
    if isinstance(node, str):
        return [node]
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for part in inside for text in _sentences(part)]


@cache
def _said_by_coach(prompts: PromptMaker, text: str) -> Sound:
    import soxr

    clip = prompts.clip(text).samples
    return np.asarray(soxr.resample(clip, SAMPLE_RATE, RATE), np.float32)


def _flite(text: str, voice: str) -> Sound:
    import soundfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(
            ["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True, capture_output=True
        )
        sound, rate = soundfile.read(path, dtype="float32")
    if rate != RATE:
        import soxr

        sound = soxr.resample(sound, rate, RATE)
    return np.asarray(sound, np.float32)


def _trimmed(sound: Sound) -> Sound:
    """From the first to the last 10 ms within 35 dB of the loudest, with a little around, faded in and
    out."""
    hops = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    level = np.sqrt((hops**2).mean(axis=1))
    loud = np.flatnonzero(level > level.max() * 10 ** (-35 / 20))
    cut: Sound = sound[max(0, (loud[0] - 4) * 160) : (loud[-1] + 5) * 160].copy()
    fade = np.linspace(0, 1, 320, dtype=np.float32)
    cut[:320] *= fade
    cut[-320:] *= fade[::-1]
    return cut
