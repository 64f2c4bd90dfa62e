"""Phrases ranked by the search in Python, without the recogniser around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voice_coach.listening.acoustic.phrase_graph import PhraseGraph
from voice_coach.listening.acoustic.search import Ranked, chain_totals, ranked


def rank_phrases(graph: PhraseGraph, scores: npt.NDArray[np.float32]) -> tuple[Ranked, ...]:
    """Those that fit, best first."""
    return ranked(graph, chain_totals(graph, scores))
