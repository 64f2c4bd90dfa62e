"""What is read from sound files of each kind, and what is left out of folders."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audio.foreign.odd_files import BY_FFMPEG, SECONDS, WITHOUT_FFMPEG, can_write
from tests.sharing import sounds
from tests.sharing.sounds import CHAPTERS, LINES, TITLE
from voice_coach.errors import InputError
from voice_coach.sharing.episode import Cover, clean_text
from voice_coach.sharing.feed import feed
from voice_coach.sharing.named_episodes import read_episode, read_named
from voice_coach.sharing.page import page
from voice_coach.sharing.shared_file import MEDIA_TYPES
from voice_coach.sharing.tag_parts import joined_words, language_code, lines_in_order, lines_of

_FFMETADATA = ";FFMETADATA1\ntitle=Warm-up\nlyrics=Welcome.\\\nWell done.\n" + "".join(
    f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={end}\ntitle={title}\n"
    for start, end, title in ((0, 1500, "Welcome"), (1500, 3000, "Calves"))
)


def test_a_session_as_it_is_exported(tmp_path: Path) -> None:
    path = sounds.session_mp3(tmp_path / "warm.mp3")
    episode = read_episode(path)
    assert episode.tags.title == TITLE
    assert episode.tags.artist == "Voice Coach"
    assert episode.tags.album == "Foam rolling"
    assert episode.tags.comment == "With a roller."
    assert episode.tags.language == "en"
    assert episode.tags.chapters == CHAPTERS
    assert episode.tags.lines == LINES
    assert episode.tags.cover == Cover("image/png", sounds.png())
    assert episode.seconds == pytest.approx(sounds.SECONDS, abs=0.1)
    assert episode.bytes == path.stat().st_size
    assert episode.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert episode.media_type == "audio/mpeg"
    assert episode.is_timed


def test_a_foreign_file_is_called_as_it_is_named(tmp_path: Path) -> None:
    episode = read_episode(sounds.foreign_mp3(tmp_path / "morning run.mp3", 1))
    assert episode.tags.title == "morning run"
    assert (episode.tags.chapters, episode.tags.lines, episode.tags.cover) == ((), (), None)
    assert not episode.is_timed


@pytest.mark.parametrize("make", [sounds.opus, sounds.flac])
def test_vorbis_comments(tmp_path: Path, make: object) -> None:
    assert callable(make)
    episode = read_episode(make(tmp_path / f"warm.{'flac' if make is sounds.flac else 'opus'}"))
    assert episode.tags.title == TITLE
    assert episode.tags.language == "en"
    assert episode.tags.chapters == CHAPTERS
    assert episode.tags.lines == LINES
    assert episode.tags.cover == Cover("image/png", sounds.png())


def test_a_wav_has_a_length_and_a_name(tmp_path: Path) -> None:
    episode = read_episode(sounds.wav(tmp_path / "warm.wav"))
    assert (episode.tags.title, episode.seconds, episode.media_type) == ("warm", 1.0, "audio/wav")


def audio_book(folder: Path) -> Path:
    """An M4B with two chapters."""
    (folder / "chapters.txt").write_text(_FFMETADATA, encoding="utf-8")
    sounds.foreign_mp3(folder / "sound.mp3", 3)
    command = ["ffmpeg", "-v", "error", "-i", "sound.mp3", "-i", "chapters.txt", "-map_metadata", "1"]
    subprocess.run([*command, "-c:a", "aac", "-f", "mp4", "warm.m4b"], cwd=folder, check=True)
    return folder / "warm.m4b"


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg, which makes the M4B")
def test_an_audio_book(tmp_path: Path) -> None:
    episode = read_episode(audio_book(tmp_path))
    assert episode.media_type == "audio/mp4"
    assert episode.tags.title == "Warm-up"
    assert [(each.title, each.start_seconds) for each in episode.tags.chapters] == [
        ("Welcome", 0.0),
        ("Calves", 1.5),
    ]
    assert [line.text for line in episode.tags.lines] == ["Welcome.", "Well done."]


def test_a_folder_gives_its_own_sounds_in_order(tmp_path: Path) -> None:
    for name in ("day 10.mp3", "day 2.mp3", "Day 1.MP3"):
        sounds.session_mp3(tmp_path / name, title=name, seconds=0.2)
    sounds.foreign_mp3(tmp_path / ".hidden.mp3", 0.3)
    (tmp_path / "notes.txt").write_text("private", encoding="utf-8")
    (tmp_path / "below").mkdir()
    sounds.foreign_mp3(tmp_path / "below" / "deep.mp3", 0.4)
    (tmp_path / "folder.mp3").mkdir()
    named = read_named([tmp_path])
    assert [each.path.name for each in named.episodes] == ["Day 1.MP3", "day 2.mp3", "day 10.mp3"]
    assert named.notes == ()


def test_the_same_content_is_shared_once(tmp_path: Path) -> None:
    sounds.foreign_mp3(tmp_path / "a.mp3", 0.2)
    shutil.copy(tmp_path / "a.mp3", tmp_path / "b.mp3")
    assert [each.path.name for each in read_named([tmp_path / "b.mp3", tmp_path]).episodes] == ["b.mp3"]


def test_whose_session_it_is_is_said_where_titles_repeat(tmp_path: Path) -> None:
    for name, seconds in (("ana_desk", 0.2), ("bo_desk", 0.3), ("cid_desk", 0.3)):
        sounds.session_mp3(tmp_path / f"{name}.mp3", title="Desk break", seconds=seconds)
    sounds.session_mp3(tmp_path / "warm.mp3", title="Warm-up", seconds=0.2)
    named = read_named([tmp_path])
    titles = [each.tags.title for each in named.episodes]
    assert titles == ["Desk break: ana_desk", "Desk break: bo_desk, cid_desk", "Warm-up"]
    assert named.notes == ("cid_desk.mp3 is the same as bo_desk.mp3: the two are shared as one.",)


def test_how_a_file_was_made_is_no_description(tmp_path: Path) -> None:
    path = sounds.session_mp3(tmp_path / "a.mp3", seconds=0.2)
    tags = sounds._id3.ID3(path)
    made = "voice-coach export warmup --level first --seed 0 --voice auto --language en (glutes, calves)"
    tags.setall("COMM", [sounds._id3.COMM(encoding=3, lang="eng", desc="", text=made)])
    tags.save(path)
    assert read_episode(path).tags.comment == "glutes, calves"


@pytest.mark.parametrize("name", ["sizes of zero", "a WAV called m4a", "a name that isn't UTF-8"])
def test_a_stranger_is_shared_as_what_it_is(tmp_path: Path, name: str) -> None:
    episode = read_episode(WITHOUT_FFMPEG[name](tmp_path))
    assert (episode.media_type, episode.seconds) == ("audio/wav", SECONDS)
    assert episode.media_name.endswith(".wav")
    assert page([episode]).encode()
    assert feed([episode], "http://x/").encode()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("an M4A called wav", "audio/mp4"),
        ("an MP3 called m4a", "audio/mpeg"),
        ("MP3 without Xing, with a cover", "audio/mpeg"),
        ("FLAC of unknown length", "audio/flac"),
        ("an M4A in fragments", "audio/mp4"),
        ("M4B", "audio/mp4"),
        ("WebM", "audio/webm"),
        ("CAF with ALAC", "audio/x-caf"),
        ("Opus with a name of nothing", "audio/ogg"),
    ],
)
def test_a_stranger_has_its_true_kind_and_length(tmp_path: Path, name: str, media_type: str) -> None:
    if not can_write(name):
        pytest.skip("this ffmpeg doesn't write it, or there is none")
    episode = read_episode(BY_FFMPEG[name](tmp_path))
    assert episode.media_type == media_type
    assert episode.seconds == pytest.approx(SECONDS, abs=0.15)


def test_a_link_out_of_a_folder_is_left_out_and_a_named_one_is_followed(tmp_path: Path) -> None:
    outside = sounds.foreign_mp3(tmp_path / "outside.mp3", 0.2)
    folder = tmp_path / "shared"
    folder.mkdir()
    sounds.foreign_mp3(folder / "inside.mp3", 0.3)
    (folder / "escape.mp3").symlink_to(outside)
    (folder / "again.mp3").symlink_to("inside.mp3")
    (folder / "gone.mp3").symlink_to("nowhere.mp3")
    named = read_named([folder])
    assert [each.path.name for each in named.episodes] == ["inside.mp3"]
    assert any("escape.mp3" in note for note in named.notes)
    assert [each.path for each in read_named([folder / "escape.mp3"]).episodes] == [outside.resolve()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp3", b""),
        ("a.mp3", b"no sound at all"),
        ("a.m4b", b"\0" * 500),
        ("a.opus", b"OggS"),
        ("a.txt", b"text"),
    ],
)
def test_what_is_no_sound_is_refused_by_name_and_left_out_of_a_folder(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    sounds.foreign_mp3(tmp_path / "good.mp3", 0.2)
    with pytest.raises(InputError, match=name):
        read_named([tmp_path / name])
    named = read_named([tmp_path])
    assert [each.path.name for each in named.episodes] == ["good.mp3"]
    assert len(named.notes) == (name != "a.txt")


def test_nothing_to_share(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sound file"):
        read_named([tmp_path])
    with pytest.raises(InputError, match=r"missing\.mp3 can't be read"):
        read_named([tmp_path / "missing.mp3"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp3")
    with pytest.raises(InputError, match="not a plain file"):
        read_named([tmp_path / "pipe.mp3"])


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small sound of each format that can be made here, with all its tags, by the end of its name."""
    folder = tmp_path_factory.mktemp("whole")
    made = [sounds.session_mp3(folder / "a.mp3", seconds=0.2), sounds.wav(folder / "a.wav")]
    made += [sounds.opus(folder / "a.opus"), sounds.flac(folder / "a.flac")]
    if shutil.which("ffmpeg"):
        made.append(audio_book(folder))
    return {path.suffix: path.read_bytes() for path in made}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_is_read_or_refused(
    tmp_path: Path, whole_files: dict[str, bytes], data: st.DataObject
) -> None:
    suffix = data.draw(st.sampled_from(sorted(whole_files)))
    content = bytearray(whole_files[suffix])
    tags_are_within = min(len(content), 4_000) - 1
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, tags_are_within))] = data.draw(st.integers(0, 255))
    path = tmp_path / f"damaged{suffix}"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)) | st.just(len(content)))])
    try:
        episode = read_episode(path)
    except InputError as error:
        assert path.name in error.message
        return
    assert episode.tags.title
    assert list(episode.tags.chapters) == sorted(episode.tags.chapters, key=lambda each: each.start_seconds)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(MEDIA_TYPES)), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"odd{suffix}"
    path.write_bytes(content)
    try:
        assert read_episode(path).tags.title
    except InputError as error:
        assert path.name in error.message


@given(st.text())
def test_cleaned_text_is_one_line_of_lawful_letters(text: str) -> None:
    cleaned = clean_text(text)
    assert cleaned == clean_text(cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert all(letter.isprintable() or letter not in "\0\n\r\t\x1b￾￿" for letter in cleaned)
    cleaned.encode()


def test_letters_that_no_page_or_feed_may_hold_are_left_out() -> None:
    assert clean_text("a\ud800b\ufffec\uffffd\U0001fffee\x1bf") == "abcde f"


@pytest.mark.parametrize(
    ("said", "code"),
    [("eng", "en"), ("EN", "en"), ("ger", "de"), ("en-gb", "en-GB"), ("es_MX", "es-MX"), ("gsw", "gsw"),
     ("XXX", ""), ("und", ""), ("", ""), ("English", ""), ('en" onload="', ""), ("eng\0deu", "en")],
)  # fmt: skip
def test_languages(said: str, code: str) -> None:
    assert language_code(said) == code


@pytest.mark.parametrize(
    "words",
    [
        [(1, "\nRest "), (2, "there."), (5, "\nWell "), (6, "done.")],
        [(1, "Rest "), (2, "there.\n"), (5, "Well "), (6, "done.\n")],
        [(1, "Rest "), (2, "there.\nWell"), (6, " done.")],
        [(1, "Rest there."), (5, "Well done.")],
    ],
)
def test_words_with_times_of_their_own_are_lines(words: list[tuple[float, str]]) -> None:
    lines = [(line.start_seconds, line.text) for line in lines_in_order(joined_words(words))]
    second = 2 if words[1] == (2, "there.\nWell") else 5
    assert lines == [(1, "Rest there."), (second, "Well done.")]


@given(st.lists(st.tuples(st.floats(0, 100), st.text(alphabet="ab \n", max_size=5)), max_size=10))
def test_no_word_is_lost_between_lines(words: list[tuple[float, str]]) -> None:
    ordered = sorted(words, key=lambda each: each[0])
    lines = list(joined_words(ordered))
    assert "".join("".join(text for _, text in lines).split()) == "".join(
        "".join(text for _, text in ordered).split()
    )
    times = [at for at, text in lines if text.strip()]
    assert times == sorted(times)
    assert set(times) <= {at for at, _ in ordered}


def test_times_of_words_in_lrc_are_left_out() -> None:
    (line,) = lines_of("[ti:A]\n[00:01.50]<00:01.50>Rest <00:01.90>there.")[-1:]
    assert (line.start_seconds, line.text) == (1.5, "Rest there.")


@given(st.text(max_size=200))
def test_any_words_become_lines(text: str) -> None:
    lines = lines_of(text)
    assert all(line.text for line in lines)
    times = [line.start_seconds for line in lines if line.start_seconds is not None]
    assert times == sorted(times)
    assert len(times) in {0, len(lines)}
