"""Our cepstra against PocketSphinx: fed back to it, they give the words and scores the sound gives."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pocketsphinx", reason="PocketSphinx has no wheel for this Python")

from tests.listening.voices import said
from training.sphinx_front_end import cepstra, features
from training.sphinx_model import load_model, model_folder

TEXTS = ("stop session", "twenty more seconds", "switch sides", "what comes next")


def _decoder(folder: Path) -> Any:
    import pocketsphinx

    words = {word for text in TEXTS for word in text.split()}
    lines = (model_folder().parent / "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
    dictionary = folder / "words.dict"
    dictionary.write_text(
        "\n".join(line for line in lines if line.split("(")[0].split()[0] in words) + "\n", encoding="utf-8"
    )
    decoder = pocketsphinx.Decoder(
        hmm=str(model_folder()),
        dict=str(dictionary),
        lm=None,
        bestpath=False,
        lw=1.0,
        compallsen=True,
        beam=1e-80,
        pbeam=1e-80,
        wbeam=1e-60,
        loglevel="FATAL",
    )
    moves, state = [], 2
    for text in TEXTS:
        words_of = text.split()
        at = 0
        for place, word in enumerate(words_of):
            to = 1 if place == len(words_of) - 1 else state
            moves.append((at, to, 0.25 if place == 0 else 1.0, word))
            at, state = to, state + (to == state)
    decoder.add_fsg("texts", decoder.create_fsg("texts", 0, 1, moves))
    decoder.activate_search("texts")
    return decoder


def _answer(decoder: Any) -> tuple[str, float]:
    hypothesis = decoder.hyp()
    assert hypothesis is not None
    return hypothesis.hypstr, math.log(hypothesis.score) * 1024


def test_pocketsphinx_hears_the_same_in_our_cepstra(tmp_path: Path) -> None:
    decoder = _decoder(tmp_path)
    rng = np.random.default_rng(0)
    for text in TEXTS:
        speech = said(text, tmp_path)
        sound = (speech + rng.standard_normal(len(speech)) * 8).astype(np.int16)
        decoder.start_utt()
        decoder.process_raw(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        from_sound, score = _answer(decoder)
        decoder.start_utt()
        decoder.process_cep(cepstra(sound).astype(np.float32).tobytes(), full_utt=True)
        decoder.end_utt()
        from_cepstra, same_score = _answer(decoder)
        assert from_cepstra == from_sound == text
        assert same_score == pytest.approx(score, rel=0.05)


def test_features_are_three_streams_without_mean() -> None:
    rows = np.random.default_rng(1).standard_normal((50, 13)) + 7
    made = features(rows)
    assert made.shape == (50, 39)
    assert np.allclose(made[:, :13].mean(axis=0), 0)
    assert features(rows[:0]).shape == (0, 39)
    assert features(rows[:1]).shape == (1, 39)


@pytest.mark.parametrize("samples", [0, 1, 409, 410, 16_000])
def test_any_length_and_silence_give_finite_cepstra(samples: int) -> None:
    rows = cepstra(np.zeros(samples, np.int16))
    assert rows.shape == (max(0, 1 + (samples - 410) // 160), 13)
    assert np.isfinite(rows).all()


def test_the_model_scores_every_state() -> None:
    model = load_model(model_folder())
    assert len(model.phones) == 42
    assert np.all(model.state_rows >= 0)
    senones = np.unique(model.state_rows[:42]).astype(np.int32)
    scores = model.scorer(senones).score(np.zeros((5, 39)))
    assert scores.shape == (5, len(senones))
    assert np.isfinite(scores).all()
    assert model.row("AA", "SIL", "SIL", "single") >= 0
