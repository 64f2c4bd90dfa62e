"""A session sounds the same with shared parts as without; what is shared is made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from voice_coach.audio.clip import Clip
from voice_coach.errors import InputError
from voice_coach.playing import kept_between_sessions as kept_module
from voice_coach.playing.assemble import Choices, Folders, open_prompts, plan_for
from voice_coach.playing.export import export_session
from voice_coach.playing.kept_between_sessions import SharedParts
from voice_coach.routine import library
from voice_coach.routine.wish import Wish
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.voice import VoiceInfo

SHORT = Wish(minutes=2.5, skip=("glutes", "quads", "it-band"))
CHOICES = Choices("warmup", level="quiet", voice="espeak", wish=SHORT)


def test_the_same_bytes_with_shared_parts_and_without(tmp_path: Path) -> None:
    alone = Folders(tmp_path / "cache")
    export_session(CHOICES, alone, tmp_path / "alone.mp3")
    for folders in (alone, Folders(tmp_path / "other")):
        warm = replace(folders, shared=SharedParts(clip_bytes=100_000))
        for again in range(2):
            export_session(CHOICES, warm, tmp_path / "warm.mp3")
            assert (tmp_path / "warm.mp3").read_bytes() == (tmp_path / "alone.mp3").read_bytes(), again


def test_files_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    really = library.read_checked

    def counted(path: Path, schema: str) -> object:
        read.append(path)
        return really(path, schema)

    monkeypatch.setattr(library, "read_checked", counted)
    folders = Folders(Path("unused"), shared=SharedParts())
    first = plan_for(CHOICES, folders)
    before = len(read)
    assert plan_for(CHOICES, folders) == first
    assert plan_for(replace(CHOICES, level="usual"), folders) != first
    assert len(read) == before == len(set(read))
    assert plan_for(CHOICES, replace(folders, shared=None)) == first


def test_what_is_wrong_with_a_file_is_told_every_time(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1\nname: bad\n", encoding="utf-8")
    folders = Folders(Path("unused"), shared=SharedParts())
    told = []
    for _ in range(2):
        with pytest.raises(InputError) as refused:
            plan_for(replace(CHOICES, routine=str(bad)), folders)
        told.append(str(refused.value))
    assert told[0] == told[1]


class Counted:
    """espeak, whose texts and endings are counted."""

    spoken: list[str]
    closed: int

    def __init__(self) -> None:
        self.inner = EspeakVoice()
        self.spoken, self.closed = [], 0

    @property
    def identity(self) -> str:
        return self.inner.identity

    @property
    def info(self) -> VoiceInfo:
        return self.inner.info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        self.spoken.append(text)
        return self.inner.synthesise(text, words_per_minute=words_per_minute)

    def close(self) -> None:
        self.closed += 1


def test_a_voice_is_opened_once_and_closed_with_the_shared_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Counted] = []

    def open_one(name: str, language: str, *rest: object) -> Counted:
        opened.append(Counted())
        return opened[-1]

    monkeypatch.setattr(kept_module, "open_voice", open_one)
    shared = SharedParts()
    folders = Folders(tmp_path / "file", shared=shared)
    (tmp_path / "file").write_text("", encoding="utf-8")  # no cache on disk: only memory can remember
    for _ in range(2):
        with open_prompts(CHOICES, folders) as prompts:
            assert prompts.voice_name.startswith("espeak")
            prompts.clip("Rest there.")
    (voice,) = opened
    assert voice.spoken == ["Rest there."]
    assert voice.closed == 0
    shared.close()
    assert voice.closed == 1


def test_cues_are_made_once() -> None:
    shared = SharedParts()
    assert shared.cues is shared.cues
    assert shared.cues.clip("chime") is shared.cues.clip("chime")
