"""Teaches the network that ships some more, on whatever is on the tapes; a processor will do.

    python -m training.tune OUT.npz TAPE.npz... [--start NET.npz] [--steps N] [--rate R] [--made SHARE]
        [--teacher NET.npz] [--rooms SHARE] [--isolated TIMES]

Goes on from ``--start`` (`models/en/acoustic.npz`), whose batch norms are folded in, at a small learning
rate. A step draws ``--seconds`` of sound, ``--made`` of it by synthetic voices and the rest by people,
augmented again, ``--rooms`` of it in a room. A tape named twice is drawn twice as often, a second of a
person's single word ``--isolated`` times as often as one of read speech. With ``--teacher`` half of what's
aimed at is what that network makes of the same sound before it was augmented. OUT is written every 100 steps
too, so it can be listened to meanwhile; the weights are a running average.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from training.augment import Augmenter
from training.export import bytes_of
from training.fit import mask, share_of_rate
from training.folded_net import FoldedNet
from training.rooms import simulated_rooms
from training.tape import Tape, draw, joined, load_tape
from training.torch_mel import log_mel
from voice_coach.audio.partial_file import PartialFile
from voice_coach.listening.acoustic.mel import SHIFT_SAMPLES
from voice_coach.listening.acoustic.net import AcousticModel, load_acoustic_model
from voice_coach.listening.acoustic.recogniser import acoustic_model_path
from voice_coach.listening.acoustic.units import OUTPUTS

_AVERAGE = 0.995
_WRITTEN_STEPS = 100
_STEPS_A_SECOND = 50
_IN_ROOMS = 0.65
"""Most runners are one or two metres from the phone."""
_ROOMS = 400
_WARP = 0.07
_TAUGHT = 0.5
_FLOOR = 1e-3
"""Of a row's level: noise under what the teacher hears, as there is under everything it has met."""
_ISOLATED = 2.0
_MOST_OF_A_VOICE = 0.15
"""No synthetic voice has more of the synthetic sound than this."""


def chances(tape: Tape, made: float, single: float) -> torch.Tensor:
    """How likely each recording is to be drawn: ``made`` of all for synthetic voices, none too often; of
    people's, single words ``single`` times as often a second."""
    seconds = tape.lengths.double().cpu().numpy() / (SHIFT_SAMPLES * 100)
    is_made = np.array([bool(row["synthetic"]) for row in tape.rows])
    isolated = np.array([bool(row["isolated"]) for row in tape.rows])
    speakers = np.array([str(row["speaker"]) for row in tape.rows])
    people = np.where(is_made, 0.0, seconds * np.where(isolated, single, 1.0))
    voices = np.where(is_made, seconds, 0.0)
    for voice in np.unique(speakers[is_made]):
        mine = is_made & (speakers == voice)
        rest = voices[~mine].sum()
        most = rest * _MOST_OF_A_VOICE / (1 - _MOST_OF_A_VOICE)
        if 0 < most < voices[mine].sum():
            voices[mine] *= most / voices[mine].sum()
    both = (1 - made) * people / max(people.sum(), 1e-9) + made * voices / max(voices.sum(), 1e-9)
    return torch.tensor(both)


def prior(tape: Tape, likely: torch.Tensor) -> torch.Tensor:
    """How often each output is drawn, shape ``(outputs,)``."""
    frames = tape.lengths // SHIFT_SAMPLES
    each = torch.repeat_interleave(likely / frames, frames)
    counts = torch.zeros(OUTPUTS, dtype=torch.float64).index_add_(0, tape.labels.long(), each)
    counts = counts + 1e-6
    return (counts / counts.sum()).float()


def warped(frames: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """``frames`` by longer and shorter vocal tracts: each row's bands moved by up to 7 %."""
    batch, length, width = frames.shape
    ratio = 1 + _WARP * (2 * torch.rand(batch, 1, generator=chance) - 1)
    place = (torch.arange(width) * ratio).clamp(max=width - 1)
    low = place.floor().long().clamp(max=width - 2)
    share = (place - low)[:, None, :]
    at = low[:, None, :].expand(batch, length, width)
    return frames.gather(2, at) * (1 - share) + frames.gather(2, at + 1) * share


@dataclass(frozen=True)
class Plan:
    """What one run trains with; see the command line."""

    steps: int
    seconds: float
    rate: float
    seed: int
    rooms: float = _IN_ROOMS


class Tuner:
    """The net, its running average, and where they are in their ``plan``."""

    def __init__(
        self,
        tape: Tape,
        likely: torch.Tensor,
        start: AcousticModel,
        plan: Plan,
        teacher: AcousticModel | None = None,
    ) -> None:
        torch.manual_seed(plan.seed)
        self._net, self.average = FoldedNet(start), FoldedNet(start)
        self._tape, self._likely, self._plan = tape, likely, plan
        self._teacher = None if teacher is None else FoldedNet(teacher).eval()
        self._optimizer = torch.optim.AdamW(self._net.parameters(), lr=plan.rate, weight_decay=0.01)
        self._loss = nn.CrossEntropyLoss(label_smoothing=0.05)
        self._rooms = simulated_rooms(_ROOMS)
        self.step = 0

    def advance(self) -> tuple[float, float]:
        """One step. Its loss, and the share of frames it had right."""
        plan = self._plan
        chance = torch.Generator().manual_seed(plan.seed * 1_000_003 + self.step)
        for group in self._optimizer.param_groups:
            group["lr"] = plan.rate * share_of_rate(self.step, plan.steps)
        with torch.no_grad():
            sound, labels = draw(self._tape, self._likely, int(plan.seconds * _STEPS_A_SECOND), chance)
            heard = Augmenter(chance, rooms=plan.rooms, simulated=self._rooms)(sound)
            frames = mask(warped(log_mel(heard), chance), chance)
            wanted = self._wanted(sound, labels, chance)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = self._net(frames)
        logits = logits.float()
        loss = self._loss(logits.reshape(-1, OUTPUTS), wanted.reshape(-1, OUTPUTS))
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._net.parameters(), 2.0)
        self._optimizer.step()
        self._follow()
        self.step += 1
        return float(loss.detach()), float((logits.argmax(-1) == labels).float().mean())

    def _wanted(self, sound: torch.Tensor, labels: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
        """How likely each output should be, shape ``(batch, steps, outputs)``."""
        certain = nn.functional.one_hot(labels, OUTPUTS).float()
        if self._teacher is None:
            return certain
        level = sound.pow(2).mean(dim=1, keepdim=True).sqrt()
        clean = sound + _FLOOR * level * torch.randn(sound.shape, generator=chance)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            taught = self._teacher(log_mel(clean))
        return (1 - _TAUGHT) * certain + _TAUGHT * taught.float().softmax(-1)

    def _follow(self) -> None:
        keep = min(_AVERAGE, (1 + self.step) / (20 + self.step))
        with torch.no_grad():
            for ours, theirs in zip(self.average.parameters(), self._net.parameters(), strict=True):
                ours.lerp_(theirs, 1 - keep)


def write(net: FoldedNet, likely: torch.Tensor, start: Path, out: Path) -> None:
    """``net`` as a file that ships; what isn't trained is taken from ``start``. Raises OutputError."""
    with np.load(start) as stored:
        arrays = {name: stored[name] for name in ("format", "dilations", "scale", "shift", "follows")}
    arrays["log_prior"] = torch.log(likely).numpy()
    for name, values in net.arrays().items():
        arrays |= bytes_of(name, values) if "weights" in name else {name: values}
    whole = PartialFile(out)
    try:
        np.savez(whole.file, **arrays)
        whole.keep()
    finally:
        whole.discard()
    load_acoustic_model(out)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("tapes", type=Path, nargs="+")
    parser.add_argument("--start", type=Path, default=acoustic_model_path())
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seconds", type=float, default=80.0)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--made", type=float, default=0.35)
    parser.add_argument("--rooms", type=float, default=_IN_ROOMS)
    parser.add_argument("--isolated", type=float, default=_ISOLATED)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    tape = joined([load_tape(path, torch.device("cpu")) for path in options.tapes])
    likely = chances(tape, options.made, options.isolated)
    frequency = prior(tape, likely)
    plan = Plan(options.steps, options.seconds, options.rate, options.seed, options.rooms)
    teacher = None if options.teacher is None else load_acoustic_model(options.teacher)
    tuner = Tuner(tape, likely, load_acoustic_model(options.start), plan, teacher)
    began = time.monotonic()
    seen: list[tuple[float, float]] = []
    while tuner.step < plan.steps:
        seen.append(tuner.advance())
        if tuner.step % _WRITTEN_STEPS == 0 or tuner.step == plan.steps:
            loss, right = (sum(values) / len(seen) for values in zip(*seen, strict=True))
            pace = (time.monotonic() - began) / tuner.step
            sys.stderr.write(f"step {tuner.step}: loss {loss:.3f}, right {right:.3f}, {pace:.2f} s a step\n")
            seen = []
            write(tuner.average, frequency, options.start, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
