"""The folder that is written: the same bytes each time, whole, small, and with nothing of its maker's."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from tests.cli.calling import Caller
from tests.web.parts import parts_here
from tests.web.site import VOICE, make_page, write_routine
from voice_coach.audio.clip import Clip, Word
from voice_coach.audio.cues import CueSheet
from voice_coach.errors import InputError, MissingPartError
from voice_coach.playing.assemble import Choices, Folders
from voice_coach.session.state import StateName
from voice_coach.speaking.maker import PromptMaker
from voice_coach.speaking.voice import VoiceInfo
from voice_coach.web.bundle import write_bundle
from voice_coach.web.clip_pack import build_pack
from voice_coach.web.decoder_file import module_in
from voice_coach.web.library_files import needed_library
from voice_coach.web.numpy_files import needed_numpy, zipped
from voice_coach.web.opus_packets import Packets, opus_packets
from voice_coach.web.package_files import inside, needed_modules
from voice_coach.web.packet_cache import PackedClip, PacketCache
from voice_coach.web.page_words import page_words
from voice_coach.web.parts import PARTS, PartStore
from voice_coach.web.phone.cues import ReadyCues, packed
from voice_coach.web.phone.frozen import thaw

# The first build of a machine encodes for most of a minute; one worker builds for all.
pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("phone pages")]
_MOST_BYTES = 30_000_000


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("VOICE_COACH_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return Caller(capsys)


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_choices_give_the_same_bytes_and_each_file_has_its_hash(tmp_path: Path) -> None:
    bundle = make_page(tmp_path)
    once = _contents(bundle.folder)
    again = _contents(make_page(tmp_path, "again").folder)
    assert once == again
    assert sum(map(len, once.values())) == bundle.bytes < _MOST_BYTES
    text = once["sw.js"].decode()
    listed = json.loads(text[text.index("{") : text.index("};") + 1])
    assert listed == {
        name: hashlib.sha256(data).hexdigest() for name, data in once.items() if name != "sw.js"
    }
    described = json.loads(once["bundle.json"])
    assert described["version"] in text
    assert [routine["name"] for routine in described["routines"]] == ["tiny"]
    assert {f"data/{name}" for name in described["data"]} == {
        name for name in once if name.startswith("data/")
    }
    plain = b"".join(data for name, data in once.items() if name.endswith((".json", ".mjs", ".html", ".js")))
    assert str(tmp_path).encode() not in plain
    assert b"{{" not in once["index.html"]


def test_no_script_stands_in_the_page_itself() -> None:
    html = (Path(needed_modules.__code__.co_filename).parent / "page" / "index.html").read_text("utf-8")
    assert re.findall(r"<script(?![^>]*src=)|\son\w+=|<style|\sstyle=", html) == []
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert "unsafe-inline" not in policy[1]
    assert "default-src 'none'" in policy[1]


def test_only_what_the_browser_needs_travels(tmp_path: Path) -> None:
    modules = {inside(path) for path in needed_modules()}
    assert "voice_coach/web/phone/worker.py" in modules
    assert "voice_coach/playing/engine.py" in modules
    assert not [
        name for name in modules if name.startswith(("voice_coach/cli", "voice_coach/speaking/espeak"))
    ]
    assert "voice_coach/web/bundle.py" not in modules


def test_of_numpy_only_what_is_needed_travels_with_its_licence() -> None:
    needed = [
        "numpy/__init__.py",
        "numpy/_core/_add_newdocs.py",
        "numpy/_core/_multiarray_umath.cpython-312.so",
        "numpy/fft/_pocketfft.py",
        "numpy-2.0.2.dist-info/LICENSE.txt",
    ]
    others = [
        "numpy/__init__.pyi",
        "numpy/_core/include/numpy/ndarraytypes.h",
        "numpy/_core/lib/libnpymath.a",
        "numpy/_core/_rational_tests.cpython-312.so",
        "numpy/fft/tests/test_helper.py",
        "numpy/random/mtrand.cpython-312.so",
        "numpy-2.0.2.dist-info/RECORD",
    ]
    wheel = zipped({name: name.encode() for name in [*others, *reversed(needed)]})
    with zipfile.ZipFile(io.BytesIO(needed_numpy(wheel))) as archive:
        assert archive.namelist() == [*sorted(needed), "numpy/ma/__init__.py"]
        assert {name for name in needed if archive.read(name) != name.encode()} == {needed[1]}
        assert archive.read(needed[1]) == b""
    assert needed_numpy(wheel) == needed_numpy(wheel)


def test_of_pythons_own_modules_servers_mail_and_old_alphabets_stay_behind() -> None:
    needed = ["encodings/utf_8.py", "encodings/cp437.py", "http/client.py", "zipfile/__init__.py", "uuid.py"]
    others = [
        "encodings/cp1252.py",
        "encodings/mac_roman.py",
        "http/server.py",
        "xml/dom/minidom.py",
        "uu.py",
    ]
    whole = zipped({name: name.encode() for name in [*others, *needed]})
    with zipfile.ZipFile(io.BytesIO(needed_library(whole))) as archive:
        assert archive.namelist() == needed
        assert all(archive.read(name) == name.encode() for name in needed)


def test_the_tones_come_out_bit_for_bit_and_smaller() -> None:
    samples = CueSheet.load().clip("half_way").samples
    data = packed(samples)
    assert len(data) < 0.8 * len(zlib.compress(samples.tobytes()))
    cues = ReadyCues(json.dumps({"one": 100, "two": len(samples) - 100}), data)
    assert cues.clip("one").samples.tobytes() + cues.clip("two").samples.tobytes() == samples.tobytes()


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        write_bundle([Choices("warmup")], Folders(tmp_path), tmp_path, PartStore(tmp_path / "parts"))
    assert caught.value.code == "web-folder"
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_missing_parts_are_told_with_the_command_that_gets_them(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError) as caught:
        write_bundle([Choices("warmup")], Folders(tmp_path), tmp_path / "page", PartStore(tmp_path / "parts"))
    assert caught.value.code == "phone-parts"
    assert "models get phone" in caught.value.hint
    assert not (tmp_path / "page").exists()


def test_a_part_that_was_changed_counts_as_missing(tmp_path: Path) -> None:
    for part in PARTS:
        (tmp_path / part.name).write_bytes(b"\0" * part.size_bytes)
    assert PartStore(tmp_path).missing() == PARTS
    assert "MPL-2.0" in PartStore(tmp_path).describe()


@pytest.mark.parametrize("source", ["", "dynEncode010123456789abc`", "dynEncode013bc58350c1=}\\`"])
def test_a_decoder_without_a_module_is_told(source: str) -> None:
    with pytest.raises(MissingPartError) as caught:
        module_in(source)
    assert caught.value.code == "phone-part-invalid"


@pytest.mark.parametrize("language", ["en", "es"])
def test_both_languages_have_all_the_words(language: str) -> None:
    words, english = page_words(language), page_words("en")
    for kind in ("shown", "spoken"):
        assert words[kind].keys() == english[kind].keys()
        for key, text in words[kind].items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[kind][key]))
    assert {f"state_{name}" for name in get_args(StateName)} <= words["shown"].keys()
    with pytest.raises(InputError):
        page_words("xx")


@pytest.mark.parametrize(
    "options",
    [["-o", "x.mp3"], ["--split"], ["--bitrate", "64"], ["--music", "song.mp3"], ["--beside", "srt"]],
)
def test_options_of_files_mean_nothing_for_a_page(call: Caller, tmp_path: Path, options: list[str]) -> None:
    result = call("export", "warmup", "--web", str(tmp_path / "page"), *options)
    assert result.code == 2
    assert options[0] in result.err
    assert not (tmp_path / "page").exists()


def test_several_routines_are_for_pages_alone(call: Caller, tmp_path: Path) -> None:
    result = call("export", "warmup", "recovery", "-o", str(tmp_path / "x.mp3"))
    assert result.code == 2
    assert "--web" in result.err


def test_what_was_encoded_is_kept_and_damage_is_found(tmp_path: Path) -> None:
    clip = PackedClip(Packets(b"\0\1x", 312), 4800, (Word("one", 0, 4000), Word("señal", 4000, 4800)))
    cache = PacketCache(tmp_path / "opus")
    assert cache.get("a") is None
    cache.put("a", clip)
    (path,) = (tmp_path / "opus").iterdir()
    assert cache.get("a") == clip
    assert cache.get("b") is None
    whole = path.read_bytes()
    for damaged in (b"", whole[:5], whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(damaged)
        assert cache.get("a") is None
    (tmp_path / "file").write_bytes(b"")
    blocked = PacketCache(tmp_path / "file")
    blocked.put("a", clip)
    assert blocked.get("a") is None


def test_the_same_samples_give_the_same_packets() -> None:
    tone = np.sin(np.arange(4800) / 20).astype(np.float32) * np.float32(0.3)
    assert opus_packets(tone, 20_000) == opus_packets(tone.copy(), 20_000)
    assert opus_packets(tone, 20_000) != opus_packets(tone * np.float32(0.5), 20_000)


def test_nothing_is_spoken_twice(tmp_path: Path) -> None:
    def pack(voice: Counting) -> bytes:
        with PromptMaker(voice) as prompts:
            made = build_pack(["Left.", "Right."], ["Left."], prompts, PacketCache(tmp_path))
        return made.index + made.data

    first, again, other = Counting("a"), Counting("a"), Counting("b")
    assert pack(first) == pack(again)
    pack(other)
    assert (first.spoken, again.spoken, other.spoken) == (["Left.", "Right."], [], ["Left.", "Right."])


class Counting:
    """A voice of tones that notes what it's asked for."""

    info = VoiceInfo("tones", "tones", "en", "tones", 1)

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.spoken: list[str] = []

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        self.spoken.append(text)
        return Clip(np.sin(np.arange(4800 * len(text)) / 20).astype(np.float32))

    def close(self) -> None:
        pass


def test_the_command_writes_a_page(call: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = parts_here()
    monkeypatch.setattr("voice_coach.cli.export_web.phone_parts", lambda: parts)
    monkeypatch.setenv("VOICE_COACH_CACHE", str(parts.folder.parent))
    routine = write_routine(tmp_path)
    page = tmp_path / "page"
    result = call("export", str(routine), "--voice", VOICE, "--level", "quiet", "--web", str(page), "--json")
    assert result.code == 0, result.err
    told = json.loads(result.out)
    assert told["routines"] == [str(routine)]
    assert set(told["files"]) == set(_contents(page))
    assert list(thaw((page / "data" / "tiny.json").read_text("utf-8"))) == ["quiet"]
    with zipfile.ZipFile(page / "app.zip") as archive:
        assert "voice_coach/web/phone/worker.py" in archive.namelist()
