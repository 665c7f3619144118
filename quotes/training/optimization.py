"""What one batch changes, and by how much: the same for the encoder and for the component tagger."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR, LRScheduler


def make_schedule(optimizer: Optimizer, steps: int, warmup: float) -> LRScheduler:
    """The share of its rate at which each step learns: rising for the share `warmup` of the steps,
    then falling to a fiftieth.
    """
    rising = int(warmup * steps)
    return LambdaLR(
        optimizer,
        lambda step: min((step + 1) / rising, max(0.02, (steps - step) / (steps - rising))),
    )


def take_step(
    model: nn.Module, losses: Mapping[str, Tensor], optimizer: Optimizer, schedule: LRScheduler
) -> dict[str, float]:
    """One step against the sum of a batch's losses; what they were."""
    optimizer.zero_grad()
    torch.autograd.backward(torch.stack(list(losses.values())).sum())
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    return {name: value.item() for name, value in losses.items()}
