"""The bench of a phone's coach: what it counts as obeyed, missed and false."""

from __future__ import annotations

from typing import Any

from bench.phone_script import SCRIPT, hold


class Obeying:
    """A phone that takes each phrase as ``hears`` says; silent, or always speaking."""

    def __init__(self, hears: dict[str, list[str]], *, speaks: bool = False) -> None:
        self.hears = {phrase: [command] for _, phrase, command in SCRIPT} | hears
        self.lines: list[dict[str, Any]] = [{"event": "prompt"}] if speaks else []
        self.pressed: list[str] = []
        self.waited = 0.0
        self.next = 0

    def state(self) -> str:
        return SCRIPT[min(self.next, len(SCRIPT) - 1)][0]

    def journal(self) -> list[dict[str, Any]]:
        asked = [{"event": "phase_started", "phase": self.state()}]
        return self.lines + asked

    def say(self, phrase: str) -> float:
        heard = self.hears[phrase]
        self.lines += [{"event": "command_heard", "command": one, "source": "voice"} for one in heard]
        self.next += 1
        return 1.0

    def press(self, command: str) -> None:
        self.pressed.append(command)

    def wait(self, seconds: float) -> None:
        self.waited += seconds


def test_all_is_obeyed_by_a_phone_that_obeys() -> None:
    phone = Obeying({})
    outcome = hold(phone, over_the_coach=False)
    assert (outcome.obeyed, outcome.missed, outcome.false, outcome.over) == (24, [], [], 0)
    assert phone.pressed == []
    over = hold(Obeying({}, speaks=True), over_the_coach=True)
    assert (over.obeyed, over.over) == (24, 24)


def test_a_missed_phrase_is_done_by_a_button_and_another_command_is_false() -> None:
    phone = Obeying({"volume up": [], "pause it": ["stop", "pause"], "hold longer": ["shorter"]})
    outcome = hold(phone, over_the_coach=False)
    assert outcome.missed == ["volume up", "hold longer"]
    assert outcome.false == ["hold longer: shorter", "pause it: stop"]
    assert outcome.obeyed == 22
    assert phone.pressed == ["louder", "longer"]
