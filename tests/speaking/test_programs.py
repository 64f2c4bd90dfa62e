"""Voices that are other programs: flite, and pyttsx3 in its child process. Skipped where they are missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.speaking.prompts import PROMPTS
from voice_coach.audio.loudness import loudness_lufs
from voice_coach.audio.sample_time import SAMPLE_RATE
from voice_coach.errors import InputError, MissingPartError, VoiceCoachError
from voice_coach.speaking import system
from voice_coach.speaking.finish import TARGET_LUFS, finish
from voice_coach.speaking.flite import FliteVoice, flite_program, flite_voices
from voice_coach.speaking.speech_file import read_speech, run_engine
from voice_coach.speaking.system import SystemSpeech, SystemVoice, SystemVoiceEntry, system_speech
from voice_coach.speaking.voice import Voice


def system_voice() -> Voice:
    try:
        return SystemVoice()
    except VoiceCoachError as error:
        pytest.skip(f"no system voice: {error}")


def flite_voice() -> Voice:
    if flite_program() is None:
        pytest.skip("flite isn't installed")
    return FliteVoice()


@pytest.fixture(params=[flite_voice, system_voice], ids=["flite", "system"])
def voice(request: pytest.FixtureRequest) -> Voice:
    found: Voice = request.param()
    return found


def test_it_speaks_at_the_common_level(voice: Voice) -> None:
    for text in (PROMPTS[1], PROMPTS[6], PROMPTS[8]):
        clip = finish(voice.synthesise(text, words_per_minute=145))
        assert clip.frames > 4_000
        assert clip.samples[0] == 0
        assert not clip.samples[-400:].any()
        assert loudness_lufs(clip.samples) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_a_long_text_is_spoken_to_its_end(voice: Voice) -> None:
    once = finish(voice.synthesise(PROMPTS[7], words_per_minute=145)).frames
    thrice = finish(voice.synthesise(" ".join(PROMPTS[7:8] * 3), words_per_minute=145)).frames
    assert thrice > 2.7 * once


def test_slower_is_longer(voice: Voice) -> None:
    slow, fast = (finish(voice.synthesise(PROMPTS[6], words_per_minute=rate)).frames for rate in (110, 200))
    assert slow > 1.3 * fast


def test_rates_mean_about_the_same_in_every_engine(voice: Voice) -> None:
    from voice_coach.speaking.espeak import EspeakVoice

    if sys.platform in ("darwin", "win32"):
        pytest.skip("the system's voice has a pace of its own")
    lengths = [
        finish(one.synthesise(PROMPTS[7], words_per_minute=145)).frames for one in (voice, EspeakVoice())
    ]
    assert 0.8 < lengths[0] / lengths[1] < 1.25


@pytest.mark.parametrize(
    "text", ["-o", "--help", "/etc/passwd now", "$(exit 3) `id`; 'quoted\" text", "100 % \\n"]
)
def test_text_is_never_an_option_a_file_or_a_command(
    voice: Voice,
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    clip = voice.synthesise(text, words_per_minute=145)
    assert 2_000 < clip.frames < SAMPLE_RATE * 12
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text", ["", "…", "\n"])
def test_what_says_nothing_is_an_empty_clip(voice: Voice, text: str) -> None:
    assert voice.synthesise(text, words_per_minute=145).frames == 0


def test_flite_names_its_voices_when_asked_for_another() -> None:
    if flite_program() is None:
        pytest.skip("flite isn't installed")
    with pytest.raises(InputError, match=flite_voices()[0]):
        FliteVoice("nobody")


def test_without_flite_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingPartError, match="isn't installed"):
        FliteVoice()
    assert flite_voices() == ()


def test_the_system_s_voices_are_named_when_another_is_asked_for() -> None:
    voice = system_voice()
    with pytest.raises(InputError, match="has no voice 'nobody'"):
        SystemVoice("nobody")
    assert SystemVoice(voice.info.name.partition(":")[2]).identity == voice.identity


def test_the_default_system_voice_yields_to_one_that_speaks_the_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entries = (SystemVoiceEntry("a", "Anna", ("de-de",)), SystemVoiceEntry("b", "Bob", ("en-us",)))
    monkeypatch.setattr(system, "system_speech", lambda: SystemSpeech("sapi", entries, "a"))
    assert SystemVoice(language="en").info.name == "system:Bob"
    assert SystemVoice(language="de").info.name == "system:Anna"
    assert SystemVoice("anna").info.name == "system:Anna"
    with pytest.raises(InputError, match="no voice for the language"):
        SystemVoice(language="fr")


@pytest.mark.parametrize(
    ("child", "says"),
    [
        ("import time; time.sleep(60)", "didn't answer within"),
        ("print('noise'); raise RuntimeError('no driver')", "no driver"),
        ("print('noise')", "didn't answer"),
    ],
)
def test_a_child_that_misbehaves_is_one_sentence(
    child: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "child.py"
    script.write_text(child)
    monkeypatch.setattr(system, "_CHILD", script)
    monkeypatch.setattr(system._ask, "__kwdefaults__", {"limit_seconds": 0.5})
    with pytest.raises(MissingPartError, match=says):
        system_speech()
    assert capfd.readouterr() == ("", "")


def test_an_answer_of_another_shape_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "child.py"
    answer = json.dumps({"voices": [{"id": 1}]})
    script.write_text(f"import json, sys\nopen(json.load(sys.stdin)['answer'], 'w').write({answer!r})")
    monkeypatch.setattr(system, "_CHILD", script)
    with pytest.raises(MissingPartError, match="speech engine doesn't work"):
        system_speech()


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\xff\xff\xff\xffWAVEfmt ", b"not audio" * 99])
def test_a_file_that_is_not_audio_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "speech.wav"
    path.write_bytes(content)
    with pytest.raises(MissingPartError, match="no readable audio"):
        read_speech(path, "flite")


def test_stereo_at_another_rate_becomes_ours(tmp_path: Path) -> None:
    import soundfile

    path = tmp_path / "speech.aiff"
    soundfile.write(path, np.full((44_100, 2), 0.25, np.float32), 44_100)
    samples = read_speech(path, "system")
    assert samples.dtype == np.float32
    assert samples.shape == (SAMPLE_RATE,)
    assert abs(float(samples[10_000]) - 0.25) < 1e-3


def test_a_program_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(MissingPartError, match="doesn't start"):
        run_engine(["/nowhere/at-all"], "ghost", limit_seconds=1)
