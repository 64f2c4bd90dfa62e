"""A model that would take the whole process down is told apart from one that works."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voice_coach.listening.model_store.catalogue import Catalogue
from voice_coach.listening.model_store.store import ModelStore
from voice_coach.listening.vosk_trial import try_model


@pytest.mark.parametrize("kind", ["fixed", "runtime"])
def test_a_good_model_passes(tiny_models: Path, kind: str) -> None:
    assert try_model(tiny_models / kind) is None


def test_damage_is_reported_by_check_and_survived(tiny_models: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_models / "runtime", tmp_path / "refused")
    (tmp_path / "refused" / "am" / "final.mdl").write_bytes(b"rubbish")
    shutil.copytree(tiny_models / "fixed", tmp_path / "crashes")
    graph = tmp_path / "crashes" / "graph" / "HCLG.fst"
    content = bytearray(graph.read_bytes())
    content[-4:] = (1_000_000_000).to_bytes(4, "little")  # the last arc leads to a state that is not there
    graph.write_bytes(content)
    shutil.copytree(tiny_models / "fixed", tmp_path / "works")
    store = ModelStore(Catalogue(()), tmp_path)
    assert all(finding.problem is None for finding in store.check())
    crashes, refused, works = store.check(try_out=try_model)
    assert "libvosk crashes on it" in (crashes.problem or "")
    assert "libvosk refuses it" in (refused.problem or "")
    assert works.problem is None


def test_it_does_not_wait_for_ever(tiny_models: Path) -> None:
    assert "takes more than" in (try_model(tiny_models / "fixed", timeout_seconds=0.01) or "")
