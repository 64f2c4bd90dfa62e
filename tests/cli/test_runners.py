"""``--runner`` and ``voice-coach forget``: each runner's own records, and all of them gone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.calling import Caller
from tests.cli.test_history import past
from voice_coach.cli.options import history, settings
from voice_coach.cli.personal import belongings
from voice_coach.content import own_folder
from voice_coach.records.exchange import exported


def seeds(call: Caller, *runner: str) -> list[int]:
    return [one["seed"] for one in json.loads(call("history", "--json", *runner).out)]


def take_in(call: Caller, home: Path, seed: int, *runner: str) -> None:
    (home / "in.jsonl").write_bytes(exported([past(seed)]))
    assert call("history", "import", "in.jsonl", *runner).code == 0


def test_each_runner_has_a_history_of_their_own(call: Caller, home: Path) -> None:
    take_in(call, home, 1)
    take_in(call, home, 2, "--runner", "Ana")
    take_in(call, home, 3, "--runner", "ben")
    assert (seeds(call), seeds(call, "--runner", "ana"), seeds(call, "--runner", "BEN")) == ([1], [2], [3])
    assert belongings("ana").history().sessions()[0].runner == "ana"
    assert json.loads(call("history", "--runner", "ben", "export").out)["seed"] == 3
    assert json.loads(call("history", "export", "--runner", "ana").out)["seed"] == 2
    settings().set("runner", "ben")
    assert seeds(call) == [3]
    assert seeds(call, "--runner", "nobody") == [1]
    assert call("history", "--clear", "--runner", "ana").code == 0
    assert seeds(call, "--runner", "ana") == []
    assert seeds(call) == [3]


@pytest.mark.parametrize("name", ["../ana", "a/b", ".", "..", "a\x00b", "C:", "~", ""])
def test_no_name_leads_out_of_the_folder(call: Caller, home: Path, name: str) -> None:
    for command in (["history", "--json"], ["hearing"], ["start", "short"]):
        if name:
            assert "be a runner's name" in call(*command, "--runner", name).sentence
    assert call("forget", "--yes", name).code == 2
    assert not (own_folder() / "runners").exists()


def test_a_runner_nobody_knows_is_told(call: Caller, home: Path) -> None:
    take_in(call, home, 2, "--runner", "Ana")
    assert "There is no runner 'anna'; known are: ana." in call("history", "--runner", "anna").sentence
    told = call("history")
    assert "No session yet" in told.out
    assert "those of ana." in told.err


def test_forget_asks_and_then_leaves_nothing(
    call: Caller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for runner in ("ana", "ben"):
        take_in(call, home, 2, "--runner", runner)
    take_in(call, home, 1)
    settings().set("runner", "ana")
    assert "Say so with --yes." in call("forget", "ana").sentence
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _text: "n")
    told = call("forget", "ana").out
    assert "ana: 1 session." in told
    assert "Nothing was removed." in told
    assert call("forget", "Ana", "--yes").out == "Nothing is kept of ana any more.\n"
    assert [path.name for path in (own_folder() / "runners").iterdir()] == ["ben"]
    assert settings().get("runner") is None
    assert "Nothing is kept of 'ana'. Known runners are ben." in call("forget", "ana", "--yes").sentence
    assert seeds(call) == [1]
    assert call("forget", "nobody", "--yes").code == 0
    assert history().sessions() == ()
    assert seeds(call, "--runner", "ben") == [2]


def test_nothing_is_removed_under_a_running_session(call: Caller, home: Path) -> None:
    from voice_coach.records.running import RunningRecord

    take_in(call, home, 2, "--runner", "ana")
    running = RunningRecord(belongings("ana").running, lambda: past(1).as_json())
    running.keep()
    assert "A session of 'ana' is running." in call("forget", "ana", "--yes").sentence
    running.close()
    assert call("forget", "ana", "--yes").code == 0
