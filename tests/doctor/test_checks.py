"""Every check on made-up machines: what is found, how bad it is, and that there is advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.audio.devices import Device
from voice_coach.audio.sound_trial import SoundTrial
from voice_coach.doctor.bluetooth import Route, check_bluetooth
from voice_coach.doctor.diagnosis import Diagnosis, Verdict, exit_code, summary
from voice_coach.doctor.examine import examine
from voice_coach.doctor.sound_checks import check_echo, check_flow, check_latency, check_levels
from voice_coach.doctor.storage_checks import CacheState, check_cache, check_disk
from voice_coach.doctor.voice_check import VoiceState
from voice_coach.errors import MissingPartError

GOOD = SoundTrial(
    speaker="Speaker",
    microphone="Microphone",
    quiet_db=-62.0,
    peak=0.1,
    gains_db=(-20.0, -19.0, -21.0),
    latencies_seconds=(0.15, 0.16, 0.15),
    told_latency_seconds=0.14,
    answer_seconds=0.12,
    underruns=0,
    overflows=0,
)
BOTH_ENDS = Device(0, "Card", "ALSA", 2, 2, 48_000, True, True)
MOUTH = Route("Built-in", 48_000)

NATURAL = VoiceState("hibari:heart")


@dataclass
class FakeMachine:
    present: tuple[Device, ...] = (BOTH_ENDS,)
    test: SoundTrial = GOOD
    speaks: VoiceState = NATURAL
    broken: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)

    def _ask(self, part: str) -> None:
        self.asked.append(part)
        if part in self.broken:
            raise MissingPartError(f"The {part} is missing.", hint="Get one.")

    def devices(self) -> tuple[Device, ...]:
        self._ask("devices")
        return self.present

    def routes(self, speaker: str | None, microphone: str | None) -> tuple[Sequence[Route], Sequence[Route]]:
        self._ask("routes")
        return [MOUTH], [MOUTH]

    def sound_trial(self, speaker: str | None, microphone: str | None) -> SoundTrial:
        self._ask("sound")
        return self.test

    def voice(self) -> VoiceState:
        self._ask("voice")
        return self.speaks

    def recogniser(self) -> str:
        self._ask("recogniser")
        return "acoustic"

    def cache(self) -> CacheState:
        self._ask("cache")
        return CacheState("/cache", 3, 1000, "")

    def free_bytes(self) -> int:
        self._ask("disk")
        return 10**10


def verdicts(machine: FakeMachine, *, aloud: bool = True) -> dict[str, Verdict]:
    return {finding.check: finding.verdict for finding in examine(machine, aloud=aloud)}


def test_a_good_machine_is_well() -> None:
    findings = list(examine(FakeMachine()))
    assert {finding.verdict for finding in findings} == {"ok"}
    assert {finding.check for finding in findings} == {
        *("speaker", "microphone", "bluetooth", "levels", "latency", "answers", "echo", "flow"),
        *("voice", "recogniser", "cache", "disk"),
    }
    assert exit_code(findings) == 0
    assert "warmup" in summary(findings)


@given(st.sets(st.sampled_from(["devices", "routes", "sound", "voice", "recogniser", "cache", "disk"])))
def test_whatever_is_broken_the_rest_is_still_looked_at(broken: set[str]) -> None:
    findings = list(examine(FakeMachine(broken=frozenset(broken))))
    checks = [finding.check for finding in findings]
    assert checks[-4:] == ["voice", "recogniser", "cache", "disk"]
    assert len(set(checks)) == len(checks)
    assert all(finding.advice for finding in findings if finding.verdict != "ok")
    assert exit_code(findings) == int(bool(broken & {"devices", "voice"}) or "sound" in broken)


def test_no_device_at_all_is_bad_and_no_microphone_a_note() -> None:
    assert verdicts(FakeMachine(present=()))["speaker"] == "bad"
    only_speaker = verdicts(FakeMachine(present=(replace(BOTH_ENDS, input_channels=0),)))
    assert (only_speaker["speaker"], only_speaker["microphone"]) == ("ok", "note")
    assert "levels" not in only_speaker


def test_a_natural_voice_that_was_passed_over_is_a_note_with_the_remedy() -> None:
    why = MissingPartError("The natural voice, hibari, isn't installed.", hint="Install it with: pip.")
    found = {
        finding.check: finding for finding in examine(FakeMachine(speaks=VoiceState("espeak:en-us", why)))
    }
    assert found["voice"].verdict == "note"
    assert "isn't installed. The coach speaks with espeak:en-us" in found["voice"].message
    assert found["voice"].advice == "Install it with: pip."
    assert exit_code(found.values()) == 0


def test_silent_plays_nothing() -> None:
    machine = FakeMachine()
    verdicts(machine, aloud=False)
    assert "sound" not in machine.asked


@pytest.mark.parametrize(
    ("check", "test", "verdict", "words"),
    [
        (check_levels, replace(GOOD, quiet_db=-120.0, peak=0.0), "bad", "privacy"),
        (check_levels, replace(GOOD, quiet_db=-120.0), "ok", ""),
        (check_levels, replace(GOOD, quiet_db=-30.0), "note", "down"),
        (check_levels, replace(GOOD, peak=1.0), "note", "gain"),
        (check_latency, replace(GOOD, latencies_seconds=()), "note", "headphones"),
        (check_latency, replace(GOOD, latencies_seconds=(0.2,)), "note", "headphones"),
        (check_latency, replace(GOOD, latencies_seconds=(0.5, 0.5)), "note", "wired"),
        (check_latency, replace(GOOD, latencies_seconds=(1.5, 1.5)), "bad", "wired"),
        (check_echo, replace(GOOD, gains_db=()), "ok", ""),
        (check_echo, replace(GOOD, gains_db=(6.0,)), "note", "down"),
        (check_flow, replace(GOOD, underruns=1), "note", "other programs"),
    ],
)  # fmt: skip
def test_sound_is_judged(check, test: SoundTrial, verdict: Verdict, words: str) -> None:  # type: ignore[no-untyped-def]
    finding: Diagnosis = check(test)
    assert finding.verdict == verdict
    assert words in finding.advice


@pytest.mark.parametrize(
    "name",
    [
        "Headset (WH-1000XM4 Hands-Free AG Audio)",
        "bluez_sink.AA_BB.handsfree_head_unit",
        "bluez_output.AA_BB.headset-head-unit",
        "bluez_source.AA_BB.headset_head_unit",
        "Jabra HFP",
    ],
)
def test_a_headset_on_the_telephone_is_told_with_the_remedy(name: str) -> None:
    finding = check_bluetooth([MOUTH], [Route(name, 48_000)])
    assert finding.verdict == "note"
    assert name in finding.message
    assert "--mic" in finding.advice
    assert "A2DP" in finding.advice


def test_slow_both_ways_is_a_telephone_whatever_its_name() -> None:
    slow = Route("Buds", 16_000)
    assert check_bluetooth([slow], [slow]).verdict == "note"
    assert check_bluetooth([MOUTH], [slow]).verdict == "ok", "a slow microphone alone is just a cheap one"
    assert check_bluetooth([Route("bluez_output.AA.1", 48_000)], [MOUTH]).verdict == "ok"
    assert check_bluetooth([], []).verdict == "ok"


def test_storage() -> None:
    assert check_cache(CacheState("/x", 0, 0, "Permission denied")).verdict == "note"
    assert [check_disk(free).verdict for free in (10**6, 10**8, 10**10)] == ["bad", "note", "ok"]
