"""What PocketSphinx's acoustic model makes of every take, and the features of a calibrator for it."""

from __future__ import annotations

from bench.acoustic_evidence import lexicon_of
from bench.figures import OUT
from bench.hearing_evidence import Row, gather, keep, read_rows
from bench.hearing_material import voices
from bench.peers.sphinx_recogniser import PocketSphinxRecogniser
from voice_coach.listening.calibrator import Feature
from voice_coach.listening.grammar import Grammar

FEATURES = (
    Feature("loop_margin", 0.0, 1.0, 3.0),
    Feature("loop_sum", 0.0, 60.0, 3.0),
    Feature("loop_per_phone", 0.0, 8.0, 3.0),
    Feature("rival_margin", 0.5, 0.6, 2.5),
    Feature("rival_sum", 20.0, 25.0, 3.0),
    Feature("rival_per_phone", 5.0, 5.0, 3.0),
    Feature("phone_mean", -2.5, 1.0, 3.0),
    Feature("phone_least", -6.0, 3.0, 2.5),
    Feature("first_phone", -3.0, 2.0, 3.0),
    Feature("last_phone", -3.0, 2.0, 3.0),
    Feature("loop_level", -140.0, 15.0, 3.0),
    Feature("log_phones", 1.6, 0.5, 3.0),
    Feature("log_pace", 2.2, 0.4, 3.0),
    Feature("least_frames", 4.0, 2.0, 3.0),
    Feature("most_frames", 2.5, 1.0, 3.0),
    Feature("coverage", 0.8, 0.2, 3.0),
    Feature("outside_frames", 8.0, 10.0, 3.0),
    Feature("snr_db", 30.0, 12.0, 2.5),
)


def pocketsphinx_rows(grammar: Grammar, again: bool) -> list[Row]:
    """The evidence of the measuring set's recordings, from bench/out if it is kept there.

    Raises MissingPartError (`pocketsphinx-missing`).
    """
    path = OUT / "pocketsphinx_evidence_voices.jsonl"
    if path.is_file() and not again:
        return read_rows(path)
    recogniser = PocketSphinxRecogniser(grammar, lexicon_of(grammar), "working")
    return keep(gather(voices(), recogniser, grammar), path)
