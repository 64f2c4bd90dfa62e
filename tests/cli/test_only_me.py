"""``--only-me`` where it can't be had, and its setting."""

from __future__ import annotations

import json

from tests.cli.calling import Caller


def test_without_enrolment_it_is_one_sentence(call: Caller) -> None:
    done = call("start", "short", "--only-me", "--speaker", "out.wav")
    assert done.code == 2
    assert "no one is enrolled" in done.sentence
    assert "voice-coach enrol" in done.err


def test_as_a_setting_it_holds_until_it_is_switched_off(call: Caller) -> None:
    assert call("config", "only-me", "perhaps").code == 2
    assert call("config", "only-me", "strict").code == 0
    assert json.loads(call("config", "--json").out) == {"only-me": "strict"}
    done = call("start", "short", "--speaker", "out.wav")
    assert done.code == 2
    assert "config only-me ''" in done.err
    assert call("enrol", "--delete").code == 0
    assert json.loads(call("config", "--json").out) == {}
