"""Any file is a sound or half a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_coach.errors import InputError
from voice_coach.speaking.recorded.decoding import LONGEST_SECONDS, decode
from voice_coach.speaking.recorded.measuring import is_clipped, measure


def sound_file(kind: str) -> bytes:
    memory = io.BytesIO()
    tone = (0.3 * np.sin(np.arange(6_000) / 9)).astype(np.float32)
    soundfile.write(memory, np.stack([tone, tone], axis=1), 16_000, format=kind)
    return memory.getvalue()


WHOLE = {kind: sound_file(kind) for kind in ("WAV", "FLAC", "MP3", "OGG", "AIFF")}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_damaged_recording_is_a_sound_or_half_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    content = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(0, 5))):
        content[data.draw(st.integers(0, min(len(content) - 1, 400)))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / f"damaged.{kind.lower()}"
    path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shutil.which", lambda _: None)
        try:
            sound = decode(path)
        except InputError as error:
            assert error.code == "not-audio"
        else:
            measured = measure(sound.mono())
            assert 0 <= measured.start <= measured.end
            assert is_clipped(sound.channels, sound.rate_hz) in (True, False)


def test_a_recording_of_a_whole_day_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(int(8_000 * (LONGEST_SECONDS + 1)), np.int16), 8_000)
    with pytest.raises(InputError, match="is longer than 120 seconds"):
        decode(path)


@pytest.mark.parametrize("frames", [0, 1, 100])
def test_next_to_nothing_is_silence(tmp_path: Path, frames: int) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, np.zeros(frames, np.float32), 44_100)
    measured = measure(decode(path).mono())
    assert measured.start == measured.end == 0
