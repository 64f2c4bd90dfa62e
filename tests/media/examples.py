"""Contents with everything in them, and a sound to go with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.media.contents import About, Chapter, Contents, TimedLine, TimedWord
from voice_coach.media.file_form import FileForm
from voice_coach.media.tagging import write_tags

SECONDS = 20.0
CONTENTS = Contents(
    About("Wärm-up ☀", "es", "voice-coach export warmup --seed 7", cover=b""),
    SECONDS,
    (
        Chapter("Welcome", 0.0, 5.25),
        Chapter("Gemelos, izquierda", 5.25, 13.5),
        Chapter("End", 13.5, SECONDS),
    ),
    (
        TimedLine("Hello, you.", 1.0, 2.0, (TimedWord("Hello,", 1.0), TimedWord("you.", 1.5))),
        TimedLine("Breathe <out> & rest.", 6.125, 7.5),
    ),
)


def with_cover(cover: bytes) -> Contents:
    about = About(CONTENTS.about.title, "es", CONTENTS.about.comment, cover=cover)
    return Contents(about, SECONDS, CONTENTS.chapters, CONTENTS.lines)


def tagged_file(folder: Path, form: FileForm, contents: Contents) -> Path:
    """A file of ``form`` with a tone every other second."""
    path = folder / f"session{form.suffix}"
    at = np.arange(int(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    sound = (0.3 * np.sin(2 * np.pi * 440 * at) * (at % 2 < 1)).astype(np.float32)
    with form.open(path) as writer:
        for start in range(0, sound.shape[0], 10_000):
            writer.write(sound[start : start + 10_000])
        writer.close(lambda partial: write_tags(partial, form.suffix, contents))
    return path
