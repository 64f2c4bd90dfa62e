"""The disk cache: what goes in comes out, damage is never played, a bad disk is never felt."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import examples
from voice_coach.audio.clip import Clip, Word
from voice_coach.speaking.cache import ClipCache, cache_key

KEY = cache_key("Hold.", "test voice", 145)

clips = st.builds(
    lambda pcm, texts: Clip(
        np.array(pcm, np.float32) / np.float32(32768),
        tuple(Word(text, index, index + 1) for index, text in enumerate(texts)),
    ),
    st.lists(st.integers(-32768, 32767), max_size=300),
    st.lists(st.text(st.characters(codec="utf-8"), max_size=10), max_size=4),
)
per_example = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def a_clip(frames: int = 1_000) -> Clip:
    pcm = np.random.default_rng(7).integers(-9_000, 9_000, frames)
    return Clip(pcm.astype(np.float32) / np.float32(32768), (Word("hold", 10, min(frames, 900)),))


def same(one: Clip | None, other: Clip) -> bool:
    return one is not None and np.array_equal(one.samples, other.samples) and one.words == other.words


def entry_file(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


@per_example
@given(clips)
def test_what_was_put_in_comes_out(tmp_path: Path, clip: Clip) -> None:
    cache = ClipCache(tmp_path)
    cache.put(KEY, clip)
    got = cache.get(KEY)
    assert same(got, clip)
    assert got is not None
    assert not got.samples.flags.writeable


def test_the_key_tells_apart_all_that_shapes_the_sound() -> None:
    keys = {
        cache_key(text, identity, rate)
        for text in ("Hold.", "Hold", "hold.", '", "')
        for identity in ("espeak 1 en", "espeak 2 en", "")
        for rate in (145, 146)
    }
    assert len(keys) == 4 * 3 * 2


@settings(parent=per_example, max_examples=examples(150))
@given(st.data())
def test_a_damaged_entry_is_absent_or_unharmed(tmp_path: Path, data: st.DataObject) -> None:
    cache = ClipCache(tmp_path)
    cache.put(KEY, a_clip())
    path = entry_file(tmp_path)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from(
            [
                whole[:at],
                whole[:at] + bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[at + 1 :],
                whole + whole[:at],
                whole[at:],
                bytes(len(whole)),
                data.draw(st.binary(max_size=64)),
            ]
        )
    )
    path.write_bytes(damaged)
    assert cache.get(KEY) is None or damaged == whole
    cache.put(KEY, a_clip())
    assert same(cache.get(KEY), a_clip())


def test_an_entry_under_another_s_name_is_absent(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    cache.put(KEY, a_clip())
    other = cache_key("Stop.", "test voice", 145)
    (tmp_path / other[:2]).mkdir(exist_ok=True)
    entry_file(tmp_path).rename(tmp_path / other[:2] / (other[2:] + ".clip"))
    assert cache.get(other) is None


def test_an_unwritable_folder_is_told_and_does_not_raise(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = ClipCache(tmp_path / "file" / "speech")
    cache.put(KEY, a_clip())
    assert cache.get(KEY) is None
    assert "can't be written" in cache.problem


def test_a_full_disk_leaves_no_partial_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    cache = ClipCache(tmp_path)
    monkeypatch.setattr(Path, "replace", full)
    cache.put(KEY, a_clip())
    assert "No space left" in cache.problem
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    keys = [cache_key(str(number), "test voice", 145) for number in range(12)]
    cache = ClipCache(tmp_path, limit_bytes=25_000)
    for age, key in enumerate(keys[:10]):
        cache.put(key, a_clip())
        path = tmp_path / key[:2] / (key[2:] + ".clip")
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert cache.get(keys[0]) is not None  # used now: younger than all
    for key in keys[10:]:
        cache.put(key, a_clip())
    kept = [cache.get(key) is not None for key in keys]
    assert kept[0]
    assert kept[10:] == [True, True]
    assert not kept[1]
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.clip")) <= 25_000


def test_writers_and_readers_at_once_see_whole_entries_only(tmp_path: Path) -> None:
    keys = [cache_key(str(number), "test voice", 145) for number in range(6)]
    wrong: list[str] = []

    def work() -> None:
        cache = ClipCache(tmp_path, limit_bytes=6_000)
        for _ in range(30):
            for key in keys:
                cache.put(key, a_clip())
                got = cache.get(key)
                if got is not None and not same(got, a_clip()):
                    wrong.append(key)
        wrong.extend([cache.problem] if cache.problem else [])

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
