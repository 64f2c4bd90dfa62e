"""Packs from strangers: whatever is in the folder, reading it ends in a pack or one sentence."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.speaking.recorded.studio import TEXTS, lines, record, write_script
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.finish import finish
from voice_coach.speaking.recorded.build import PackDetails, build_pack
from voice_coach.speaking.recorded.pack import MANIFEST, clip_path, flac, read_clip, read_pack
from voice_coach.speaking.recorded.voice import RecordedVoice


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studio")
    write_script(folder, lines())
    for line in lines()[:4]:
        record(folder, line)
    return build_pack(folder, folder / "pack", PackDetails("ana", "", "espeak")).folder


@pytest.fixture
def pack(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "pack"))


def manifest(pack: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((pack / MANIFEST).read_text(encoding="utf-8"))
    return content


def voice(pack: Path) -> RecordedVoice:
    return RecordedVoice(pack, read_pack(pack), EspeakVoice(), "pack:ana")


def test_what_is_written_is_read_again(pack: Path) -> None:
    assert read_pack(pack).to_json() == (pack / MANIFEST).read_text(encoding="utf-8")


def test_recorded_lines_are_heard_and_the_rest_is_the_other_voice(pack: Path) -> None:
    ana, espeak = voice(pack), EspeakVoice()
    line = read_pack(pack).lines[lines()[0].id]
    clip = read_clip(pack, line)
    assert clip is not None
    for rate in (145, 110, 200):  # recorded lines keep their pace
        assert np.array_equal(ana.synthesise(TEXTS[0], words_per_minute=rate).samples, clip)
        synthetic = espeak.synthesise("Seven seconds here.", words_per_minute=rate)
        other = ana.synthesise("Seven seconds here.", words_per_minute=rate)
        assert np.array_equal(other.samples, synthetic.samples)
        assert other.words == synthetic.words
    assert ana.synthesise("...", words_per_minute=145).frames == 0
    assert np.array_equal(ana.synthesise(" now your CALVES. ", words_per_minute=145).samples, clip)
    with pytest.raises(InputError):
        ana.synthesise(TEXTS[0], words_per_minute=1)
    assert "4 recorded lines" in ana.info.description


def test_finishing_leaves_a_finished_clip_at_its_level(pack: Path) -> None:
    raw = voice(pack).synthesise(TEXTS[3], words_per_minute=145)
    finished = finish(raw)
    assert abs(finished.frames - raw.frames) < 700
    assert float(np.abs(finished.samples).max()) == pytest.approx(float(np.abs(raw.samples).max()), rel=0.03)


def test_the_identity_follows_the_clips(pack: Path) -> None:
    before = voice(pack).identity
    assert voice(pack).identity == before
    path = clip_path(pack, lines()[0].id)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    damaged = voice(pack)
    assert [line.text for line in damaged.damaged] == [TEXTS[0]]
    assert damaged.identity != before
    synthetic = EspeakVoice().synthesise(TEXTS[0], words_per_minute=145)
    assert np.array_equal(damaged.synthesise(TEXTS[0], words_per_minute=145).samples, synthetic.samples)
    path.write_bytes(whole)
    assert voice(pack).identity == before


def test_a_pack_of_the_old_rate_is_played(pack: Path) -> None:
    path, content = clip_path(pack, lines()[0].id), manifest(pack)
    sound, _ = soundfile.read(path, dtype="float32")
    old = soxr.resample(sound, SAMPLE_RATE, 22_050, quality="HQ")
    soundfile.write(path, old, 22_050, format="FLAC", subtype="PCM_16")
    entry = next(line for line in content["lines"] if line["id"] == lines()[0].id)
    entry["sha256"], entry["frames"] = hashlib.sha256(path.read_bytes()).hexdigest(), len(old)
    (pack / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    heard = voice(pack).synthesise(TEXTS[0], words_per_minute=145).samples
    assert heard.shape[0] == pytest.approx(sound.shape[0], abs=2)
    both = min(heard.shape[0], sound.shape[0])
    assert np.corrcoef(heard[:both], sound[:both])[0, 1] > 0.99


@pytest.mark.parametrize("trouble", ["missing", "other", "folder", "rate", "longer", "link", "pipe"])
def test_a_clip_that_is_not_the_one_described_is_not_played(pack: Path, tmp_path: Path, trouble: str) -> None:
    path = clip_path(pack, lines()[0].id)
    content = manifest(pack)
    path.unlink()
    if trouble == "other":
        shutil.copy(clip_path(pack, lines()[1].id), path)
    elif trouble == "folder":
        path.mkdir()
    elif trouble == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no pipes with names")
        os.mkfifo(path)
    elif trouble == "link":
        path.symlink_to("/dev/zero")
    elif trouble in {"rate", "longer"}:  # described truly, but not what a pack may hold
        rate = 44_100 if trouble == "rate" else SAMPLE_RATE
        soundfile.write(path, np.zeros(5_000, np.float32), rate, format="FLAC", subtype="PCM_16")
        entry = next(line for line in content["lines"] if line["id"] == lines()[0].id)
        entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
        entry["frames"] = 5_000 if trouble == "rate" else 4_999
        (pack / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    ana = voice(pack)
    synthetic = EspeakVoice().synthesise(TEXTS[0], words_per_minute=145)
    assert np.array_equal(ana.synthesise(TEXTS[0], words_per_minute=145).samples, synthetic.samples)
    assert ana.synthesise(TEXTS[1], words_per_minute=145).words == ()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"format": 2}, "newer Voice Coach"),
        ({"format": True}, "format"),
        ({"format": None}, "format"),
        ({"name": "../../etc"}, "name"),
        ({"name": ""}, "name"),
        ({"language": "English"}, "language"),
        ({"fallback": "pack:ana"}, "fallback"),
        ({"fallback": "/bin/sh"}, "fallback"),
        ({"licence": 3}, "licence"),
        ({"lines": {}}, "lines"),
        ({"lines": [3]}, "line 1"),
        ({"lines": [{}]}, "line 1 lacks"),
        ({"colour": "red"}, "unknown keys: colour"),
    ],
)
def test_a_wrong_value_is_named(pack: Path, change: dict[str, Any], what: str) -> None:
    (pack / MANIFEST).write_text(json.dumps(manifest(pack) | change), encoding="utf-8")
    with pytest.raises(InputError, match=rf"pack\.json.*{what}") as caught:
        read_pack(pack)
    assert caught.value.code == "voicepack-invalid"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"id": "../../../etc/passwd"}, "id"),
        ({"id": "en-aaaaaaaaaa"}, "id"),
        ({"text": "Other words."}, "id"),
        ({"text": ""}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"sha256": "x"}, "sha256"),
        ({"frames": 0}, "frames"),
        ({"frames": 10**9}, "frames"),
        ({"frames": True}, "frames"),
        ({"frames": 1.5}, "frames"),
        ({"path": "/etc/passwd"}, "unknown keys: path"),
    ],
)
def test_a_wrong_line_is_named(pack: Path, change: dict[str, Any], what: str) -> None:
    content = manifest(pack)
    content["lines"][2] |= change
    (pack / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match=f"line 3.*{what}"):
        read_pack(pack)


def test_a_line_twice_is_refused(pack: Path) -> None:
    content = manifest(pack)
    content["lines"].append(content["lines"][0])
    (pack / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="stands there twice"):
        read_pack(pack)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.sampled_from([b"[" * 50_000, b'{"format": 1}', b"null", b"9" * 5_000]))
def test_any_bytes_are_a_pack_or_one_sentence(pack: Path, content: bytes) -> None:
    (pack / MANIFEST).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_pack(pack)
    assert caught.value.code == "voicepack-invalid"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_manifest_is_a_pack_or_one_sentence(pack: Path, built: Path, data: st.DataObject) -> None:
    whole = bytearray((built / MANIFEST).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    (pack / MANIFEST).write_bytes(bytes(whole))
    try:
        found = read_pack(pack)
    except InputError as error:
        assert error.code == "voicepack-invalid"
    else:
        assert RecordedVoice(pack, found, EspeakVoice(), "x").synthesise("One.", words_per_minute=145).frames


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_clip_is_never_played(pack: Path, built: Path, data: st.DataObject) -> None:
    line = read_pack(built).lines[lines()[0].id]
    whole = bytearray(clip_path(built, line.id).read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    clip_path(pack, line.id).write_bytes(bytes(whole))
    assert read_clip(pack, line) is None


def test_flac_keeps_every_sample() -> None:
    samples = (np.arange(-2_000, 2_000, dtype=np.float32)) / np.float32(32_768)
    again, rate = soundfile.read(io.BytesIO(flac(samples)), dtype="float32")
    assert rate == SAMPLE_RATE
    assert np.array_equal(again, samples)
