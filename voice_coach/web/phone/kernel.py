"""The recogniser's arithmetic in WebAssembly (``web/kernel.c``)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_coach.listening.acoustic.mel import FILTERS, Frames
from voice_coach.listening.acoustic.net import STEP_FRAMES, AcousticModel
from voice_coach.listening.acoustic.phrase_graph import NEVER, PhraseGraph
from voice_coach.listening.acoustic.search import SearchSettings, phone_changes, silence_around
from voice_coach.listening.acoustic.units import OUTPUTS, PHONES
from voice_coach.web.phone.foreign import Foreign, float32, int32


@dataclass(frozen=True)
class _Network:
    model: AcousticModel
    layers_at: int
    out_panels_at: int
    out_bias_at: int


class WasmKernel:
    """A ``listening.acoustic.kernel.Kernel``, within 1e-4 of ``NumpyKernel``.

    Weights are copied once; graphs, which are small and may be many, at each call.
    """

    def __init__(self, module: Foreign) -> None:
        self._module = module
        self._networks: dict[int, _Network] = {}

    def log_posteriors(self, model: AcousticModel, frames: Frames) -> Frames:
        steps = len(frames) // STEP_FRAMES
        if steps == 0:
            return np.zeros((0, OUTPUTS), np.float32)
        network = self._network(model)
        stacked = frames[: steps * STEP_FRAMES].reshape(steps, STEP_FRAMES * FILTERS)
        logits = np.empty((steps, OUTPUTS), np.float32)
        mark = self._take(0)
        inputs_at = self._place(float32(stacked * model.scale + model.shift))
        logits_at = self._take(logits.nbytes)
        width = len(model.layers[0].bias)
        shape = (inputs_at, steps, STEP_FRAMES * FILTERS, network.layers_at, len(model.layers), width)
        out = (network.out_panels_at, network.out_bias_at, OUTPUTS, logits_at)
        self._module.call("network", *shape, *out)
        self._module.get(logits_at, logits)
        self._module.call("give_back", mark)
        logits -= logits.max(axis=1, keepdims=True)
        normal: Frames = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return normal

    def chain_totals(self, graph: PhraseGraph, scores: Frames) -> Frames:
        before, remaining = silence_around(scores)
        totals = np.empty(len(graph.first), np.float32)
        mark = self._take(0)
        scores_at, before_at, remaining_at, skip_at = (
            self._place(float32(values)) for values in (scores, before, remaining, graph.skip)
        )
        outputs_at, first_at, last_at = (
            self._place(int32(values)) for values in (graph.outputs, graph.first, graph.last)
        )
        totals_at = self._take(totals.nbytes)
        places = (outputs_at, skip_at, len(graph.outputs), first_at, last_at, len(graph.first))
        self._module.call(
            "chain_totals",
            *(scores_at, *scores.shape),
            *places,
            *(before_at, remaining_at, float(NEVER), totals_at),
        )
        self._module.get(totals_at, totals)
        self._module.call("give_back", mark)
        return totals

    def loop_total(self, scores: Frames, follows: Frames, settings: SearchSettings) -> float:
        mark = self._take(0)
        scores_at = self._place(float32(scores))
        change_at = self._place(float32(phone_changes(follows, settings)))
        shape = (scores_at, len(scores), len(PHONES), change_at)
        total = float(self._module.call("loop_total", *shape, settings.skip_penalty, float(NEVER)))
        self._module.call("give_back", mark)
        return total

    def _network(self, model: AcousticModel) -> _Network:
        if id(model) not in self._networks:
            layers = [
                (self._panels(layer.weights), self._place(float32(layer.bias)), layer.dilation)
                for layer in model.layers
            ]
            self._networks[id(model)] = _Network(
                model,
                self._place(int32(layers)),
                self._panels(model.out_weights),
                self._place(float32(model.out_bias)),
            )
        return self._networks[id(model)]

    def _panels(self, weights: Frames) -> int:
        """``weights`` in the kernel's order."""
        panels_at = self._take(weights.nbytes)
        weights_at = self._place(float32(weights))
        self._module.call("to_panels", weights_at, *weights.shape, panels_at)
        self._module.call("give_back", weights_at)
        return panels_at

    def _place(self, values: npt.NDArray[np.generic]) -> int:
        at = self._take(values.nbytes)
        self._module.put(at, values)
        return at

    def _take(self, size_bytes: int) -> int:
        return int(self._module.call("take", size_bytes))
