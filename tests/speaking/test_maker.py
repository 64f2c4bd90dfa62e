"""The prompt maker: each clip made once, from whatever thread; cached, ahead, and closed without a hang."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from tests.speaking.prompts import PROMPTS
from voice_coach.audio.clip import Clip
from voice_coach.errors import InputError, MissingPartError
from voice_coach.speaking.cache import ClipCache
from voice_coach.speaking.clip_memory import ClipMemory
from voice_coach.speaking.espeak import EspeakVoice
from voice_coach.speaking.maker import PromptMaker
from voice_coach.speaking.voice import VoiceInfo


class CountingVoice:
    """espeak, counted; a text with "broken" in it fails as an engine does. ``gate`` holds synthesis back."""

    def __init__(self) -> None:
        self.inner = EspeakVoice()
        self.identity = self.inner.identity
        self.asked: list[str] = []
        self.failure: Exception = MissingPartError("The voice failed.")
        self.gate = threading.Event()
        self.gate.set()
        self.closed = False

    @property
    def info(self) -> VoiceInfo:
        return self.inner.info

    def synthesise(self, text: str, *, words_per_minute: int) -> Clip:
        self.asked.append(text)
        assert self.gate.wait(10)
        if "broken" in text:
            raise self.failure
        return self.inner.synthesise(text, words_per_minute=words_per_minute)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def voice() -> CountingVoice:
    return CountingVoice()


def test_a_text_is_spoken_once(voice: CountingVoice) -> None:
    with PromptMaker(voice) as maker:
        assert maker.clip("Hold.") is maker.clip("Hold.")
        maker.clip("Hold.", 120)
    assert voice.asked == ["Hold.", "Hold."]
    assert voice.closed


def test_a_cached_clip_equals_a_fresh_one(voice: CountingVoice, tmp_path: Path) -> None:
    with PromptMaker(voice, ClipCache(tmp_path)) as maker:
        fresh = [maker.clip(text) for text in PROMPTS]
    again = CountingVoice()
    with PromptMaker(again, ClipCache(tmp_path)) as maker:
        kept = [maker.clip(text) for text in PROMPTS]
    assert again.asked == []
    for one, other in zip(fresh, kept, strict=True):
        assert np.array_equal(one.samples, other.samples)
        assert one.words == other.words


def test_a_damaged_entry_is_made_again(voice: CountingVoice, tmp_path: Path) -> None:
    with PromptMaker(voice, ClipCache(tmp_path)) as maker:
        fresh = maker.clip("Hold.")
    for path in tmp_path.rglob("*.clip"):
        path.write_bytes(path.read_bytes()[:-1])
    with PromptMaker(voice, ClipCache(tmp_path)) as maker:
        assert np.array_equal(maker.clip("Hold.").samples, fresh.samples)
    assert voice.asked == ["Hold.", "Hold."]


def test_working_ahead_keeps_the_order_and_does_nothing_twice(voice: CountingVoice) -> None:
    with PromptMaker(voice) as maker:
        maker.ahead(PROMPTS[:3])
        maker.ahead(PROMPTS)
        maker.wait()
        for text in PROMPTS:
            maker.clip(text)
    assert voice.asked == list(PROMPTS)


def test_what_is_needed_now_does_not_wait_for_what_comes_later(voice: CountingVoice) -> None:
    voice.gate.clear()
    with PromptMaker(voice) as maker:
        maker.ahead(["Later."])
        got: list[Clip] = []
        asking = threading.Thread(target=lambda: got.append(maker.clip("Later.")))
        asking.start()
        voice.gate.set()
        asking.join(10)
        assert got
        assert maker.clip("Now.").frames > 0
    assert voice.asked == ["Later.", "Now."]


def test_many_threads_share_one_making(voice: CountingVoice, tmp_path: Path) -> None:
    with PromptMaker(voice, ClipCache(tmp_path)) as maker:
        maker.ahead(PROMPTS)
        results: list[list[Clip]] = []
        threads = [
            threading.Thread(target=lambda: results.append([maker.clip(text) for text in PROMPTS]))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(voice.asked) == sorted(PROMPTS)
    assert len(results) == 6
    assert all(one is other for clips in results for one, other in zip(clips, results[0], strict=True))


@pytest.mark.parametrize("failure", [MissingPartError("The voice failed."), ZeroDivisionError("a fault")])
def test_a_failure_ahead_is_raised_where_the_clip_is_asked_for(
    voice: CountingVoice, failure: Exception
) -> None:
    voice.failure = failure
    with PromptMaker(voice) as maker:
        maker.ahead(["broken", "Hold."])
        maker.wait()
        assert maker.clip("Hold.").frames > 0
        with pytest.raises(type(failure)):
            maker.clip("broken")


def test_memory_is_bounded(voice: CountingVoice) -> None:
    with PromptMaker(voice, memory=ClipMemory(100_000)) as maker:
        for text in PROMPTS:
            maker.clip(text)
        maker.clip(PROMPTS[-1])
        maker.clip(PROMPTS[0])
    assert voice.asked == [*PROMPTS, PROMPTS[0]]


def test_an_impossible_rate_is_refused_at_once(voice: CountingVoice) -> None:
    with PromptMaker(voice) as maker:
        with pytest.raises(InputError):
            maker.clip("Hold.", 1_000)
        with pytest.raises(InputError):
            maker.ahead(["Hold."], 1_000)
    assert voice.asked == []


def test_closing_drops_what_was_still_to_be_made(voice: CountingVoice) -> None:
    voice.gate.clear()
    maker = PromptMaker(voice)
    maker.ahead(str(number) for number in range(500))
    closing = threading.Thread(target=maker.close)
    closing.start()
    maker.wait()
    voice.gate.set()
    closing.join(10)
    assert voice.closed
    assert len(voice.asked) <= 1
    maker.ahead(["Hold."])
    assert len(voice.asked) <= 1
