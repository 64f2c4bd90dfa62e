"""Our network as Kaldi's nnet3, behind Kaldi's features.

Kaldi's cepstra, without a lifter, are a rotation of the log-mel energies: the first layer turns them back,
cuts at `mel.LOWEST_LOG` below the level, and stacks two frames. The level is a constant; `built_in_vosk.py`
sets it.
"""

from __future__ import annotations

import numpy as np

from voice_coach.listening.acoustic.mel import FILTERS, HIGHEST_HZ, LOWEST_HZ, LOWEST_LOG, Frames
from voice_coach.listening.acoustic.net import STEP_FRAMES, AcousticModel
from voice_coach.listening.recogniser import HEARING_RATE
from voice_coach.listening.vosk_format.kaldi_file import KaldiFile

MFCC_CONF = f"""\
--sample-frequency={HEARING_RATE}
--window-type=hanning
--preemphasis-coefficient=0
--remove-dc-offset=false
--dither=0
--use-energy=false
--num-mel-bins={FILTERS}
--num-ceps={FILTERS}
--cepstral-lifter=0
--low-freq={LOWEST_HZ:g}
--high-freq={HIGHEST_HZ:g}
"""
"""Makes Kaldi's features ours, but for triangles on the mel scale instead of hertz: 0.01 nats apart on
average."""
_LOG_FULL_SCALE = 2 * np.log(32768.0)
"""Kaldi's samples go to 32767, ours to 1."""


class _Config:
    """Nodes and components, in order."""

    def __init__(self, to: KaldiFile) -> None:
        self._to = to
        self.components: list[tuple[str, str, Frames, Frames]] = []

    def add(self, name: str, kind: str, inputs: str, weights: Frames, bias: Frames) -> str:
        """A node with its own component."""
        self._to.line(f"component-node name={name} component={name} input={inputs}")
        self.components.append((name, kind, weights, bias))
        return name


def write_network(model: AcousticModel, to: KaldiFile, level: float, prior_scale: float) -> None:
    """Kaldi's AmNnetSimple: log posteriors of every second frame, less ``prior_scale`` of the log priors.
    ``level``: expected `mel.level_of`.
    """
    nothing = np.zeros(0, np.float32)
    to.token("<Nnet3>")
    to.line()
    to.line(f"input-node name=input dim={FILTERS}")
    config = _Config(to)
    back = cosines().T
    lowest = np.full(FILTERS, -(level + _LOG_FULL_SCALE + LOWEST_LOG), np.float32)
    config.add("mel", "FixedAffineComponent", "input", back, lowest)
    config.add("cut", "RectifiedLinearComponent", "mel", nothing, lowest)
    pair = ", ".join("cut" if frame == 0 else f"Offset(cut, {frame})" for frame in range(STEP_FRAMES))
    shift = model.shift + np.float32(LOWEST_LOG) * model.scale
    config.add("stacked", "FixedAffineComponent", f"Append({pair})", np.diag(model.scale), shift)
    before = "stacked"
    for number, layer in enumerate(model.layers):
        reach = STEP_FRAMES * layer.dilation
        beside = f"Append(Offset({before}, -{reach}), {before}, Offset({before}, {reach}))"
        name = f"layer{number}"
        _add_affine(config, name, beside, layer.weights, layer.bias, rectified=True)
        if number:
            config.add(f"sum{number}", "NoOpComponent", f"Sum({before}, {name}.unit)", nothing, layer.bias)
            before = f"sum{number}"
        else:
            before = f"{name}.unit"
    _add_affine(config, "out", before, model.out_weights, model.out_bias, rectified=False)
    config.add("posteriors", "LogSoftmaxComponent", "out.unit", nothing, model.out_bias)
    to.line("output-node name=output input=posteriors objective=linear")
    to.line()
    to.token("<NumComponents>")
    to.integer(len(config.components))
    for component in config.components:
        _write_component(to, *component)
    to.token("</Nnet3>")
    reach = STEP_FRAMES * sum(layer.dilation for layer in model.layers)
    to.token("<LeftContext>")
    to.integer(reach)
    to.token("<RightContext>")
    to.integer(reach + STEP_FRAMES - 1)
    to.token("<Priors>")
    to.vector(np.exp(np.float32(prior_scale) * model.log_prior))


def cosines() -> Frames:
    """To cepstra, shape ``(40, 40)``; the transpose inverts it."""
    k, n = np.arange(FILTERS)[:, None], np.arange(FILTERS)[None, :]
    rows = np.sqrt(2.0 / FILTERS) * np.cos(np.pi / FILTERS * (n + 0.5) * k)
    rows[0] = np.sqrt(1.0 / FILTERS)
    found: Frames = rows.astype(np.float32)
    return found


def _add_affine(
    config: _Config, name: str, inputs: str, weights: Frames, bias: Frames, *, rectified: bool
) -> None:
    """``weights``, shape ``(inputs, outputs)``, become whole numbers in each output's unit, above 0 and so
    fit to follow the rectifier.
    """
    unit = np.maximum(np.abs(weights).max(axis=0), np.float32(1e-12)) / 127
    nothing = np.zeros(0, np.float32)
    config.add(name, "whole", inputs, (weights / unit).T, bias / unit)
    if rectified:
        config.add(f"{name}.relu", "RectifiedLinearComponent", name, nothing, bias)
    before = f"{name}.relu" if rectified else name
    config.add(f"{name}.unit", "FixedScaleComponent", before, nothing, unit)


def _write_component(to: KaldiFile, name: str, kind: str, weights: Frames, bias: Frames) -> None:
    """Without weights, ``bias`` is the size or scales."""
    to.token("<ComponentName>", name)
    if kind in ("FixedAffineComponent", "whole"):
        to.token("<FixedAffineComponent>", "<LinearParams>")
        (to.whole_matrix if kind == "whole" else to.matrix)(weights)
        to.token("<BiasParams>")
        to.vector(bias)
        to.token("</FixedAffineComponent>")
        return
    to.token(f"<{kind}>")
    if kind == "FixedScaleComponent":
        to.token("<Scales>")
        to.vector(bias)
    else:
        to.token("<Dim>")
        to.integer(bias.size)
        if kind == "NoOpComponent":
            to.token("<BackpropScale>")
            to.real(1.0)
        else:
            _write_no_statistics(to)
    to.token(f"</{kind}>")


def _write_no_statistics(to: KaldiFile) -> None:
    for statistic in ("<ValueAvg>", "<DerivAvg>"):
        to.token(statistic)
        to.vector(np.zeros(0, np.float32))
    to.token("<Count>")
    to.real(0.0)
