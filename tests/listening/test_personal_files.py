"""What is kept of a runner: names to folders, takes, profiles and what was learnt; damage stops no one."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_coach.errors import InputError, OutputError
from voice_coach.listening.acoustic.own_chain import OwnChain
from voice_coach.listening.acoustic.units import OUTPUTS
from voice_coach.listening.learning import bounded
from voice_coach.listening.personal.learnt import load_learnt, save_learnt
from voice_coach.listening.personal.profile import PersonalPhrase, Profile, load_profile, save_profile
from voice_coach.listening.personal.runners import chosen_runner, enrolled_runners, runner_named
from voice_coach.listening.personal.takes import TakeFolder

QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def chain(states: int, seed: int = 1) -> OwnChain:
    found = np.random.default_rng(seed).random((states, OUTPUTS)).astype(np.float32)
    return OwnChain(found / found.sum(axis=1, keepdims=True))


def profile() -> Profile:
    taught = PersonalPhrase("what's next", 3, 1, 3, True, (chain(9), chain(12, 2)))
    return Profile(7, (taught, PersonalPhrase("hold longer", 2, 2, 2, False)))


def test_a_profile_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "profile.npz"
    save_profile(profile(), path)
    found = load_profile(path)
    assert found.model == 7
    assert list(found.chains) == ["what's next"]
    for one, other in zip(found.chains["what's next"], profile().chains["what's next"], strict=True):
        np.testing.assert_allclose(one.states, other.states, atol=1e-4)
        np.testing.assert_allclose(one.states.sum(axis=1), 1, atol=1e-5)
    assert [path.name for path in tmp_path.iterdir()] == ["profile.npz"]


@QUIET
@given(st.binary(max_size=300), st.integers(0, 10_000), st.integers(0, 255))
def test_any_file_is_a_profile_or_explained(tmp_path: Path, noise: bytes, at: int, byte: int) -> None:
    path = tmp_path / "profile.npz"
    save_profile(profile(), path)
    good = bytearray(path.read_bytes())
    good[at % len(good)] = byte
    for content in (noise, bytes(good), bytes(good[: at % len(good)])):
        path.write_bytes(content)
        try:
            found = load_profile(path)
        except InputError as error:
            assert error.code == "profile-damaged"
        else:
            for one in (one for phrase in found.phrases for one in phrase.chains):
                assert np.isfinite(one.states).all()


@QUIET
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["model", "phrases", "text", "chains", "takes", "before", "after", "on"]),
                inner,
            )
        ),
        max_leaves=12,
    ),
    st.sampled_from([np.float16, np.float32]),
    st.integers(0, 30),
)
def test_any_description_is_read_or_explained(
    tmp_path: Path, about: object, kind: type[np.floating], rows: int
) -> None:
    path = tmp_path / "profile.npz"
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    states = np.full((rows, OUTPUTS), 1 / OUTPUTS, kind)
    np.savez(path, format=np.array(1), about=text, states=states)
    try:
        load_profile(path)
    except InputError as error:
        assert error.code == "profile-damaged"


def test_a_bomb_is_no_profile(tmp_path: Path) -> None:
    path = tmp_path / "profile.npz"
    whole = io.BytesIO()
    np.save(whole, np.zeros(80_000_000, np.uint8))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.npy", whole.getvalue())
    with pytest.raises(InputError, match="too large"):
        load_profile(path)


def test_takes_are_kept_by_phrase_in_order(tmp_path: Path) -> None:
    folder = TakeFolder(tmp_path / "clips")
    assert (folder.phrases(), folder.count("what's next")) == ((), 0)
    for level in (100, 200):
        folder.add("what's next", np.full(1600, level, np.int16))
    folder.add("next", np.full(1600, 5, np.int16))
    (tmp_path / "clips" / "next-7.wav").write_bytes(b"no sound")
    (tmp_path / "clips" / "notes.txt").write_text("x")
    assert folder.phrases() == ("next", "what's next")
    assert [int(take[0]) for take in folder.read("what's next")] == [100, 200]
    assert [int(take[0]) for take in folder.read("next")] == [5]
    assert folder.add("next", np.zeros(10, np.int16)).name == "next-8.wav"


@pytest.mark.parametrize(
    "name", ["", "../x", "a/b", "nobody", "Nobody ", ".hidden", "x" * 50, "a\nb", "con\\x"]
)
def test_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as raised:
        runner_named(name, tmp_path)
    assert raised.value.code == "runner-name"


@given(st.text(max_size=45))
def test_any_name_is_refused_or_a_folder_of_its_own(name: str) -> None:
    home = Path("/home")
    try:
        runner = runner_named(name, home)
    except InputError:
        return
    assert runner.folder.parent == home / "runners"
    assert runner_named(runner.name, home) == runner


@given(st.text("aZ _İ-\u0307", min_size=1, max_size=6), st.text("aZ _İ-\u0307", min_size=1, max_size=6))
def test_two_names_share_no_folder(one: str, other: str) -> None:
    try:
        first, second = runner_named(one, Path("/home")), runner_named(other, Path("/home"))
    except InputError:
        return
    assert (first.name == second.name) == (first.folder == second.folder)


def test_who_is_listened_for(tmp_path: Path) -> None:
    def enrol(name: str) -> None:
        runner = runner_named(name, tmp_path)
        runner.folder.mkdir(parents=True)
        save_profile(profile(), runner.profile)

    assert chosen_runner(None, tmp_path) is None
    with pytest.raises(InputError, match="none yet"):
        chosen_runner("Anna", tmp_path)
    enrol("Anna Maria")
    (tmp_path / "runners" / "unfinished").mkdir()
    only = chosen_runner(None, tmp_path)
    assert only is not None
    assert only.name == "anna maria"
    assert chosen_runner("nobody", tmp_path) is None
    enrol("Bert")
    assert chosen_runner(None, tmp_path) is None
    assert [runner.name for runner in enrolled_runners(tmp_path)] == ["anna maria", "bert"]
    found = chosen_runner(" BERT", tmp_path)
    assert found is not None
    records = found.folder / "history.jsonl"
    records.write_text("", encoding="utf-8")
    assert found.delete_voice()
    assert (found.enrolled, found.known) == (False, True)
    assert not found.delete_voice()
    assert chosen_runner("bert", tmp_path) == found
    new = chosen_runner("Carla", tmp_path, may_be_new=True)
    assert new is not None
    assert not new.known
    assert found.delete()
    assert not found.folder.exists()
    assert not found.delete()


def test_what_was_learnt_is_kept_by_recogniser(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "learnt.json"
    assert load_learnt(path, "acoustic") == {}
    save_learnt(path, "acoustic", {"next one": -0.2})
    save_learnt(path, "vosk", {"next one": 0.3})
    save_learnt(path, "acoustic", {"hold longer": -0.1})
    assert load_learnt(path, "acoustic") == {"hold longer": -0.1}
    assert load_learnt(path, "vosk") == {"next one": 0.3}


@QUIET
@given(
    st.one_of(
        st.binary(max_size=80), st.just(b"[" * 5000), st.just(b'{"format": 1, "engines": {"acoustic": 3}}')
    )
)
def test_any_file_of_things_learnt_is_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "learnt.json"
    path.write_bytes(content)
    assert load_learnt(path, "acoustic") == {}


@QUIET
@given(
    st.dictionaries(
        st.text(max_size=5), st.one_of(st.floats(), st.booleans(), st.none(), st.text(max_size=3))
    )
)
def test_what_is_no_number_was_not_learnt(tmp_path: Path, section: dict[str, object]) -> None:
    path = tmp_path / "learnt.json"
    path.write_text(json.dumps({"format": 1, "engines": {"acoustic": section}}), encoding="utf-8")
    assert all(bounded(shift) == shift for shift in load_learnt(path, "acoustic").values())


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        TakeFolder(tmp_path / "file" / "clips").add("next", np.zeros(10, np.int16))
    with pytest.raises(OutputError):
        save_learnt(tmp_path / "file" / "learnt.json", "acoustic", {})
    with pytest.raises(OutputError):
        save_profile(profile(), tmp_path / "file" / "profile.npz")
