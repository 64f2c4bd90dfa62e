"""New labels by a trained network, for the next one to learn from.

    python -m training.realign TAPE.npz NET.pt LABELS.npy

Each recording's words are known; the network says where their phones lie.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from training.chains import best_path, build_chain
from training.tape import load_tape
from training.torch_mel import log_mel
from training.torch_net import Net, Shape
from voice_coach.listening.acoustic.units import PHONES, STATES_PER_PHONE
from voice_coach.listening.pronunciation import Phones

_PRIOR_SCALE = 0.6


def path_labels(
    job: tuple[str, dict[str, tuple[Phones, ...]], npt.NDArray[np.float32]],
) -> npt.NDArray[np.uint8] | None:
    """The output at each 20 ms for one recording; None where it is too short for its words."""
    words, pronunciations, scores = job
    chain = build_chain(words.split(), pronunciations)
    outputs = np.array([PHONES.index(phone) * STATES_PER_PHONE for phone in chain.phone]) + chain.state
    found = best_path(chain, scores[:, outputs])
    return None if found is None else outputs[found[0]].astype(np.uint8)


def main() -> None:
    from training.align import known_words
    from training.corpus import Utterance

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tape", type=Path)
    parser.add_argument("net", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tape = load_tape(options.tape, device)
    stored = torch.load(options.net, map_location=device, weights_only=True)
    net = (
        Net(Shape(**{**stored["shape"], "dilations": tuple(stored["shape"]["dilations"])})).to(device).eval()
    )
    net.load_state_dict(stored["net"])
    offset = _PRIOR_SCALE * torch.log(stored["prior"].to(device))
    texts = [Utterance(Path(), tuple(row["words"].split()), "", "", False, False) for row in tape.rows]
    lexicon = known_words(texts)
    labels = tape.labels.cpu().numpy().copy()
    starts = (tape.starts // 160).tolist()

    def jobs() -> list[tuple[str, dict[str, tuple[Phones, ...]], npt.NDArray[np.float32]]]:
        found = []
        for row, start, length in zip(tape.rows, tape.starts.tolist(), tape.lengths.tolist(), strict=True):
            sound = tape.sound[start : start + length].float()[None] / 32768
            sound = sound + 1e-4 * torch.randn(sound.shape, device=device)
            with torch.no_grad():
                scores = torch.log_softmax(net(log_mel(sound))[0], dim=-1) - offset
            words = {word: lexicon.words[word] for word in row["words"].split()}
            found.append((row["words"], words, scores.cpu().numpy()))
        return found

    changed = kept = 0
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        for start, row, path in zip(
            starts, tape.rows, pool.map(path_labels, jobs(), chunksize=32), strict=True
        ):
            if path is None:
                kept += 1
                continue
            frames = row["samples"] // 160
            # A step of 20 ms stands on samples 40 to 520 of its 640: labels 1 and 2 of its first four.
            new = np.repeat(path, 2)
            new = np.concatenate([new[:1], new, np.repeat(new[-1:], frames)])[:frames]
            changed += int((labels[start : start + frames] // 3 != new // 3).sum())
            labels[start : start + frames] = new
    sys.stderr.write(
        f"{changed / len(labels):.1%} of the frames have another phone; {kept} recordings kept theirs\n"
    )
    with options.labels.open("wb") as file:
        np.save(file, labels)


if __name__ == "__main__":
    main()
