"""A feed-forward time-delay network in Kaldi's nnet3 format: affine layers, rectifiers, a log-softmax."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.listening.tiny_vosk_model.kaldi_writer import Floats, KaldiWriter


@dataclass(frozen=True, eq=False)
class Affine:
    """``weights`` (out, in) and ``bias`` (out,), over the inputs at ``offsets`` frames joined in that
    order."""

    weights: Floats
    bias: Floats
    offsets: tuple[int, ...] = (0,)


@dataclass(frozen=True, eq=False)
class Network:
    """``layers`` with rectifiers between them, the first one only scaling the features; log-softmax at the
    end. ``priors`` are the classes' shares in training, which Kaldi takes off again."""

    layers: tuple[Affine, ...]
    priors: Floats

    @property
    def reach_frames(self) -> int:
        """How many frames to either side the output looks at."""
        return sum(max(layer.offsets) for layer in self.layers)

    def log_posteriors(self, features: Floats) -> Floats:
        """What Kaldi computes for each frame, its priors taken off: (frames, classes). Edges are repeated."""
        hidden = np.pad(features, ((self.reach_frames, self.reach_frames), (0, 0)), mode="edge")
        for position, layer in enumerate(self.layers):
            if position > 1:
                hidden = np.maximum(hidden, 0)
            hidden = joined(hidden, layer.offsets) @ layer.weights.T + layer.bias
        top = hidden.max(axis=1, keepdims=True)
        normal = hidden - top - np.log(np.exp(hidden - top).sum(axis=1, keepdims=True))
        return np.asarray(normal - np.log(self.priors), dtype=np.float32)


def joined(frames: Floats, offsets: tuple[int, ...]) -> Floats:
    """Each frame beside its neighbours at ``offsets``; only those that have all of them."""
    before, after = -min(0, *offsets), max(0, *offsets)
    length = len(frames) - before - after
    return np.concatenate([frames[before + o : before + o + length] for o in offsets], axis=1)


def write_network(network: Network, to: KaldiWriter) -> None:
    """Write it as Kaldi's AmNnetSimple: configuration lines, components, context and priors."""
    to.token("<Nnet3>")
    to.line()
    dim = network.layers[0].weights.shape[1]
    to.line(f"input-node name=input dim={dim}")
    node = "input"
    components: list[tuple[str, Affine | int]] = []
    for position, layer in enumerate(network.layers):
        if position > 1:
            components.append((f"relu{position}", network.layers[position - 1].bias.size))
            node = _component_line(to, f"relu{position}", node, (0,))
        components.append((f"affine{position}", layer))
        node = _component_line(to, f"affine{position}", node, layer.offsets)
    components.append(("logsoftmax", network.priors.size))
    node = _component_line(to, "logsoftmax", node, (0,))
    to.line(f"output-node name=output input={node} objective=linear")
    to.line()
    to.token("<NumComponents>")
    to.integer(len(components))
    for name, component in components:
        to.token("<ComponentName>")
        to.token(name)
        _write_component(to, name, component)
    to.token("</Nnet3>")
    for side in ("<LeftContext>", "<RightContext>"):
        to.token(side)
        to.integer(network.reach_frames)
    to.token("<Priors>")
    to.vector(network.priors)


def _component_line(to: KaldiWriter, name: str, node: str, offsets: tuple[int, ...]) -> str:
    pieces = [node if offset == 0 else f"Offset({node}, {offset})" for offset in offsets]
    descriptor = pieces[0] if len(pieces) == 1 else f"Append({', '.join(pieces)})"
    to.line(f"component-node name={name} component={name} input={descriptor}")
    return name


def _write_component(to: KaldiWriter, name: str, component: Affine | int) -> None:
    if isinstance(component, Affine):
        to.token("<FixedAffineComponent>")
        to.token("<LinearParams>")
        to.matrix(component.weights)
        to.token("<BiasParams>")
        to.vector(component.bias)
        to.token("</FixedAffineComponent>")
        return
    kind = "LogSoftmaxComponent" if name == "logsoftmax" else "RectifiedLinearComponent"
    to.token(f"<{kind}>")
    to.token("<Dim>")
    to.integer(component)
    for statistic in ("<ValueAvg>", "<DerivAvg>"):
        to.token(statistic)
        to.vector(np.zeros(0, dtype=np.float32))
    to.token("<Count>")
    to.real(0.0)
    to.token(f"</{kind}>")
