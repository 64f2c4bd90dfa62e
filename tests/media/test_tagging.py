"""Every format's tags, read back by other people's readers."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.audio.limits import small_files
from tests.media.examples import CONTENTS, SECONDS, tagged_file, with_cover
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError, OutputError
from voice_coach.media.cover import SIZE_PIXELS, draw_cover
from voice_coach.media.file_form import FORMATS, FileForm
from voice_coach.routine.loader import load_plan

FFPROBE = shutil.which("ffprobe")
EVERY_FORMAT = pytest.mark.parametrize("name", FORMATS)
EXPECTED = [(chapter.title, chapter.start_seconds, chapter.end_seconds) for chapter in CONTENTS.chapters]


@pytest.fixture(scope="module")
def cover() -> bytes:
    return draw_cover(load_plan("warmup", language="en"), "min")


def probe(path: Path) -> Any:
    if FFPROBE is None:
        pytest.skip("ffprobe isn't installed")
    wanted = ["-show_format", "-show_chapters", "-show_streams", "-of", "json"]
    return json.loads(
        subprocess.run([FFPROBE, "-v", "error", *wanted, path], capture_output=True, check=True).stdout
    )


@EVERY_FORMAT
def test_ffprobe_sees_chapters_cover_and_title(tmp_path: Path, name: str, cover: bytes) -> None:
    seen = probe(tagged_file(tmp_path, FileForm(name), with_cover(cover)))
    chapters = [
        (entry["tags"]["title"], float(entry["start_time"]), float(entry["end_time"]))
        for entry in seen["chapters"]
    ]
    assert [title for title, _, _ in chapters] == [title for title, _, _ in EXPECTED]
    for (_, start, end), (_, wanted_start, wanted_end) in zip(chapters, EXPECTED, strict=True):
        assert start == pytest.approx(wanted_start, abs=0.03)
        assert end == pytest.approx(wanted_end, abs=0.03)
    pictures = [stream for stream in seen["streams"] if stream["disposition"].get("attached_pic")]
    assert [(picture["width"], picture["height"]) for picture in pictures] == [(SIZE_PIXELS, SIZE_PIXELS)]
    tags = seen["format"].get("tags") or next(
        s["tags"] for s in seen["streams"] if s["codec_type"] == "audio"
    )
    tags = {key.lower(): text for key, text in tags.items()}
    assert tags["title"] == CONTENTS.about.title
    assert tags["comment"] == CONTENTS.about.comment
    assert float(seen["format"]["duration"]) == pytest.approx(SECONDS, abs=0.1)


@EVERY_FORMAT
@pytest.mark.parametrize("stereo", [False, True])
def test_the_sound_is_whole_and_in_its_place(tmp_path: Path, name: str, *, stereo: bool) -> None:
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        pytest.skip("ffmpeg isn't installed")
    path = tagged_file(tmp_path, FileForm(name, stereo=stereo), CONTENTS)
    command = [
        ffmpeg,
        "-v",
        "error",
        "-i",
        str(path),
        "-map",
        "0:a",
        "-f",
        "f32le",
        "-ar",
        str(SAMPLE_RATE),
        "-",
    ]
    heard = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4")
    heard = heard.reshape(-1, 1 + stereo)
    assert heard.shape[0] == pytest.approx(SECONDS * SAMPLE_RATE, abs=1_100)  # an AAC frame is 1,024
    onset = int(np.argmax(np.abs(heard[2 * SAMPLE_RATE - 4_000 :, 0]) > 0.1)) - 4_000
    assert abs(onset) < 0.005 * SAMPLE_RATE
    assert 0.25 < np.abs(heard).max() < 0.4


@EVERY_FORMAT
def test_the_same_session_is_the_same_file(tmp_path: Path, name: str, cover: bytes) -> None:
    made = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        made.append(tagged_file(tmp_path / folder, FileForm(name), with_cover(cover)).read_bytes())
    assert made[0] == made[1]


@EVERY_FORMAT
def test_a_full_disk_leaves_nothing(tmp_path: Path, name: str) -> None:
    with small_files(9_000), pytest.raises(OutputError, match="couldn't be written") as caught:
        tagged_file(tmp_path, FileForm(name), CONTENTS)
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_the_id3_tag_holds_all_of_it(tmp_path: Path, cover: bytes) -> None:
    from mutagen.id3 import ID3

    tags: Any = ID3(tagged_file(tmp_path, FileForm(), with_cover(cover)))  # type: ignore[no-untyped-call]
    assert tags.version == (2, 3, 0)
    texts = {
        key: str(tags[key]) for key in ("TIT2", "TPE1", "TALB", "TRCK", "TCON", "TLAN", "TLEN", "COMM::spa")
    }
    assert texts == {
        "TIT2": "Wärm-up ☀",
        "TPE1": "Voice Coach",
        "TALB": "Voice Coach",
        "TRCK": "1/1",
        "TCON": "Speech",
        "TLAN": "spa",
        "TLEN": "20000",
        "COMM::spa": CONTENTS.about.comment,
    }
    contents = tags["CTOC:contents"]
    assert str(contents.sub_frames["TIT2"]) == "Wärm-up ☀"
    chapters = [tags[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [(str(c.sub_frames["TIT2"]), c.start_time / 1000, c.end_time / 1000) for c in chapters] == EXPECTED
    assert tags["APIC:"].data == cover
    assert str(tags["USLT::spa"]).startswith("Welcome (0:00)\nHello, you.\n\nGemelos, izquierda (0:05)\n")
    assert tags["SYLT::spa"].text == [
        ("\nHello, ", 1_000),
        ("you.", 1_500),
        ("\nBreathe <out> & rest.", 6_125),
    ]


def test_a_cover_has_the_same_bytes_each_time_and_says_how_long(cover: bytes) -> None:
    assert draw_cover(load_plan("warmup", language="en"), "min") == cover
    assert draw_cover(load_plan("maintenance", language="en"), "min") != cover
    assert cover.startswith(b"\x89PNG")
    assert len(cover) < 40_000


@pytest.mark.parametrize(
    ("name", "bitrate", "says"),
    [
        ("aac", None, r"no format 'aac'\. Formats are mp3, m4b"),
        ("mp3", 63, "no bit rate of 63"),
        ("opus", 500, "no bit rate of 500 kbit/s here. Choose one from 6 to 256"),
        ("flac", 64, "FLAC is lossless"),
    ],
)
def test_forms_that_cannot_be_written(name: str, bitrate: int | None, says: str) -> None:
    with pytest.raises(InputError, match=says):
        FileForm(name, bitrate)
