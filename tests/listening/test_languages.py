"""Every language that has phrases can be heard: with Vosk, by English's calibrator if it has none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import soundfile

from tests.cli.calling import child
from tests.listening.vosk.synthetic_speech import RATE, SPANISH, SPEAKERS, say
from voice_coach.content import content_folder
from voice_coach.listening.acoustic.net import load_acoustic_model
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.calibrator import load_calibrator
from voice_coach.listening.listener import fitted_decider
from voice_coach.listening.phrase_file import load_grammar
from voice_coach.listening.pronunciation import Lexicon
from voice_coach.listening.thresholds import load_thresholds
from voice_coach.listening.vosk_format.folder import model_parts, write_parts
from voice_coach.routine.vital_commands import VITAL

LANGUAGES = sorted(path.parent.name for path in content_folder("models").glob("*/phrases.yaml"))
SPOKEN = {"pausa": "P AW S AH", "repite": "R EH P IY T EH", "para": "P AA R AA"}
"""Spanish words as near as English phones come to them."""


@pytest.fixture(scope="session")
def spanish_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vosk-es")
    lexicon = Lexicon({word: (tuple(phones.split()),) for word, phones in SPOKEN.items()})
    write_parts(model_parts(load_acoustic_model(acoustic_model_path()), lexicon), folder)
    return folder


def test_there_is_spanish() -> None:
    assert {"en", "es"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decider_is_built_for_every_language(language: str) -> None:
    grammar = load_grammar(language)
    assert grammar.language == language
    assert grammar.urgent == {"stop", "pause", "easier"} == VITAL
    fitted_decider("vosk", grammar)
    assert load_thresholds("vosk", language) == load_thresholds("vosk", "en")


def test_a_languages_own_files_hold(tmp_path: Path) -> None:
    for language, bias in (("en", 1.0), ("fr", 2.0)):
        (tmp_path / language).mkdir()
        section = {"features": [["words", 1, 1, 3]], "usual": {"bias": bias, "linear": [0]}}
        (tmp_path / language / "calibrators.json").write_text(json.dumps({"vosk": section}), "utf-8")
    (tmp_path / "en" / "thresholds.yaml").write_text("vosk: {usual: 0.25}\n", "utf-8")
    assert load_calibrator("vosk", "fr", tmp_path).log_odds({}, "working") == 2.0
    assert load_calibrator("vosk", "it", tmp_path).log_odds({}, "working") == 1.0
    assert load_thresholds("vosk", "fr", tmp_path).usual == 0.25


def test_spanish_is_heard_with_a_model_of_ones_own(spanish_model: Path, tmp_path: Path) -> None:
    files = []
    for word in SPOKEN:
        files.append(tmp_path / f"{word}.wav")
        soundfile.write(files[-1], say(word, SPEAKERS[0], language=SPANISH), RATE)
    own = {"VOSK_MODEL_PATH": str(spanish_model), "VOICE_COACH_HOME": str(tmp_path / "own")}
    done = child("hear", "--language", "es", "--json", *files, extra=own)
    assert done.code == 0, done.err
    found = [json.loads(line)["commands"] for line in done.out.splitlines()]
    assert [[one["command"] for one in heard] for heard in found] == [["pause"], ["repeat"], ["pause"]]
