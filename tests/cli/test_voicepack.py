"""``voicepack`` and ``voices get`` as their users call them: script, recordings, build, session."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.calling import Caller
from tests.listening.model_store.shop import open_shop
from tests.speaking.piper.tiny_voice import tiny_description, tiny_network
from tests.speaking.recorded.studio import record, spoken
from voice_coach.audio.loudness import loudness_lufs
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.speaking.catalogue import CatalogueVoice, VoiceCatalogue, VoiceFile
from voice_coach.speaking.finish import TARGET_LUFS
from voice_coach.speaking.piper.store import is_installed
from voice_coach.speaking.recorded.pack import read_clip, read_pack
from voice_coach.speaking.recorded.script_file import ScriptLine, read_script


def script(call: Caller, folder: Path, *options: str) -> tuple[ScriptLine, ...]:
    done = call("voicepack", "script", "short", "-o", folder, *options)
    assert done.code == 0, done.err
    return read_script(folder / "script.csv")


def studio(call: Caller, folder: Path, count: int) -> tuple[ScriptLine, ...]:
    """The first lines of the script recorded."""
    of = script(call, folder)[:count]
    for line in of:
        record(folder, line)
    return of


def test_the_script_has_every_line_once_with_what_a_studio_needs(call: Caller, home: Path) -> None:
    told = json.loads(call("voicepack", "script", "short", "--json").out)
    text = (home / "short-voice" / "script.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert told["lines"] == len(rows) > 100
    assert told["language"] == "en"
    assert list(rows[0]) == ["id", "file", "text", "where", "words", "seconds"]
    assert len({row["id"] for row in rows}) == len({row["file"] for row in rows}) == len(rows)
    assert sum(float(row["seconds"]) for row in rows) == pytest.approx(told["seconds"], abs=0.5)
    sheet = (home / "short-voice" / "script.md").read_text(encoding="utf-8")
    assert all(row["file"] in sheet for row in rows)


def test_the_same_line_has_the_same_id_in_every_routine_and_stands_once(call: Caller, home: Path) -> None:
    short, long = script(call, home / "a"), None
    assert call("voicepack", "script", "warmup", "short", "-o", home / "b").code == 0
    long = read_script(home / "b" / "script.csv")
    ids = {line.id: line.text for line in long}
    assert {line.id for line in short} <= ids.keys()
    assert len(ids) == len(long)
    assert all(ids[line.id] == line.text for line in short)


def test_a_level_and_a_language_of_its_own(call: Caller, home: Path) -> None:
    whole, quiet = script(call, home / "all"), script(call, home / "quiet", "--level", "quiet")
    assert {line.id for line in quiet} < {line.id for line in whole}
    assert call("voicepack", "script", "warmup", "--language", "es", "-o", home / "es").code == 0
    assert all(line.id.startswith("es-") for line in read_script(home / "es" / "script.csv"))


def test_a_script_that_was_changed_is_not_lost(call: Caller, home: Path) -> None:
    script(call, home / "a")
    script(call, home / "a")  # the same again is no loss
    path = home / "a" / "script.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace(".wav", "-mine.wav"), encoding="utf-8")
    refused = call("voicepack", "script", "short", "-o", home / "a")
    assert refused.code == 2
    assert "--replace" in refused.sentence
    assert "-mine.wav" in path.read_text(encoding="utf-8")
    script(call, home / "a", "--replace")
    assert "-mine.wav" not in path.read_text(encoding="utf-8-sig")


def test_build_names_every_trouble_and_the_voice(call: Caller, home: Path) -> None:
    of = studio(call, home / "ana", 6)
    record(home / "ana", of[1], np.clip(spoken(of[1].text) * 6, -1, 1))
    record(home / "ana", of[2], np.zeros(30_000, np.float32))
    (home / "ana" / of[3].file).unlink()
    done = call("voicepack", "build", "ana", "--licence", "Ana's")
    assert done.code == 0, done.err
    assert f"{of[1].file}: It's clipped" in done.out
    assert f"{of[2].file}: It's silent. Record it again. Not used." in done.out
    assert f"Missing: {of[3].id}: {of[3].text}" in done.out
    assert done.out.splitlines()[-1].endswith("Use it with --voice pack:ana")
    told = json.loads(call("voicepack", "build", "ana", "--json").out)
    assert told["voice"] == "pack:ana"
    assert told["recorded"] == 4
    assert told["lines"] == told["recorded"] + sum(not problem["used"] for problem in told["problems"])
    kinds = [problem["kind"] for problem in told["problems"] if problem["kind"] != "missing"]
    assert kinds == ["clipped", "silent"]
    pack = read_pack(Path(told["path"]))
    assert pack.licence == ""
    assert Path(told["path"]) == home.parent / "own" / "voices" / "packs" / "ana"


def test_a_session_speaks_with_the_recordings_and_leaves_the_rest_to_the_other_voice(
    call: Caller, home: Path
) -> None:
    of = studio(call, home / "ana", 180)
    assert call("voicepack", "build", "ana", "-o", "./packs/ana").code == 0
    clips = {line.text: line for line in read_pack(home / "packs" / "ana").lines.values()}
    journal = home / "journal.jsonl"
    arguments: list[str | Path] = [
        "--speaker",
        home / "out.wav",
        "--journal",
        journal,
        "--recognizer",
        "none",
    ]
    done = call("start", "short", *arguments, "--voice", "./packs/ana")
    assert done.code == 0, done.err
    sound, rate = soundfile.read(home / "out.wav", dtype="float32")
    assert rate == SAMPLE_RATE
    said = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    speech = [event for event in said if event["event"] == "speech" and not event["cut"]]
    heard = [event for event in speech if event["text"] in clips]
    assert len(heard) >= 5
    assert len(speech) > len(heard)
    for event in heard:
        clip = read_clip(home / "packs" / "ana", clips[event["text"]])
        assert clip is not None
        played = sound[to_frames(event["start"]) : to_frames(event["end"])]
        # The finished clip is the recording, but for fades at its ends and half a decibel.
        middle = len(clip) // 2  # a tone may still ring at the beginning
        best = max(
            float(np.corrcoef(played[middle + shift :][:4_000], clip[middle:][:4_000])[0, 1])
            for shift in range(-400, 400)
        )
        assert best > 0.98, event["text"]
        assert loudness_lufs(played) == pytest.approx(TARGET_LUFS, abs=1.5)
    assert {line.text for line in of} >= {event["text"] for event in heard}


def test_a_pack_is_listed_previewed_kept_in_the_settings_and_overridden(call: Caller, home: Path) -> None:
    of = studio(call, home / "ana", 2)
    assert call("voicepack", "build", "ana").code == 0
    listed = json.loads(call("voices", "--json").out)
    assert [row["engine"] for row in listed if row["name"] == "pack:ana"] == ["pack"]
    spanish = json.loads(call("voices", "--json", "--language", "es").out)
    assert "pack" not in {row["engine"] for row in spanish}
    assert call("voices", "--say", of[0].text, "--voice", "pack:ana", "-o", "a.wav").code == 0
    assert call("voices", "--say", of[0].text, "--voice", "pack:ana+espeak:en-gb", "-o", "b.wav").code == 0
    assert (home / "a.wav").read_bytes() == (home / "b.wav").read_bytes()
    assert call("voices", "--say", "Others.", "--voice", "pack:ana", "-o", "c.wav").code == 0
    assert call("voices", "--say", "Others.", "--voice", "pack:ana+espeak:en-gb", "-o", "d.wav").code == 0
    assert call("voices", "--say", "Others.", "--voice", "espeak:en-gb", "-o", "e.wav").code == 0
    assert (home / "c.wav").read_bytes() != (home / "d.wav").read_bytes() == (home / "e.wav").read_bytes()
    assert call("config", "voice", "pack:ana").code == 0
    exported = json.loads(call("export", "short", "--json").out)
    assert call("config", "voice", "").code == 0
    other = json.loads(call("export", "short", "-o", "other.mp3", "--json").out)
    assert exported["duration_seconds"] != other["duration_seconds"]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["voicepack", "build", "nowhere"], "There is no script"),
        (["voicepack", "build", "ana", "--name", "../x"], "can't be called"),
        (["voicepack", "build", "ana", "-o", "pack:a b"], "can't be called"),
        (["voicepack", "build", "ana", "--fallback", "pack:ana"], "can't speak"),
        (["voicepack", "build", "ana", "--fallback", "festival"], "no voice 'festival'"),
        (["voicepack", "build", "ana"], "no recording of any line"),
        (["voicepack", "script", "nosuch"], "no routine called"),
        (["voicepack", "script"], "Missing argument"),
        (["voices", "--say", "x", "--voice", "pack:nosuch"], "no voice pack 'nosuch'"),
        (["voices", "--say", "x", "--voice", "./nosuch"], "no voice pack './nosuch'"),
        (["voices", "--say", "x", "--voice", "pack:ana+pack:ana"], "can't speak what the voice pack lacks"),
        (["voices", "get", "nobody"], "no voice called 'nobody'"),
        (["voices", "--language", "es", "get"], "--language doesn't work with get"),
    ],
)
def test_a_mistake_is_one_sentence(call: Caller, home: Path, arguments: list[str], what: str) -> None:
    script(call, home / "ana")
    done = call(*arguments)
    assert done.code == 2
    assert what in done.sentence


def test_a_pack_of_another_language_is_refused(call: Caller, home: Path) -> None:
    studio(call, home / "ana", 1)
    assert call("voicepack", "build", "ana").code == 0
    done = call("export", "warmup", "--language", "es", "--voice", "pack:ana")
    assert done.code == 2
    assert "speaks the language 'en', not 'es'" in done.sentence
    (home.parent / "own" / "voices" / "packs" / "ana" / "pack.json").write_text("{")
    assert "isn't JSON" in call("export", "short", "--voice", "pack:ana").sentence


def test_get_fetches_a_voice_that_then_speaks(
    call: Caller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "en_US-tiny-low"
    network, description = tiny_network(), tiny_description()
    with open_shop(network) as one, open_shop(description) as other:
        files = tuple(
            VoiceFile(shop.url, len(shop.content), hashlib.sha256(shop.content).hexdigest())
            for shop in (one, other)
        )
        entry = CatalogueVoice(name, "English, tiny", "en", "CC0", (files[0], files[1]))
        monkeypatch.setattr(
            "voice_coach.speaking.catalogue.shipped_catalogue", lambda: VoiceCatalogue((entry,))
        )
        assert "English, tiny: 0 MB" in call("voices", "get").out
        assert json.loads(call("voices", "get", "--json").out)[0]["here"] is False
        fetched = call("voices", "get", "en")
        assert fetched.code == 0, fetched.err
        assert "licence CC0" in fetched.err
        assert f"use it with --voice piper:{name}" in fetched.out
        assert json.loads(call("voices", "get", "--json").out)[0]["here"] is True
    if not is_installed():
        pytest.skip("piper-tts isn't installed")
    assert call("voices", "--say", "Now your calves.", "--voice", f"piper:{name}", "-o", "a.wav").code == 0
    sound, _ = soundfile.read(home / "a.wav", dtype="float32")
    assert loudness_lufs(sound) == pytest.approx(TARGET_LUFS, abs=1.0)
    exported = json.loads(call("export", "short", "--voice", f"piper:{name}", "--json").out)
    assert exported["duration_seconds"] > 20
    assert f"piper:{name}" in call("voices").out


def test_a_voice_that_is_not_here_is_told_with_the_way_to_get_it(call: Caller) -> None:
    done = call("export", "short", "--voice", "piper:en_US-joe-medium")
    assert done.code == 3
    remedy = "voice-coach voices get en_US-joe-medium" if is_installed() else "-m pip install piper-tts"
    assert remedy in done.sentence


def test_recordings_from_a_phone_are_read(call: Caller, home: Path) -> None:
    of = studio(call, home / "ana", 3)
    path = home / "ana" / of[0].file
    try:
        command = ["ffmpeg", "-v", "error", "-i", str(path), str(path.with_suffix(".m4a"))]
        subprocess.run(command, check=True, timeout=60)
    except OSError:
        pytest.skip("M4A needs ffmpeg")
    path.unlink()
    told = json.loads(call("voicepack", "build", "ana", "--json").out)
    assert told["recorded"] == 3
