"""Optimization steps and their schedule, for the encoder and the component tagger."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR, LRScheduler


def make_schedule(optimizer: Optimizer, steps: int, warmup: float) -> LRScheduler:
    """A schedule of the learning rate: linear warm-up, then linear decay to a fiftieth.

    Args:
        optimizer: whose rate is scheduled.
        steps: of the whole training.
        warmup: the share of them with a rising rate.
    """
    rising = int(warmup * steps)
    return LambdaLR(
        optimizer,
        lambda step: min((step + 1) / rising, max(0.02, (steps - step) / (steps - rising))),
    )


def take_step(
    model: nn.Module, losses: Mapping[str, Tensor], optimizer: Optimizer, schedule: LRScheduler
) -> dict[str, float]:
    """The losses of a batch, after one optimizer step on their sum."""
    optimizer.zero_grad()
    torch.autograd.backward(torch.stack(list(losses.values())).sum())
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    return {name: value.item() for name, value in losses.items()}
