"""Recipes: each mistake in one sentence with file and key; no bytes whatever raise anything else."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.recipe import MAX_FILE_BYTES, load_recipe
from voice_coach.audio.synthesis import synthesise
from voice_coach.content import content_folder
from voice_coach.errors import InputError

GOOD = """\
name: ping
meaning: {en: A ping.}
notes:
  - {seconds: 0.1, pitch_hz: 600}
"""


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "ping.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_the_smallest_recipe_sounds(tmp_path: Path) -> None:
    assert synthesise(load_recipe(written(tmp_path, GOOD))).any()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.replace("ping", "pong", 1), "wrong at 'name': pong.* Expected: the file's own name, 'ping'"),
        (GOOD.replace("name: ping", "name: Ping!"), "wrong at 'name': Ping!.* snake_case"),
        (GOOD.replace("name: ping\n", ""), "wrong at 'name': missing"),
        (GOOD + "colour: red\n", "wrong at 'colour': an unknown key.* one of name, meaning"),
        (GOOD.replace("{en: A ping.}", "A ping."), "wrong at 'meaning': A ping"),
        (GOOD.replace("en: A ping.", "en: ''"), "wrong at 'meaning.en'"),
        (GOOD.replace("en:", "English language:"), "wrong at 'meaning': English language"),
        (
            GOOD.replace("seconds: 0.1", "seconds: -1"),
            r"wrong at 'notes\[1\].seconds': -1.*from 0.005 to 10",
        ),
        (GOOD.replace("seconds: 0.1", "seconds: .nan"), r"'notes\[1\].seconds': nan"),
        (GOOD.replace("seconds: 0.1", "seconds: yes"), r"'notes\[1\].seconds': True"),
        (GOOD.replace("seconds: 0.1", "millis: 0.1"), r"'notes\[1\].millis': an unknown key"),
        (GOOD.replace("seconds: 0.1", "seconds: 9, at_seconds: 9"), "wrong at 'notes': a longer cue"),
        (GOOD.replace("600", "[]"), r"'notes\[1\].pitch_hz': \[\].* a list of 1 to 64"),
        (GOOD.replace("600", "[600, low]"), r"'notes\[1\].pitch_hz\[2\]': low.* from 20 to 10000"),
        (GOOD + "partials: [{ratio: 99}]\n", r"'partials\[1\].ratio': 99"),
        (GOOD + "partials: [1]\n", r"'partials\[1\]': 1.* keys such as ratio"),
        ("- a list", "wrong at 'the file'"),
        ("", "wrong at 'the file': None"),
        ("a: [", "isn't valid YAML: line 2"),
        ("a: &x [1]\nb: *x", "uses a YAML alias"),
        (b"name: \xff", r"isn't UTF-8 \(byte 6\)"),
        ("#" * (MAX_FILE_BYTES + 1), "is larger than"),
        ("- " * 9 + "1", "is nested more than 8 levels deep"),
        ("[" * 30_000 + "]" * 30_000, "is nested more than 8 levels deep"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        load_recipe(written(tmp_path, content))
    assert caught.value.code == "cue-invalid"
    assert str(tmp_path / "ping.yaml") in caught.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read: No such file"):
        load_recipe(tmp_path / "ping.yaml")


SHIPPED = [path.read_bytes() for path in sorted(content_folder("audio_cues").glob("*.yaml"))]
cut = st.tuples(st.sampled_from(SHIPPED), st.integers(0, 900), st.integers(0, 40), st.binary(max_size=12))


@given(st.one_of(st.binary(max_size=200), cut.map(lambda c: c[0][: c[1]] + c[3] + c[0][c[1] + c[2] :])))
def test_damaged_files_give_a_recipe_or_an_input_error(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(InputError):
        load_recipe(written(Path(folder), content))
