"""Checks of devices, levels, latency and echo."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from voice_coach.audio.device_link import Direction
from voice_coach.audio.devices import KINDS, Device, choose_device
from voice_coach.audio.sound_trial import CHIRPS, SoundTrial
from voice_coach.doctor.diagnosis import Diagnosis, Verdict
from voice_coach.errors import VoiceCoachError

DEAD_DB = -110.0
"""Digital silence: switched off, or withheld by the system."""
LOUD_ROOM_DB = -35.0
CLIPPED = 0.99
SLOW_SECONDS = 0.35
"""Both ways together: above it the runner waits for answers."""
HOPELESS_SECONDS = 1.0
LOUD_ECHO_DB = 0.0
"""The coach as loud at the microphone as played: louder than a runner two metres away."""


def check_device(direction: Direction, devices: Sequence[Device], wanted: str | None) -> Diagnosis:
    """Whether there's a device, and which."""
    kind = KINDS[direction]
    try:
        device = choose_device(devices, direction, wanted)
    except VoiceCoachError as error:
        remedy = error.hint or "Plug one in or switch it on, and see: voice-coach devices."
        if direction == "input" and wanted is None:
            return Diagnosis(kind, "note", error.message, f"{remedy} Until then a session runs by keyboard.")
        if wanted is None:
            remedy += " Until then: voice-coach export warmup"
        return Diagnosis(kind, "bad", error.message, remedy)
    return Diagnosis(kind, "ok", f"{device.name} ({device.host})", figures={"rate_hz": device.rate_hz})


def check_levels(test: SoundTrial) -> Diagnosis:
    """Whether the microphone is alive, not deafened, not overdriven."""
    figures = {"quiet_db": round(test.quiet_db, 1), "peak": round(test.peak, 3)}
    verdict: Verdict = "note"
    if test.quiet_db < DEAD_DB and test.peak < 10 ** (DEAD_DB / 20):
        verdict = "bad"
        message = f"{test.microphone} is silent."
        advice = "Unmute it, and allow this terminal to use the microphone in the system's privacy settings."
    elif test.quiet_db > LOUD_ROOM_DB:
        message = f"The room is loud for a microphone: {test.quiet_db:.0f} dB."
        advice = "Turn the music down, or the microphone's gain."
    elif test.peak >= CLIPPED:
        message = "The microphone is overdriven."
        advice = "Turn its gain down, or the speaker."
    else:
        return Diagnosis("levels", "ok", f"Quiet is {test.quiet_db:.0f} dB.", figures=figures)
    return Diagnosis("levels", verdict, message, advice, figures)


def check_latency(test: SoundTrial) -> Diagnosis:
    """From the coach through the room and back."""
    told_ms = round(test.told_latency_seconds * 1000)
    figures: dict[str, float] = {"told_ms": told_ms}
    if len(test.latencies_seconds) * 2 <= CHIRPS:
        return Diagnosis(
            "latency",
            "note",
            f"The chirp wasn't heard, so this is only what the devices report: {told_ms} ms.",
            "That's normal with headphones. Otherwise turn the speaker up, or move both closer.",
            figures,
        )
    latency = median(test.latencies_seconds)
    figures["measured_ms"] = round(latency * 1000)
    message = f"{latency * 1000:.0f} ms from speaker to microphone."
    if latency > SLOW_SECONDS:
        advice = "A wired or built-in speaker answers faster than Bluetooth."
        return Diagnosis("latency", "bad" if latency > HOPELESS_SECONDS else "note", message, advice, figures)
    return Diagnosis("latency", "ok", message, figures=figures)


def check_answers(test: SoundTrial) -> Diagnosis:
    """How long an answer waits before it sounds."""
    milliseconds = round(test.answer_seconds * 1000)
    return Diagnosis(
        "answers",
        "ok",
        f"An answer sounds {milliseconds} ms after the coach has understood.",
        figures={"answer_ms": milliseconds},
    )


def check_echo(test: SoundTrial) -> Diagnosis:
    """The coach's level at its own microphone."""
    if not test.gains_db:
        return Diagnosis("echo", "ok", "The microphone doesn't hear the speaker.")
    gain_db = median(test.gains_db)
    figures = {"echo_db": round(gain_db, 1)}
    message = f"The microphone hears the speaker at {gain_db:.0f} dB."
    if gain_db > LOUD_ECHO_DB:
        advice = "Turn the speaker down or move it away from the microphone: it drowns your voice."
        return Diagnosis("echo", "note", message, advice, figures)
    return Diagnosis("echo", "ok", message, figures=figures)


def check_flow(test: SoundTrial) -> Diagnosis:
    """Whether sound went through without dropouts."""
    figures = {"underruns": test.underruns, "overflows": test.overflows}
    if test.underruns or test.overflows:
        message = f"Sound dropped out {test.underruns} times playing and {test.overflows} times recording."
        return Diagnosis("flow", "note", message, "Close other programs: this machine is busy.", figures)
    return Diagnosis("flow", "ok", "No dropouts.", figures=figures)
