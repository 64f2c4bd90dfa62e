"""The MP3 writer, through other people's decoders: every sample back in its place, or no file at all."""

from __future__ import annotations

import errno
import shutil
import subprocess
import threading
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.audio.limits import small_files
from voice_coach.audio.clip import Samples
from voice_coach.audio.mp3.encoding import EncodedIslands
from voice_coach.audio.mp3.form import BITRATES_KBPS, FRAME_SAMPLES, Mp3Form
from voice_coach.audio.mp3.info_frame import _crc16, info_frame
from voice_coach.audio.mp3.writer import Mp3Writer
from voice_coach.audio.sample_time import SAMPLE_RATE, to_frames
from voice_coach.errors import InputError, OutputError

FFMPEG = shutil.which("ffmpeg")
LENGTHS = (575, 576, 577, 1_000, 24_000, 100_001)


def decoded_by_libsndfile(path: Path) -> Samples:
    import soundfile

    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == SAMPLE_RATE
    return np.asarray(samples, dtype=np.float32)


def decoded_by_ffmpeg(path: Path) -> Samples:
    if FFMPEG is None:
        pytest.skip("ffmpeg isn't installed")
    raw = subprocess.run(
        [FFMPEG, "-v", "error", "-i", path, "-f", "f32le", "-"], check=True, capture_output=True
    )
    return np.frombuffer(raw.stdout, dtype="<f4")


DECODERS = pytest.mark.parametrize("decode", [decoded_by_libsndfile, decoded_by_ffmpeg])


def pips(frames: int, every: int) -> Samples:
    """A short pip at every ``every`` frames, else silence."""
    sound = np.zeros(frames, dtype=np.float32)
    pip = 0.5 * np.sin(2 * np.pi * 1_000 * np.arange(1_000) / SAMPLE_RATE)
    for at in range(every, frames - 1_000, every):
        sound[at : at + 1_000] = pip
    return sound


def write(path: Path, sound: Samples, block: int = 4_096, **options: Any) -> None:
    with Mp3Writer(path, **options) as writer:
        for at in range(0, sound.shape[0], block):
            writer.write(sound[at : at + block])


@DECODERS
@pytest.mark.parametrize("frames", LENGTHS)
@pytest.mark.parametrize("bitrate_kbps", [8, 64])
def test_as_many_frames_come_back(tmp_path: Path, decode: Any, frames: int, bitrate_kbps: int) -> None:
    write(tmp_path / "a.mp3", pips(frames, 5_000), form=Mp3Form(bitrate_kbps))
    assert decode(tmp_path / "a.mp3").shape == (frames,)


@DECODERS
def test_sounds_come_back_in_their_place(tmp_path: Path, decode: Any) -> None:
    sound = pips(60 * SAMPLE_RATE, 3 * SAMPLE_RATE)
    write(tmp_path / "a.mp3", sound)
    heard = decode(tmp_path / "a.mp3")
    for at in range(3 * SAMPLE_RATE, sound.shape[0] - 1_000, 3 * SAMPLE_RATE):
        near = slice(at - 1_000, at + 2_000)
        lag = int(np.argmax(np.correlate(heard[near], sound[near], "full"))) - 2_999
        assert abs(lag) <= to_frames(0.0005)
        onset = int(np.argmax(np.abs(heard[near]) > 0.1)) - 1_000
        assert abs(onset) <= to_frames(0.001)


def test_every_frame_is_where_the_header_says(tmp_path: Path) -> None:
    for frames in (0, 1, *LENGTHS):
        for kbps in BITRATES_KBPS:
            write(tmp_path / "a.mp3", pips(frames, 5_000), form=Mp3Form(kbps))
            data = (tmp_path / "a.mp3").read_bytes()
            at = found = 0
            while at < len(data):
                assert data[at : at + 2] == b"\xff\xf3"
                size = 72_000 * BITRATES_KBPS[(data[at + 2] >> 4) - 1] // SAMPLE_RATE + (
                    data[at + 2] >> 1 & 1
                )
                at, found = at + size, found + 1
            told, total = (int.from_bytes(data[i : i + 4], "big") for i in (21, 25))
            assert (told, total) == (found - 1, len(data))
            delay_padding = int.from_bytes(data[154:157], "big")
            assert (found - 1) * FRAME_SAMPLES == (
                frames + (delay_padding >> 12) + (delay_padding & 0xFFF)
            ) * (frames > 0)


def test_the_info_frame_always_takes_the_same_room() -> None:
    for kbps in BITRATES_KBPS:
        for channels in (1, 2):
            form = Mp3Form(kbps, channels)
            one = info_frame(form, samples=0, frames=0, audio_bytes=0, quality=5)
            other = info_frame(form, samples=10**8, frames=2**31, audio_bytes=2**31, quality=5)
            assert len(one) == len(other) == 72_000 * max(kbps, 64) // SAMPLE_RATE


def test_the_headers_checksum() -> None:
    assert _crc16(b"123456789") == 0xBB3D  # the check value of CRC-16/ARC
    frame = info_frame(Mp3Form(), samples=22_050, frames=41, audio_bytes=8_570, quality=5)
    assert int.from_bytes(frame[167:169], "big") == _crc16(frame[:167])


def test_the_bit_rate_is_constant(tmp_path: Path) -> None:
    import mutagen.mp3

    write(tmp_path / "a.mp3", pips(60 * SAMPLE_RATE, 5_000))
    reader: Any = mutagen.mp3
    info = reader.MP3(tmp_path / "a.mp3").info
    assert info.bitrate == pytest.approx(64_000, abs=60)
    assert info.length == pytest.approx(60.0, abs=1 / SAMPLE_RATE)
    assert "LAME" in info.encoder_info


@DECODERS
def test_stereo_is_the_same_sound_twice(tmp_path: Path, decode: Any) -> None:
    sound = pips(3 * SAMPLE_RATE, 5_000)
    write(tmp_path / "a.mp3", sound, form=Mp3Form(64, 2))
    heard = decode(tmp_path / "a.mp3").reshape(-1, 2)
    assert heard.shape[0] == sound.shape[0]
    assert np.array_equal(heard[:, 0], heard[:, 1])
    assert np.abs(heard[:, 0] - sound).max() < 0.25


@pytest.mark.parametrize("kbps", [8, 64])
def test_islands_sound_as_in_one_piece(tmp_path: Path, kbps: int) -> None:
    """Against the bare encoder, which is given the silence too."""
    import lameenc

    sound = pips(20 * SAMPLE_RATE, 33_333)
    write(tmp_path / "islands.mp3", sound, form=Mp3Form(kbps))
    bare = lameenc.Encoder()
    bare.set_bit_rate(kbps)
    bare.set_in_sample_rate(SAMPLE_RATE)
    bare.set_out_sample_rate(SAMPLE_RATE)
    bare.set_channels(1)
    bare.set_quality(5)
    bare.silence()
    pcm = (sound * 32_767).astype("<i2").tobytes()
    (tmp_path / "bare.mp3").write_bytes(bytes(bare.encode(pcm)) + bytes(bare.flush()))
    ours = decoded_by_libsndfile(tmp_path / "islands.mp3")
    theirs = decoded_by_libsndfile(tmp_path / "bare.mp3")
    lag = int(np.argmax(np.correlate(theirs[:60_000], ours[30_000:50_000], "valid"))) - 30_000
    theirs = theirs[lag : lag + ours.shape[0]]
    ours = ours[: theirs.shape[0]]
    noise, usual = (np.mean((heard - sound[: heard.shape[0]]) ** 2) for heard in (ours, theirs))
    assert noise <= usual * 1.2


def test_what_is_remembered_changes_no_byte(tmp_path: Path) -> None:
    sound = np.concatenate([pips(10 * SAMPLE_RATE, 576 * 40)] * 2)
    memory = EncodedIslands()
    write(tmp_path / "a.mp3", sound)
    write(tmp_path / "b.mp3", sound, memory=memory)
    write(tmp_path / "c.mp3", sound, memory=memory)
    small = EncodedIslands(most_bytes=3_000)
    write(tmp_path / "d.mp3", sound, memory=small)
    assert len({(tmp_path / f"{name}.mp3").read_bytes() for name in "abcd"}) == 1
    assert 0 < sum(map(len, small._frames.values())) <= 3_000


def test_what_comes_again_is_encoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from voice_coach.audio.mp3 import encoding

    opened: list[Mp3Form] = []
    lame = encoding._lame

    def counted(form: Mp3Form) -> Any:
        opened.append(form)
        return lame(form)

    monkeypatch.setattr(encoding, "_lame", counted)
    memory = EncodedIslands()
    sound = pips(10 * SAMPLE_RATE, 576 * 40)
    for name in "ab":
        write(tmp_path / f"{name}.mp3", sound, memory=memory)
    assert 1 <= len(opened) <= 2  # the pips are alike; two threads may meet the first at once


def test_the_same_sound_gives_the_same_bytes_in_any_blocks(tmp_path: Path) -> None:
    sound = pips(20 * SAMPLE_RATE, 9_999)
    for name, block in (("a", 512), ("b", 100_000), ("c", 4_097)):
        write(tmp_path / name, sound, block=block)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


def test_silence_stays_silence(tmp_path: Path) -> None:
    write(tmp_path / "a.mp3", np.zeros(5 * SAMPLE_RATE, dtype=np.float32))
    assert not decoded_by_libsndfile(tmp_path / "a.mp3").any()


@pytest.fixture(params=[1, 2], ids=["one-core", "two-cores"])
def core_count(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On one core the encoder has no thread of its own."""
    monkeypatch.setattr("voice_coach.audio.mp3.writer.cores", lambda: request.param)


ON_ONE_CORE_AND_ON_TWO = pytest.mark.usefixtures("core_count")


def test_one_core_writes_the_bytes_that_two_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = pips(20 * SAMPLE_RATE, 9_999)
    for count in (1, 2):
        monkeypatch.setattr("voice_coach.audio.mp3.writer.cores", lambda count=count: count)
        write(tmp_path / str(count), sound)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def no_trace(folder: Path) -> bool:
    return not list(folder.iterdir()) and not any(
        t.name.startswith("mp3-encoder") for t in threading.enumerate()
    )


@ON_ONE_CORE_AND_ON_TWO
def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    with small_files(50_000), pytest.raises(OutputError, match=r"a\.mp3 couldn't be written") as caught:
        write(tmp_path / "a.mp3", pips(60 * SAMPLE_RATE, 5_000))
    assert caught.value.hint
    assert no_trace(tmp_path)


@ON_ONE_CORE_AND_ON_TWO
@pytest.mark.parametrize("good_writes", [1, 2, 5])
def test_no_space_left_at_any_write_leaves_nothing(tmp_path: Path, good_writes: int) -> None:
    class Full:
        """A file on a disk that is full after so many writes."""

        def __init__(self, file: Any) -> None:
            self._file, self._left = file, good_writes

        def write(self, data: bytes) -> int:
            self._left -= 1
            if self._left < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return int(self._file.write(data))

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

    def fill() -> None:
        with Mp3Writer(tmp_path / "a.mp3") as writer:
            writer._partial.file = Full(writer._partial.file)  # type: ignore[assignment]
            for _ in range(15):
                writer.write(pips(SAMPLE_RATE, 20_000))

    with pytest.raises(OutputError, match="No space left on device") as caught:
        fill()
    assert "disk is full" in caught.value.hint
    assert no_trace(tmp_path)


@ON_ONE_CORE_AND_ON_TWO
@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_leaves_nothing(tmp_path: Path, kind: type[BaseException]) -> None:
    def interrupted() -> None:
        with Mp3Writer(tmp_path / "a.mp3") as writer:
            writer.write(pips(30 * SAMPLE_RATE, 5_000))
            raise kind

    with pytest.raises(kind):
        interrupted()
    assert no_trace(tmp_path)


def test_an_interruption_keeps_the_file_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), Mp3Writer(tmp_path / "a.mp3"):
        raise KeyboardInterrupt
    assert (tmp_path / "a.mp3").read_bytes() == b"before"
    write(tmp_path / "a.mp3", pips(100, 50))
    assert (tmp_path / "a.mp3").read_bytes() != b"before"


def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    with Mp3Writer(tmp_path / "a.mp3") as writer:
        writer.write(pips(1_000, 500))
        size = writer.close()
    assert size == writer.close() == (tmp_path / "a.mp3").stat().st_size
    writer.abort()
    assert (tmp_path / "a.mp3").exists()


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="folder doesn't exist"):
        Mp3Writer(tmp_path / "no" / "a.mp3")
    with pytest.raises(OutputError, match="isn't a regular file"):
        Mp3Writer(tmp_path)
    with pytest.raises(OutputError, match="isn't a regular file"):
        Mp3Writer(Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


def test_a_bit_rate_that_mp3_does_not_have(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no bit rate of 63 kbit/s.* 56, 64, 80"):
        Mp3Writer(tmp_path / "a.mp3", form=Mp3Form(63))
    assert no_trace(tmp_path)


def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    block = pips(SAMPLE_RATE, 5_000)
    peaks = []
    for seconds in (60, 300):
        tracemalloc.start()
        with Mp3Writer(tmp_path / "a.mp3") as writer:
            for _ in range(seconds):
                writer.write(block)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.1 + 50_000
