"""A pack from recordings, good and bad: every kind of trouble is told, and what can be used is used."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.speaking.recorded.studio import TEXTS, lines, record, spoken, write_script
from voice_coach.audio.clip import Samples
from voice_coach.audio.loudness import loudness_lufs
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.errors import InputError, OutputError
from voice_coach.speaking.finish import TARGET_LUFS
from voice_coach.speaking.recorded.build import PackDetails, Report, build_pack
from voice_coach.speaking.recorded.pack import read_clip, read_pack

DETAILS = PackDetails("ana", "Spoken by Ana, for her own runners.", "espeak")


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    """A folder with a script and a good take of each line."""
    folder = tmp_path / "studio"
    write_script(folder, lines())
    for line in lines():
        record(folder, line)
    return folder


def build(studio: Path) -> Report:
    return build_pack(studio, studio.parent / "pack", DETAILS)


def kinds(report: Report, number: int) -> list[str]:
    return [problem.kind for problem in report.problems if problem.id == lines()[number].id]


def clip_of(report: Report, number: int) -> Samples:
    samples = read_clip(report.folder, report.pack.lines[lines()[number].id])
    assert samples is not None
    return samples


def test_good_takes_become_a_pack_without_a_word(studio: Path) -> None:
    told: list[tuple[int, int]] = []
    report = build_pack(
        studio, studio.parent / "pack", DETAILS, lambda done, whole: told.append((done, whole))
    )
    assert report.problems == ()
    assert report.unused == ()
    assert report.recorded == report.lines == len(TEXTS)
    assert read_pack(report.folder) == report.pack
    assert (report.pack.name, report.pack.language, report.pack.fallback) == ("ana", "en", "espeak")
    assert told == [(number, len(TEXTS)) for number in range(1, len(TEXTS) + 1)]
    assert {path.name for path in studio.parent.iterdir()} == {"studio", "pack"}


def test_clips_are_trimmed_to_the_words_and_at_the_level_of_every_voice(studio: Path) -> None:
    record(studio, lines()[4], spoken(TEXTS[4], level=0.05, noise_db=-80))
    report = build(studio)
    for number, text in enumerate(TEXTS):
        clip, take = clip_of(report, number), spoken(text)
        assert loudness_lufs(clip) == pytest.approx(TARGET_LUFS, abs=0.6)
        assert take.size - clip.size > to_frames(0.6), "the silence around it is still there"
        assert clip.size > take.size - 2 * to_frames(0.5) - to_frames(0.25), "words are cut off"
        assert clip[0] == 0
        assert not clip[-400:].any()


@pytest.mark.parametrize("ending", ["mp3", "ogg", "flac", "m4a", "opus", "aiff"])
@pytest.mark.parametrize("rate_hz", [48_000])
def test_any_format_will_do(studio: Path, ending: str, rate_hz: int) -> None:
    if ending in {"m4a"} and shutil.which("ffmpeg") is None:
        pytest.skip("M4A needs ffmpeg")
    before = clip_of(build(studio), 8)
    (studio / lines()[8].file).unlink()
    name = lines()[8].file.removesuffix("wav") + ending
    record(studio, lines()[8], spoken(TEXTS[8]), name=name, rate_hz=rate_hz)
    report = build(studio)
    assert report.problems == ()
    after = clip_of(report, 8)
    assert abs(after.size - before.size) < to_frames(0.12)
    assert loudness_lufs(after) == pytest.approx(TARGET_LUFS, abs=0.6)


def test_a_stereo_take_with_one_dead_channel_is_whole(studio: Path) -> None:
    take = spoken(TEXTS[0])
    both = np.stack([take, np.zeros_like(take)], axis=1)
    soundfile.write(studio / lines()[0].file, both, SAMPLE_RATE)
    assert loudness_lufs(clip_of(build(studio), 0)) == pytest.approx(TARGET_LUFS, abs=0.6)


def test_what_is_missing_is_left_to_the_other_voice(studio: Path) -> None:
    (studio / lines()[2].file).unlink()
    report = build(studio)
    assert kinds(report, 2) == ["missing"]
    assert report.problems[0].file is None
    assert lines()[2].id not in report.pack.lines
    assert report.recorded == len(TEXTS) - 1


def degraded(kind: str) -> Samples:
    good = spoken(TEXTS[7])
    if kind == "clipped":
        return np.clip(good * 5, -0.6, 0.6)
    if kind == "noisy":
        return spoken(TEXTS[7], noise_db=-38)
    if kind == "quiet":
        return spoken(TEXTS[7], level=0.008, noise_db=-96)
    if kind == "silent":
        return np.zeros_like(good)
    if kind == "short":
        return good[: to_frames(0.5) + (good.size - to_frames(1.0)) // 3]
    assert kind == "long"
    return np.concatenate([good, good, good])


@pytest.mark.parametrize("kind", ["clipped", "noisy", "quiet"])
def test_a_poor_take_is_told_and_used(studio: Path, kind: str) -> None:
    record(studio, lines()[7], degraded(kind))
    report = build(studio)
    assert kinds(report, 7) == [kind]
    assert [(problem.used, problem.id) for problem in report.problems] == [(True, lines()[7].id)]
    assert lines()[7].id in report.pack.lines


@pytest.mark.parametrize("kind", ["silent", "short", "long"])
def test_a_wrong_take_is_told_and_left_out(studio: Path, kind: str) -> None:
    record(studio, lines()[7], degraded(kind))
    report = build(studio)
    assert kinds(report, 7) == [kind]
    assert not report.problems[0].used
    assert lines()[7].id not in report.pack.lines


@pytest.mark.parametrize("content", [b"", b"not sound at all", b"RIFF\x10\x00\x00\x00WAVEfmt "])
def test_a_file_that_is_no_sound_is_told_and_left_out(studio: Path, content: bytes) -> None:
    (studio / lines()[3].file).write_bytes(content)
    report = build(studio)
    assert kinds(report, 3) == ["unreadable"]
    assert report.recorded == len(TEXTS) - 1


def test_clipping_shows_in_an_mp3_and_after_turning_down(studio: Path) -> None:
    loud = np.clip(spoken(TEXTS[7]) * 8, -1, 1)
    (studio / lines()[7].file).unlink()
    record(studio, lines()[7], loud, name=lines()[7].file.replace(".wav", ".mp3"), rate_hz=44_100)
    record(studio, lines()[6], np.clip(spoken(TEXTS[6]) * 8, -1, 1) * 0.1)
    report = build(studio)
    assert kinds(report, 7) == kinds(report, 6) == ["clipped"]


def test_of_several_takes_the_best_is_used_and_of_equal_ones_the_last(studio: Path) -> None:
    stem = lines()[7].file.removesuffix(".wav")
    (studio / lines()[7].file).unlink()
    for number in (2, 9, 10):
        record(studio, lines()[7], spoken(TEXTS[7]), name=f"{stem} take {number}.wav")
    record(studio, lines()[7], degraded("clipped"), name=f"{stem} take 11.wav")
    report = build(studio)
    assert kinds(report, 7) == ["takes"]
    assert f"There are 4 takes; {stem} take 10.wav is used." in report.problems[0].what


def test_the_take_of_another_line_is_not_taken_for_this_one(studio: Path) -> None:
    shutil.copy(studio / lines()[1].file, studio / lines()[2].file)
    report = build(studio)
    assert kinds(report, 2) == ["same"]
    assert lines()[1].id in report.pack.lines
    assert lines()[2].id not in report.pack.lines


def test_a_speaker_of_another_pace_is_judged_by_it(studio: Path) -> None:
    """Everybody who speaks half as fast again is not told so ten times; who cuts one line is."""
    import soxr

    for number, text in enumerate(TEXTS):
        record(studio, lines()[number], soxr.resample(spoken(text), SAMPLE_RATE, round(2.3 * SAMPLE_RATE)))
    assert build(studio).problems == ()


def test_a_click_of_the_mouse_does_not_count_as_speech(studio: Path) -> None:
    before = clip_of(build(studio), 2).size
    take = np.concatenate([np.zeros(to_frames(0.3), np.float32), spoken(TEXTS[2])])
    for at in (to_frames(0.1), take.size - to_frames(0.05)):
        take[at : at + 40] += 0.4
    record(studio, lines()[2], take)
    report = build(studio)
    assert report.problems == ()
    assert abs(clip_of(report, 2).size - before) < to_frames(0.05)


def test_a_constant_offset_is_no_noise(studio: Path) -> None:
    record(studio, lines()[7], spoken(TEXTS[7]) + np.float32(0.2))
    report = build(studio)
    assert report.problems == ()
    assert abs(float(clip_of(report, 7).mean())) < 0.002


def test_the_script_s_own_file_names_may_be_changed(studio: Path) -> None:
    script = studio / "script.csv"
    changed = script.read_text(encoding="utf-8-sig").replace(lines()[0].file, "day 1\\Calves.wav")
    script.write_text(changed, encoding="utf-8")
    (studio / "day 1").mkdir()
    (studio / lines()[0].file).rename(studio / "day 1" / "calves.WAV")
    report = build(studio)
    assert report.problems == ()
    assert report.recorded == len(TEXTS)


def test_an_id_anywhere_in_a_name_is_enough(studio: Path) -> None:
    (studio / lines()[0].file).rename(studio / f"Session 3_{lines()[0].id.upper()}-take1.wav")
    (studio / "notes.txt").write_text("none of the coach's business")
    (studio / "._hidden.wav").write_bytes(b"x")
    record(studio, lines()[0], name="warming up.wav")
    report = build(studio)
    assert report.problems == ()
    assert [path.name for path in report.unused] == ["warming up.wav"]


def test_an_earlier_pack_is_replaced_whole_and_nothing_else_ever(studio: Path) -> None:
    first = build(studio)
    (studio / lines()[0].file).unlink()
    second = build(studio)
    assert first.folder == second.folder
    assert second.recorded == len(TEXTS) - 1
    assert len(list((second.folder / "clips").iterdir())) == len(TEXTS) - 1
    other = studio.parent / "holiday"
    other.mkdir()
    (other / "photo.jpg").write_bytes(b"x")
    with pytest.raises(InputError, match="a voice pack") as caught:
        build_pack(studio, other, DETAILS)
    assert caught.value.code == "not-a-voicepack"
    assert [path.name for path in other.iterdir()] == ["photo.jpg"]


def test_the_same_recordings_give_the_same_pack_to_the_byte(studio: Path) -> None:
    first = build(studio)
    bytes_of_first = {path.name: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
    second = build(studio)
    assert bytes_of_first == {
        path.name: path.read_bytes() for path in second.folder.rglob("*") if path.is_file()
    }


def test_nothing_usable_is_one_sentence_and_no_pack(tmp_path: Path) -> None:
    studio = tmp_path / "studio"
    write_script(studio, lines())
    with pytest.raises(InputError, match="no recording of any line") as caught:
        build(studio)
    assert caught.value.code == "no-recordings"
    record(studio, lines()[0], np.zeros(40_000, np.float32))
    with pytest.raises(InputError, match="It's silent"):
        build(studio)
    assert not (tmp_path / "pack").exists()


def test_a_place_that_cannot_be_written_leaves_nothing(studio: Path) -> None:
    (studio.parent / "file").write_text("x")
    with pytest.raises(OutputError):
        build_pack(studio, studio.parent / "file" / "pack", DETAILS)
    assert {path.name for path in studio.parent.iterdir()} == {"studio", "file"}


def test_no_script_is_told_with_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no script .*script\.csv") as caught:
        build_pack(tmp_path, tmp_path / "pack", DETAILS)
    assert "voicepack script" in caught.value.hint


def test_the_manifest_holds_what_a_listener_must_know(studio: Path) -> None:
    report = build(studio)
    manifest = json.loads((report.folder / "pack.json").read_text(encoding="utf-8"))
    assert manifest["licence"] == DETAILS.licence
    assert {line["text"] for line in manifest["lines"]} == set(TEXTS)
