"""Trains one network on a tape of labelled recordings; goes on from its last checkpoint where it was cut off.

    python -m training.fit TAPE.npz OUT.pt [--labels LABELS.npy] [--leave-out measured|fold:N|nobody] [--steps N]

A step draws about 13 minutes of sound, augmented anew. The same seed gives the same batches whether or not it was cut off.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from training.augment import Augmenter
from training.tape import draw, load_tape
from training.torch_mel import log_mel
from training.torch_net import Net, Shape

_BEST_RATE = 2e-3
_AVERAGE = 0.999
_CHECKPOINT_STEPS = 500


def rate_at(step: int, steps: int) -> float:
    """The learning rate: up over 5 % of the steps, then down along a cosine."""
    warm = max(1, steps // 20)
    if step < warm:
        return _BEST_RATE * (step + 1) / warm
    return _BEST_RATE * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))))


def mask(frames: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """Hides a random band of up to 8 filters in half of the rows, and a random stretch of up to 60 ms in a third."""
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tape", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--leave-out", default="measured")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch-frames", type=int, default=40_000)
    parser.add_argument("--width", type=int, default=288)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-synthetic", action="store_true")
    parser.add_argument("--start", type=Path, help="a finished net to go on from, at half the learning rate")
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(options.seed)
    torch.set_float32_matmul_precision("high")
    tape = load_tape(options.tape, device, options.labels)
    weights = tape.chosen(options.leave_out).to(device)
    if options.no_synthetic:
        weights = weights * torch.tensor([not row["synthetic"] for row in tape.rows], device=device)
    hours = float(tape.lengths[weights > 0].sum()) / 16_000 / 3600
    sys.stderr.write(f"{int((weights > 0).sum())} of {len(tape.rows)} recordings, {hours:.2f} h\n")
    shape = Shape(width=options.width)
    net, average = Net(shape).to(device), Net(shape).to(device)
    if options.start is not None:
        net.load_state_dict(torch.load(options.start, map_location=device, weights_only=True)["net"])
    average.load_state_dict(net.state_dict())
    optimizer = torch.optim.AdamW(net.parameters(), lr=_BEST_RATE, weight_decay=0.02)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    first = 0
    unfinished = options.out.with_suffix(".part")
    if unfinished.exists():
        stored = torch.load(unfinished, map_location=device, weights_only=True)
        net.load_state_dict(stored["net"])
        average.load_state_dict(stored["average"])
        optimizer.load_state_dict(stored["optimizer"])
        first = stored["step"]
    began, seen, right, total_loss = time.monotonic(), 0, 0.0, 0.0
    for step in range(first, options.steps):
        chance = torch.Generator(device).manual_seed(options.seed * 1_000_003 + step)
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, options.steps) * (0.5 if options.start else 1.0)
        with torch.no_grad():
            sound, labels = draw(tape, weights, options.batch_frames, chance)
            frames = mask(log_mel(Augmenter(chance)(sound)), chance)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            logits = net(frames)
        logits = logits.float()
        loss = loss_of(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimizer.step()
        with torch.no_grad():
            keep = min(_AVERAGE, (1 + step) / (20 + step))
            for ours, theirs in zip(average.state_dict().values(), net.state_dict().values(), strict=True):
                if ours.is_floating_point():
                    ours.lerp_(theirs, 1 - keep)
                else:
                    ours.copy_(theirs)
            if step % 10 == 0:
                seen += 1
                right += float((logits.argmax(-1) == labels).float().mean())
                total_loss += float(loss)
        if (step + 1) % _CHECKPOINT_STEPS == 0 or step + 1 == options.steps:
            pace = (time.monotonic() - began) / (step + 1 - first)
            sys.stderr.write(
                f"step {step + 1}: loss {total_loss / max(1, seen):.3f}, right {right / max(1, seen):.3f}, {pace * 1000:.0f} ms\n"
            )
            seen, right, total_loss = 0, 0.0, 0.0
            state = {"net": net.state_dict(), "average": average.state_dict()}
            torch.save({**state, "optimizer": optimizer.state_dict(), "step": step + 1}, unfinished)
    torch.save({"shape": asdict(shape), "net": average.state_dict(), "prior": prior(tape, weights)}, options.out)
    unfinished.unlink(missing_ok=True)


def prior(tape: object, weights: torch.Tensor) -> torch.Tensor:
    """How often each output occurs in what trained, shape ``(outputs,)``."""
    from training.tape import Tape
    from voice_coach.listening.acoustic.units import OUTPUTS

    assert isinstance(tape, Tape)
    used = torch.repeat_interleave((weights > 0), tape.lengths // 160)
    counts = torch.bincount(tape.labels[used].long(), minlength=OUTPUTS).double()
    return ((counts + 10) / (counts + 10).sum()).float().cpu()


if __name__ == "__main__":
    main()
