"""A model that would take the whole process down is told apart from one that works."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voice_coach.listening.model_store.catalogue import Catalogue
from voice_coach.listening.model_store.store import ModelStore
from voice_coach.listening.vosk_format.fst_file import Fst, fst_content
from voice_coach.listening.vosk_trial import try_model


@pytest.mark.parametrize("kind", ["fixed", "runtime"])
def test_a_good_model_passes(models: Path, kind: str) -> None:
    assert try_model(models / kind) is None


def test_damage_is_reported_by_check_and_survived(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models / "runtime", tmp_path / "refused")
    (tmp_path / "refused" / "am" / "final.mdl").write_bytes(b"rubbish")
    shutil.copytree(models / "fixed", tmp_path / "crashes")
    graph = tmp_path / "crashes" / "graph" / "HCLG.fst"
    content = bytearray(graph.read_bytes())
    first = len(fst_content(Fst())) + 12  # where the first arc leads
    content[first : first + 4] = (1_000_000_000).to_bytes(4, "little")  # to a state that is not there
    graph.write_bytes(content)
    shutil.copytree(models / "fixed", tmp_path / "works")
    store = ModelStore(Catalogue(()), tmp_path)
    assert all(finding.problem is None for finding in store.check())
    crashes, refused, works = store.check(try_out=try_model)
    assert "libvosk crashes on it" in (crashes.problem or "")
    assert "libvosk refuses it" in (refused.problem or "")
    assert works.problem is None


def test_it_does_not_wait_for_ever(models: Path) -> None:
    assert "takes more than" in (try_model(models / "fixed", timeout_seconds=0.01) or "")
