"""The port to the costly arithmetic: network, phrase search, free loop.

Others than ``NumpyKernel`` must come within 1e-4 and rank alike.
"""

from __future__ import annotations

from typing import Protocol

from voice_coach.listening.acoustic import search
from voice_coach.listening.acoustic.mel import Frames
from voice_coach.listening.acoustic.net import AcousticModel
from voice_coach.listening.acoustic.phrase_graph import PhraseGraph
from voice_coach.listening.acoustic.search import SearchSettings


class Kernel(Protocol):
    """Three functions of float32 arrays."""

    def log_posteriors(self, model: AcousticModel, frames: Frames) -> Frames:
        """See ``AcousticModel.log_posteriors``."""

    def chain_totals(self, graph: PhraseGraph, scores: Frames) -> Frames:
        """See ``search.chain_totals``."""

    def loop_total(self, scores: Frames, follows: Frames, settings: SearchSettings) -> float:
        """See ``search.loop_total``."""


class NumpyKernel:
    """The reference."""

    def log_posteriors(self, model: AcousticModel, frames: Frames) -> Frames:
        return model.log_posteriors(frames)

    def chain_totals(self, graph: PhraseGraph, scores: Frames) -> Frames:
        return search.chain_totals(graph, scores)

    def loop_total(self, scores: Frames, follows: Frames, settings: SearchSettings) -> float:
        return search.loop_total(scores, follows, settings)
