"""Reads the acoustic model in PocketSphinx's wheel (phones as triples of Gaussian-mixture states) and scores
frames with it, in numpy.

PocketSphinx's own search tells one best path; telling a command from other speech needs more: every phrase's
score, the runner-up's, a free phone loop's. With the frames' scores available these cost a few milliseconds a
segment (`sphinx_search.py`). The files are CMU Sphinx's formats: `mdef` (binary), `means`, `variances`,
`sendump`, `transition_matrices`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.sphinx_front_end import Features
from voice_coach.errors import MissingPartError

_LOG_BASE = float(np.log(1.0001))
_WEIGHT_SHIFT = 10
_POSITIONS = {"internal": 0, "begin": 1, "end": 2, "single": 3}
STATES_PER_PHONE = 3


def model_folder() -> Path:
    """Where PocketSphinx's wheel keeps its English model.

    Raises MissingPartError (`pocketsphinx-missing`).
    """
    try:
        import pocketsphinx
    except (ImportError, OSError) as error:
        raise MissingPartError(
            f"PocketSphinx cannot be loaded: {error}.",
            hint="Install it: pip install pocketsphinx (it has no wheel for Python 3.14).",
            code="pocketsphinx-missing",
        ) from None
    return Path(pocketsphinx.get_model_path("en-us")) / "en-us"


@dataclass(frozen=True, eq=False)
class SphinxModel:
    """Phones, their states ("senones") and the mixtures behind them."""

    phones: tuple[str, ...]
    context_keys: npt.NDArray[np.int64]
    """(phone, left, right, position) of every phone in context, packed by `_key` and sorted."""
    context_rows: npt.NDArray[np.int32]
    """The row of ``state_rows`` for each of ``context_keys``."""
    state_rows: npt.NDArray[np.int32]
    """Senones of each phone's states, shape ``(phones, 3)``; the first rows are the phones out of context."""
    senone_codebook: npt.NDArray[np.int32]
    inverse_variances: npt.NDArray[np.float32]
    """Half of one over the variance: shape ``(codebooks, streams, densities, 13)``."""
    scaled_means: npt.NDArray[np.float32]
    constants: npt.NDArray[np.float32]
    weight_levels: npt.NDArray[np.uint8]
    """Mixture weights, shape ``(streams, densities, senones)``: negative logarithms to the base 1.0001 **
    1024.
    """
    stay: Features
    leave: Features
    """Log probabilities of a state's loop and exit, shape ``(transition sets, 3)``."""
    transition_rows: npt.NDArray[np.int32]

    def row(self, phone: str, left: str, right: str, position: str) -> int:
        """The row of ``phone`` between ``left`` and ``right`` at ``position`` in its word.

        Out of context where the model never met it.
        """
        base, before, after = (self.phones.index(name) for name in (phone, left, right))
        where = _POSITIONS[position]
        for other in (where, 0, 1, 2, 3):
            key = _key(base, before, after, other)
            at = int(np.searchsorted(self.context_keys, key))
            if at < len(self.context_keys) and self.context_keys[at] == key:
                return int(self.context_rows[at])
        return base

    def scorer(self, senones: npt.NDArray[np.int32]) -> SenoneScorer:
        """What scores just ``senones``, with their mixture weights unpacked."""
        table = np.exp(-_LOG_BASE * (np.arange(256) << _WEIGHT_SHIFT)).astype(np.float32)
        codebooks = self.senone_codebook[senones]
        groups = []
        for codebook in np.unique(codebooks):
            columns = np.nonzero(codebooks == codebook)[0]
            groups.append((int(codebook), columns, table[self.weight_levels[:, :, senones[columns]]]))
        return SenoneScorer(self, len(senones), tuple(groups))


@dataclass(frozen=True, eq=False)
class SenoneScorer:
    """Scores a fixed list of states. ``groups``: codebook, columns of the answer, weights (streams,
    densities, columns).
    """

    model: SphinxModel
    senones: int
    groups: tuple[tuple[int, npt.NDArray[np.int64], npt.NDArray[np.float32]], ...]

    def score(self, features: Features) -> npt.NDArray[np.float32]:
        """Log likelihoods, shape ``(frames, senones)``."""
        scores = np.zeros((len(features), self.senones), np.float32)
        streams = [features[:, 13 * stream : 13 * stream + 13].astype(np.float32) for stream in range(3)]
        squares = [stream**2 for stream in streams]
        for codebook, columns, weights in self.groups:
            for stream in range(3):
                densities = (
                    self.model.constants[codebook, stream]
                    + streams[stream] @ self.model.scaled_means[codebook, stream].T
                    - squares[stream] @ self.model.inverse_variances[codebook, stream].T
                )
                best = densities.max(axis=1, keepdims=True)
                mixture = np.exp(densities - best) @ weights[stream]
                scores[:, columns] += best + np.log(np.maximum(mixture, 1e-30))
        return scores


def load_model(folder: Path) -> SphinxModel:
    """The model in ``folder``. Raises MissingPartError (`model-unreadable`) where a file is missing or not
    as expected.
    """
    try:
        return _load(folder)
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise MissingPartError(
            f"The acoustic model in {folder} cannot be read: {error}.",
            hint="Reinstall it: pip install --force-reinstall pocketsphinx.",
            code="model-unreadable",
        ) from None


def _load(folder: Path) -> SphinxModel:
    names, phones, senone_table, senone_count = _read_definitions((folder / "mdef").read_bytes())
    shape, means = _read_floats(folder / "means", 4)
    _, variances = _read_floats(folder / "variances", 4)
    codebooks, streams, densities, width = shape
    if (streams, width, codebooks) != (3, 13, len(names)):
        raise ValueError(f"{codebooks} codebooks of {streams} x {width} are not what this program reads")
    means = means.reshape(shape)
    variances = np.maximum(variances.reshape(shape), 1e-4)
    constants = -0.5 * (np.log(2 * np.pi * variances) + means**2 / variances).sum(axis=-1)
    _, transitions = _read_floats(folder / "transition_matrices", 3)
    matrices = transitions.reshape(-1, STATES_PER_PHONE, STATES_PER_PHONE + 1)
    matrices = np.maximum(matrices / matrices.sum(axis=-1, keepdims=True), 1e-4)
    states = np.arange(STATES_PER_PHONE)
    rows = senone_table[phones["ssid"]]
    context = phones["context"].astype(np.int64)
    owner = np.zeros(senone_count, np.int32)
    owner[rows[len(names) :]] = context[len(names) :, 1, None]
    owner[rows[: len(names)]] = np.arange(len(names))[:, None]
    keys = _key(context[:, 1], context[:, 2], context[:, 3], context[:, 0])[len(names) :]
    order = np.argsort(keys, kind="stable")
    return SphinxModel(
        phones=names,
        context_keys=keys[order],
        context_rows=(order + len(names)).astype(np.int32),
        state_rows=rows.astype(np.int32),
        senone_codebook=owner,
        inverse_variances=(0.5 / variances).astype(np.float32),
        scaled_means=(means / variances).astype(np.float32),
        constants=constants.astype(np.float32),
        weight_levels=_read_weights((folder / "sendump").read_bytes(), streams, densities, senone_count),
        stay=np.log(matrices[:, states, states]),
        leave=np.log(matrices[:, states, states + 1]),
        transition_rows=phones["transitions"].astype(np.int32),
    )


def _read_definitions(
    data: bytes,
) -> tuple[tuple[str, ...], npt.NDArray[np.void], npt.NDArray[np.int64], int]:
    if data[:4] not in (b"BMDF", b"FDMB"):
        raise ValueError("mdef is not a binary model definition")
    order = "<" if data[:4] == b"BMDF" else ">"
    header = struct.unpack(order + "i", data[8:12])[0]
    at = 12 + header
    counts = struct.unpack(order + "10i", data[at : at + 40])
    phone_count, entries, states, _, senones, _, sequences, _, tree, _ = counts
    if states != STATES_PER_PHONE:
        raise ValueError(f"mdef has {states} states a phone, not {STATES_PER_PHONE}")
    at += 40
    names: list[str] = []
    start = at
    for _ in range(phone_count):
        end = data.index(b"\0", at)
        names.append(data[at:end].decode("ascii"))
        at = end + 1
    at = start + (at - start + 3) // 4 * 4 + 8 * tree
    kind = np.dtype([("ssid", order + "i4"), ("transitions", order + "i4"), ("context", "u1", (4,))])
    phones = np.frombuffer(data, kind, entries, at)
    at += entries * kind.itemsize
    table = np.frombuffer(data, order + "i2", sequences * states, at + 4).astype(np.int64)
    return tuple(names), phones, table.reshape(sequences, states), int(senones)


def _read_floats(path: Path, dimensions: int) -> tuple[Sequence[int], Features]:
    """A Sphinx-3 parameter file: a text header, a byte-order mark, the shape, the number of floats, the
    floats.
    """
    data = path.read_bytes()
    at = data.index(b"endhdr\n") + 7
    order = "<" if data[at : at + 4] == struct.pack("<I", 0x11223344) else ">"
    if dimensions == 4:
        codebooks, streams, densities = struct.unpack(order + "3i", data[at + 4 : at + 16])
        widths = struct.unpack(f"{order}{streams}i", data[at + 16 : at + 16 + 4 * streams])
        shape, at = (codebooks, streams, densities, widths[0]), at + 16 + 4 * streams
    else:
        shape, at = struct.unpack(order + "3i", data[at + 4 : at + 16]), at + 16
    count = struct.unpack(order + "i", data[at : at + 4])[0]
    return shape, np.frombuffer(data, order + "f4", count, at + 4).astype(np.float64)


def _read_weights(data: bytes, streams: int, densities: int, senones: int) -> npt.NDArray[np.uint8]:
    """Mixture weights, a byte each; they end the file."""
    size = streams * densities * senones
    if len(data) < size:
        raise ValueError("sendump is too short")
    return np.frombuffer(data[-size:], np.uint8).reshape(streams, densities, senones)


def _key(phone: Any, left: Any, right: Any, position: Any) -> Any:
    """One number for a phone in its context; of numbers or of arrays of them."""
    return ((phone * 64 + left) * 64 + right) * 4 + position
