"""``voice-coach doctor``: is everything there for a session, and if not, what to do."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING

import click

from voice_coach.cli.options import folders, own_voices, settings
from voice_coach.content import own_folder
from voice_coach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voice_coach.doctor.diagnosis import Diagnosis

_MARKS = {"ok": "ok  ", "note": "note", "bad": "BAD "}


@click.command("doctor")
@click.option("--speaker", metavar="DEVICE", help="The speaker to try; see: voice-coach devices.")
@click.option("--mic", metavar="DEVICE", help="The microphone to try.")
@click.option("--silent", is_flag=True, help="Play nothing; skip levels, latency and echo.")
@click.option("--calibrate", is_flag=True, help="Keep the latency, so sessions find the echo sooner.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(speaker: str | None, mic: str | None, silent: bool, calibrate: bool, as_json: bool) -> int:
    """Check speaker, microphone, latency, echo, speech and storage, with advice.

    Plays three short chirps. Exit code 0 if a session will work, 1 if something stands in its way.
    """
    from voice_coach.doctor.diagnosis import exit_code
    from voice_coach.doctor.examine import examine
    from voice_coach.doctor.judge_check import check_judge
    from voice_coach.doctor.kept_checks import check_kept
    from voice_coach.doctor.this_machine import ThisMachine

    if calibrate and silent:
        raise InputError(
            "The latency can't be measured in silence.", hint="Leave out --silent.", code="bad-option"
        )
    own = settings()
    kept = own.all()
    machine = ThisMachine(
        language=kept.get("language", "en"),
        voice=kept.get("voice", "auto"),
        recogniser=kept.get("recognizer", "auto"),
        cache_folder=folders().speech_cache,
        own_voices=own_voices(),
    )
    found = examine(
        machine,
        speaker=speaker or kept.get("speaker"),
        microphone=mic or kept.get("mic"),
        aloud=not silent,
    )
    found = chain(found, check_kept(own.problem, own_voices()), check_judge(own_folder()))
    findings = _as_json(found) if as_json else _as_text(found)
    if calibrate:
        _keep_latency(findings)
    return exit_code(findings)


def _keep_latency(findings: Iterable[Diagnosis]) -> None:
    """As a setting; unmeasured, the old one stays."""
    measured = [finding.figures["measured_ms"] for finding in findings if "measured_ms" in finding.figures]
    if not measured:
        click.echo("The latency couldn't be measured; the setting is unchanged.", err=True)
        return
    settings().set("latency", f"{measured[0]:.0f}")
    click.echo(
        f"Kept: a latency of {measured[0]:.0f} ms. Repeat this for another speaker or microphone.", err=True
    )


def _as_text(found: Iterable[Diagnosis]) -> list[Diagnosis]:
    """A line as soon as it's known: chirps take a while."""
    from voice_coach.doctor.diagnosis import summary

    findings: list[Diagnosis] = []
    for finding in found:
        findings.append(finding)
        click.echo(f"{_MARKS[finding.verdict]}  {finding.check:11} {finding.message}")
        if finding.advice:
            click.echo(f"{'':18}{finding.advice}")
    click.echo(summary(findings))
    return findings


def _as_json(found: Iterable[Diagnosis]) -> list[Diagnosis]:
    from voice_coach.doctor.diagnosis import exit_code, summary

    findings = list(found)
    checks = [{**asdict(finding), "figures": dict(finding.figures)} for finding in findings]
    click.echo(json.dumps({"ok": exit_code(findings) == 0, "advice": summary(findings), "checks": checks}))
    return findings
