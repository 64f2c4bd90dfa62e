"""Whole exports through the command line, looked at with other people's readers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.calling import Caller
from voice_coach.audio.loudness import loudness_lufs
from voice_coach.media.sidecars import SIDECARS
from voice_coach.playing.levelling import session_gain_db

SHORT = ("desk-break", "--minutes", "3")


def exported(call: Caller, *arguments: str) -> Any:
    made = call("export", *SHORT, *arguments, "--json")
    assert made.code == 0, made.err
    return json.loads(made.out)


def sound_of(path: Path) -> Any:
    import soundfile

    return soundfile.read(path, dtype="float32")[0]


def test_chapters_and_text_are_where_they_sound(call: Caller, home: Path) -> None:
    from mutagen.id3 import ID3

    journal = home / "journal.jsonl"
    path = home / "session.mp3"
    made = exported(call, "-o", str(path))
    played = call(
        "start", *SHORT, "--level", "first", "--speaker", str(home / "s.wav"), "--journal", str(journal)
    )
    assert played.code == 0, played.err
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    tags: Any = ID3(path)  # type: ignore[no-untyped-call]
    chapters = [tags[f"CHAP:{name}"] for name in tags["CTOC:contents"].child_element_ids]
    starts = [line["t"] for line in lines if line["event"] == "step_started"]
    assert [chapter.start_time / 1_000 for chapter in chapters[1:-1]] == pytest.approx(starts, abs=0.001)
    assert [entry["title"] for entry in made["chapters"]] == [str(c.sub_frames["TIT2"]) for c in chapters]
    said = [(line["text"], line["start"]) for line in lines if line["event"] == "speech"]
    texts, times = zip(*tags["SYLT::eng"].text, strict=True)
    begun = [milliseconds / 1_000 for text, milliseconds in zip(texts, times, strict=True) if text[0] == "\n"]
    assert begun == pytest.approx([start for _, start in said], abs=0.03)
    assert "".join(texts).strip().split("\n") == [text for text, _ in said]
    assert list(times) == sorted(times)


def test_the_phone_hears_what_a_live_session_plays(call: Caller, home: Path) -> None:
    path, speaker = home / "whole.flac", home / "speaker.wav"
    exported(call, "-o", str(path))
    call("start", *SHORT, "--level", "first", "--speaker", str(speaker))
    assert np.array_equal(sound_of(path), sound_of(speaker))


def test_split_files_together_are_the_whole(call: Caller, home: Path) -> None:
    exported(call, "-o", str(home / "one.flac"))
    made = exported(
        call, "--split", "--format", "flac", "--beside", "lrc,m3u8,cue", "-o", str(home / "parts")
    )
    parts = [Path(name) for name in made["files"] if name.endswith(".flac")]
    assert len(parts) == len(made["chapters"])
    assert np.array_equal(np.concatenate([sound_of(part) for part in parts]), sound_of(home / "one.flac"))
    listed = (home / "parts" / "parts.m3u8").read_text(encoding="utf-8").splitlines()
    assert [line for line in listed if not line.startswith("#")] == [part.name for part in parts]
    assert sorted(path.name for path in (home / "parts").iterdir()) == sorted(
        Path(n).name for n in made["files"]
    )


def test_everything_beside(call: Caller, home: Path) -> None:
    made = exported(call, "-o", str(home / "beside.mp3"), "--beside", ",".join(SIDECARS))
    assert [Path(name).name for name in made["files"]] == [
        "beside.mp3",
        *(f"beside.{name}" for name in SIDECARS),
    ]
    assert all(Path(name).stat().st_size for name in made["files"])
    assert made["bytes"] == (home / "beside.mp3").stat().st_size


def test_the_comment_makes_the_same_file_again(call: Caller, home: Path) -> None:
    from mutagen.id3 import ID3

    made = home / "a.mp3"
    exported(call, "-o", str(made), "--seed", "7", "--stereo", "--bitrate", "48")
    comment = str(ID3(made)["COMM::eng"])  # type: ignore[no-untyped-call]
    again = comment.partition(" (")[0].split()[2:]
    assert call("export", *again, "-o", str(home / "b.mp3")).code == 0
    assert made.read_bytes() == (home / "b.mp3").read_bytes()


@pytest.mark.parametrize("level", ["first", "usual", "quiet"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_as_loud_as_a_podcast(call: Caller, home: Path, level: str, language: str) -> None:
    path = home / "loud.mp3"
    exported(call, "--level", level, "--language", language, "-o", str(path))
    assert loudness_lufs(sound_of(path)) == pytest.approx(-19.0, abs=0.5)


def test_the_true_peak_has_room(call: Caller, home: Path) -> None:
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        pytest.skip("ffmpeg isn't installed")
    for stereo, expected in (((), -19.0), (("--stereo",), -16.0)):
        path = home / "peak.mp3"
        exported(call, "--level", "quiet", "-o", str(path), *stereo)
        command = [
            ffmpeg,
            "-nostats",
            "-hide_banner",
            "-i",
            str(path),
            "-map",
            "0:a",
            "-af",
            "ebur128=peak=true",
        ]
        said = subprocess.run(
            [*command, "-f", "null", "-"], capture_output=True, text=True, check=True
        ).stderr
        integrated = re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1]
        peak = re.findall(r"Peak:\s+(-?[\d.]+) dBFS", said)[-1]
        assert float(integrated) == pytest.approx(expected, abs=0.5)
        assert float(peak) <= -1.0


def test_a_session_is_turned_up_by_what_its_plan_says() -> None:
    from voice_coach.audio.cues import CueSheet
    from voice_coach.routine.loader import load_plan

    cues = CueSheet.load()
    gains = [session_gain_db(load_plan("warmup", level=level), cues) for level in ("first", "usual", "quiet")]
    assert gains == sorted(gains)
    assert 0.0 < gains[0] < gains[-1] < 4.0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("-o", "a.ogg"), r"a\.ogg doesn't end in \.mp3"),
        (("-o", "a.mp3", "--format", "flac"), "--format flac doesn't match"),
        (("--format", "aac"), "no format 'aac'"),
        (("--format", "wav", "--bitrate", "64"), "WAV is lossless"),
        (("--bitrate", "65"), "no bit rate of 65"),
        (("--beside", "lrc,doc"), "--beside has no kind 'doc'"),
    ],
)
def test_what_cannot_be_asked_for(call: Caller, home: Path, arguments: tuple[str, ...], says: str) -> None:
    refused = call("export", "warmup", *arguments)
    assert refused.code == 2
    assert re.search(says, refused.sentence)
    assert list(home.iterdir()) == []
