"""The tiny models, built once a run in a process of their own: numpy there keeps to one core, so that the
weights do not depend on how busy the machine is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from voice_coach.content import content_folder

REPOSITORY = content_folder("models").parent


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the models ``fixed`` (text, fixed graph) and ``runtime`` (binary, runtime grammar)."""
    folder = tmp_path_factory.mktemp("tiny-vosk")
    one_core = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [sys.executable, "-m", "tests.listening.tiny_vosk_model.build", str(folder)],
        cwd=REPOSITORY,
        env=os.environ | one_core,
        check=True,
        timeout=300,
    )
    return folder
