"""Our own acoustic model as Vosk models with a handful of words, in both kinds that libvosk knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach.listening.acoustic.net import AcousticModel, load_acoustic_model
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.pronunciation import Lexicon, load_lexicon
from voice_coach.listening.vosk_format.folder import model_parts, write_parts
from voice_coach.listening.vosk_format.fst_file import fst_content
from voice_coach.listening.vosk_format.graph import GraphSettings, word_loop

WORDS = ("stop", "pause", "next", "hold", "longer", "go", "back", "top")
_WORD_COST = 3.0


@pytest.fixture(scope="session")
def network() -> AcousticModel:
    return load_acoustic_model(acoustic_model_path())


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon(WORDS, "en")


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory, network: AcousticModel, lexicon: Lexicon) -> Path:
    """A folder with the models ``runtime``, which takes a grammar, and ``fixed``, whose graph is one."""
    folder = tmp_path_factory.mktemp("vosk-models")
    parts = model_parts(network, lexicon)
    write_parts(parts, folder / "runtime")
    graph = fst_content(word_loop(lexicon, network.follows, GraphSettings(), _WORD_COST))
    kept = {name: content for name, content in parts.items() if not name.endswith(("HCLr.fst", "Gr.fst"))}
    write_parts(kept | {"graph/HCLG.fst": graph}, folder / "fixed")
    return folder
