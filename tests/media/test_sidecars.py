"""What lies beside a file, to the letter."""

from __future__ import annotations

import re

from tests.media.examples import CONTENTS
from voice_coach.media.contents import About, Chapter, Contents, TimedLine, TimedWord
from voice_coach.media.sidecars import SIDECARS, playlist


def test_lyrics() -> None:
    assert SIDECARS["lrc"](CONTENTS, "a.mp3") == (
        "[ti:Wärm-up ☀]\n[ar:Voice Coach]\n[al:Voice Coach]\n[la:es]\n[length:0:20]\n"
        "[00:01.00]<00:01.00>Hello, <00:01.50>you.\n[00:06.12]Breathe <out> & rest.\n"
    )


def test_subtitles() -> None:
    assert SIDECARS["srt"](CONTENTS, "a.mp3") == (
        "1\n00:00:01,000 --> 00:00:02,000\nHello, you.\n\n"
        "2\n00:00:06,125 --> 00:00:07,500\nBreathe <out> & rest.\n"
    )
    assert SIDECARS["vtt"](CONTENTS, "a.mp3") == (
        "WEBVTT\n\nNOTE Welcome\n\n00:00:01.000 --> 00:00:02.000\nHello, you.\n\nNOTE Gemelos, izquierda\n\n"
        "00:00:06.125 --> 00:00:07.500\nBreathe &lt;out&gt; &amp; rest.\n\nNOTE End\n"
    )


def test_cue_sheet_counts_in_seventy_fifths() -> None:
    sheet = SIDECARS["cue"](CONTENTS, 'a "b".mp3')
    assert "FILE \"a 'b'.mp3\" MP3\n  TRACK 01 AUDIO\n" in sheet
    assert '    TITLE "Gemelos, izquierda"\n    INDEX 01 00:05:19\n' in sheet
    long = Contents(About("x"), 9_000.0, (Chapter("late", 3_599.999, 9_000.0),))
    assert "INDEX 01 60:00:00" in SIDECARS["cue"](long, "a.mp3")


def test_plain_text_and_playlist() -> None:
    text = SIDECARS["txt"](CONTENTS, "a.mp3")
    assert text.startswith("Wärm-up ☀\n\nWelcome (0:00)\nHello, you.\n\nGemelos")
    assert playlist([(CONTENTS, "a.mp3")]) == "#EXTM3U\n#EXTINF:20,Wärm-up ☀\na.mp3\n"


def test_a_chapter_alone_counts_from_its_own_start() -> None:
    part = CONTENTS.of_chapter(1)
    assert (part.about.title, part.about.album, part.track, part.tracks) == (
        "Gemelos, izquierda",
        "Wärm-up ☀",
        2,
        3,
    )
    assert [(line.start_seconds, line.end_seconds) for line in part.lines] == [(0.875, 2.25)]
    assert [(c.start_seconds, c.end_seconds) for c in part.chapters] == [(0.0, 8.25)]


def test_words_are_joined_as_their_author_wrote_them() -> None:
    text = "Roll left/right, in and/or out — twenty-five times."
    said = ("Roll", "left/", "right,", "in", "and/", "or", "out —", "twenty-", "five", "times.")
    words = tuple(TimedWord(word, at / 2) for at, word in enumerate(said))
    contents = Contents(About("x"), 9.0, (Chapter("a", 0.0, 9.0),), (TimedLine(text, 0.0, 5.0, words),))
    line = SIDECARS["lrc"](contents, "a.mp3").splitlines()[-1]
    assert re.sub(r"[<\[][0-9:.]+[>\]]", "", line) == text
    assert len(re.findall("<", line)) == len(words)
