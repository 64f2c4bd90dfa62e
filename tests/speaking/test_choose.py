"""Choosing a voice: auto's order, names, and one sentence for what is not there."""

from __future__ import annotations

import pytest

from voice_coach.errors import InputError, MissingPartError, VoiceCoachError
from voice_coach.speaking import choose, espeak
from voice_coach.speaking.choose import available_voices, open_voice, worth_telling
from voice_coach.speaking.hibari.store import is_installed
from voice_coach.speaking.pronounced import PronouncedVoice
from voice_coach.speaking.voice import VoiceInfo


def no_espeak() -> None:
    raise MissingPartError("espeak-ng isn't there.")


def no_child() -> None:
    pytest.fail("a child process was started")


@pytest.fixture
def no_hibari(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_coach.speaking.hibari.store.is_installed", lambda: False)


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_auto_in_english_is_the_natural_voice(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    if not is_installed():
        pytest.skip("hibari-tts isn't installed: pip install voice-coach[natural]")
    monkeypatch.setattr("voice_coach.speaking.choose.sys.platform", platform)
    monkeypatch.setattr("voice_coach.speaking.system.system_speech", no_child)
    told: list[VoiceCoachError] = []
    assert open_voice("auto", "en", tell=told.append).info.name == "hibari:heart"
    assert told == []
    assert available_voices()[0].name == "hibari:heart"


def test_auto_on_linux_is_espeak_in_other_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_coach.speaking.choose.sys.platform", "linux")
    monkeypatch.setattr("voice_coach.speaking.system.system_speech", no_child)
    told: list[VoiceCoachError] = []
    assert open_voice("auto", "de", tell=told.append).info.name == "espeak:de"
    assert told == []


def test_without_the_natural_voice_auto_takes_the_next_and_tells_why(
    monkeypatch: pytest.MonkeyPatch, no_hibari: None
) -> None:
    monkeypatch.setattr("voice_coach.speaking.choose.sys.platform", "linux")
    monkeypatch.setattr("voice_coach.speaking.system.system_speech", no_child)
    told: list[VoiceCoachError] = []
    assert open_voice("auto", "en", tell=told.append).info.name == "espeak:en-us"
    (why,) = told
    assert "isn't installed" in why.message
    assert "pip install" in why.hint
    assert worth_telling(told) == ""
    assert "hibari:heart" not in [info.name for info in available_voices()]


def test_auto_elsewhere_takes_the_system_s_voice_and_espeak_without_it(
    monkeypatch: pytest.MonkeyPatch, no_hibari: None
) -> None:
    opened: list[tuple[str, str]] = []

    class Recorded:
        def __init__(self, name: str, language: str) -> None:
            opened.append((name, language))
            if language == "de":
                raise MissingPartError("No engine.")
            self.identity, self.info = "", VoiceInfo("system", "system", language, "", 4)

    monkeypatch.setattr("voice_coach.speaking.choose.sys.platform", "darwin")
    monkeypatch.setattr(choose, "SystemVoice", Recorded)
    voice = open_voice()
    assert isinstance(voice, PronouncedVoice)
    assert isinstance(voice.inner, Recorded)
    assert open_voice("auto", "de").info.name == "espeak:de"
    assert opened == [("", "en"), ("", "de")]


def test_listed_names_open(monkeypatch: pytest.MonkeyPatch) -> None:
    for info in available_voices():
        if info.engine != "system":
            assert open_voice(info.name).info == info


def test_listing_starts_no_child_process_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "system_speech", no_child)
    names = [voice.name for voice in available_voices()]
    assert "espeak:en-us" in names


@pytest.mark.parametrize("name", ["festival", "", "Auto", "espeakk:en", ":en"])
def test_an_unknown_name_is_answered_with_what_there_is(name: str) -> None:
    with pytest.raises(InputError, match="espeak:en-us") as caught:
        open_voice(name)
    assert caught.value.code == "voice-unknown"


def test_flite_is_not_made_to_speak_german() -> None:
    with pytest.raises(InputError, match="doesn't speak"):
        open_voice("flite", "de")


def test_no_engine_at_all_is_one_error_with_every_reason(
    monkeypatch: pytest.MonkeyPatch, no_hibari: None
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(espeak, "espeak_library", no_espeak)
    monkeypatch.setattr(choose, "espeak_library", no_espeak)
    monkeypatch.setattr("voice_coach.speaking.system.system_speech", no_espeak)
    monkeypatch.setattr(choose, "_system_summary", lambda language: [])
    with pytest.raises(MissingPartError, match="flite isn't installed") as caught:
        open_voice()
    assert caught.value.code == "voice-missing"
    assert available_voices() == []
