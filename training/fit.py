"""Trains one network on a tape of labelled recordings; goes on from its last checkpoint where it was cut off.

    python -m training.fit TAPE.npz OUT.pt [--labels LABELS.npy] [--leave-out measured|fold:N|nobody]
    [--steps N]

A step draws about 13 minutes of sound, augmented again. The same seed gives the same batches whether or not
it was cut off.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from training.augment import Augmenter
from training.tape import Tape, draw, load_tape
from training.torch_mel import log_mel
from training.torch_net import Net, Shape
from voice_coach.listening.acoustic.mel import SHIFT_SAMPLES
from voice_coach.listening.acoustic.units import OUTPUTS

_BEST_RATE = 2e-3
_AVERAGE = 0.999
_CHECKPOINT_STEPS = 500


def share_of_rate(step: int, steps: int) -> float:
    """The learning rate's share of its best: up over 5 % of the steps, then down along a cosine."""
    warm = max(1, steps // 20)
    if step < warm:
        return (step + 1) / warm
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def mask(frames: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """Hides a random band of up to 8 filters in half of the rows, and a random stretch of up to 60 ms in a
    third."""
    batch, length, width = frames.shape
    draws = torch.rand(4, batch, 1, generator=chance, device=frames.device)
    band = torch.arange(width, device=frames.device)
    low, size = draws[0] * width, draws[1] * 16 - 8
    hide_band = (band >= low) & (band < low + size)
    time_at = torch.arange(length, device=frames.device)
    first, span = draws[2] * length, draws[3] * 9 - 6
    hide_time = (time_at >= first) & (time_at < first + 2 * span)
    hidden = hide_band[:, None, :] | hide_time[:, :, None]
    return torch.where(hidden, frames.mean(dim=(1, 2), keepdim=True), frames)


@dataclass(frozen=True)
class Plan:
    """What one run trains with; see the command line."""

    steps: int
    batch_frames: int
    seed: int
    rate: float = _BEST_RATE


class Trainer:
    """The net, its running average, and where they are in their ``plan``."""

    def __init__(self, tape: Tape, weights: torch.Tensor, shape: Shape, plan: Plan) -> None:
        device = tape.sound.device
        torch.manual_seed(plan.seed)
        self.net, self.average = Net(shape).to(device), Net(shape).to(device)
        self._tape, self._weights, self._plan, self._device = tape, weights, plan, device
        self._optimizer = torch.optim.AdamW(self.net.parameters(), lr=plan.rate, weight_decay=0.02)
        self._loss = nn.CrossEntropyLoss(label_smoothing=0.05)
        self.step = 0
        self.begin(self.net.state_dict())

    def begin(self, state: dict[str, torch.Tensor]) -> None:
        """Start from ``state``."""
        self.net.load_state_dict(state)
        self.average.load_state_dict(state)

    def save(self, path: Path) -> None:
        parts = {"net": self.net, "average": self.average, "optimizer": self._optimizer}
        torch.save({**{name: part.state_dict() for name, part in parts.items()}, "step": self.step}, path)

    def resume(self, path: Path) -> None:
        """Go on from what ``save`` wrote."""
        stored = torch.load(path, map_location=self._device, weights_only=True)
        self.net.load_state_dict(stored["net"])
        self.average.load_state_dict(stored["average"])
        self._optimizer.load_state_dict(stored["optimizer"])
        self.step = stored["step"]

    def advance(self) -> tuple[torch.Tensor, torch.Tensor]:
        """One step. Its loss, and the share of frames it had right."""
        chance = torch.Generator(self._device).manual_seed(self._plan.seed * 1_000_003 + self.step)
        for group in self._optimizer.param_groups:
            group["lr"] = self._plan.rate * share_of_rate(self.step, self._plan.steps)
        with torch.no_grad():
            sound, labels = draw(self._tape, self._weights, self._plan.batch_frames, chance)
            frames = mask(log_mel(Augmenter(chance)(sound)), chance)
        on_gpu = self._device.type == "cuda"
        with torch.autocast(self._device.type, dtype=torch.bfloat16, enabled=on_gpu):
            logits = self.net(frames)
        logits = logits.float()
        loss = self._loss(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1))
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self._optimizer.step()
        self._follow()
        self.step += 1
        return loss.detach(), (logits.argmax(-1) == labels).float().mean()

    def _follow(self) -> None:
        keep = min(_AVERAGE, (1 + self.step) / (20 + self.step))
        with torch.no_grad():
            states = zip(self.average.state_dict().values(), self.net.state_dict().values(), strict=True)
            for ours, theirs in states:
                if ours.is_floating_point():
                    ours.lerp_(theirs, 1 - keep)
                else:
                    ours.copy_(theirs)


def train(trainer: Trainer, steps: int, unfinished: Path) -> None:
    """All ``steps``, with a checkpoint in ``unfinished`` from time to time."""
    began, first = time.monotonic(), trainer.step
    seen: list[tuple[float, float]] = []
    while trainer.step < steps:
        loss, right = trainer.advance()
        if trainer.step % 10 == 1:
            seen.append((float(loss), float(right)))
        if trainer.step % _CHECKPOINT_STEPS == 0 or trainer.step == steps:
            pace = (time.monotonic() - began) / (trainer.step - first)
            mean_loss, mean_right = (sum(values) / len(seen) for values in zip(*seen, strict=True))
            sys.stderr.write(f"step {trainer.step}: loss {mean_loss:.3f}, right {mean_right:.3f}, ")
            sys.stderr.write(f"{pace * 1000:.0f} ms a step\n")
            seen = []
            trainer.save(unfinished)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tape", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--leave-out", default="measured")
    parser.add_argument("--steps", type=int, default=6500)
    parser.add_argument("--batch-frames", type=int, default=40_000)
    parser.add_argument("--width", type=int, default=Shape.width)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a finished net to go on from, at half the learning rate")
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    tape = load_tape(options.tape, device, options.labels)
    weights = tape.chosen(options.leave_out).to(device)
    hours = float(tape.lengths[weights > 0].sum()) / 16_000 / 3600
    sys.stderr.write(f"{int((weights > 0).sum())} of {len(tape.rows)} recordings, {hours:.2f} h\n")
    shape = Shape(width=options.width)
    rate = _BEST_RATE * (0.5 if options.start else 1.0)
    trainer = Trainer(tape, weights, shape, Plan(options.steps, options.batch_frames, options.seed, rate))
    if options.start is not None:
        trainer.begin(torch.load(options.start, map_location=device, weights_only=True)["net"])
    unfinished = options.out.with_suffix(".part")
    if unfinished.exists():
        trainer.resume(unfinished)
    train(trainer, options.steps, unfinished)
    result = {"shape": asdict(shape), "net": trainer.average.state_dict(), "prior": prior(tape, weights)}
    torch.save(result, options.out)
    unfinished.unlink(missing_ok=True)


def prior(tape: Tape, weights: torch.Tensor) -> torch.Tensor:
    """How often each output occurs in what trained, shape ``(outputs,)``."""
    used = torch.repeat_interleave(weights > 0, tape.lengths // SHIFT_SAMPLES)
    counts = torch.bincount(tape.labels[used].long(), minlength=OUTPUTS).double() + 10
    return (counts / counts.sum()).float().cpu()


if __name__ == "__main__":
    main()
