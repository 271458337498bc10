"""The mean of two models of one shape, one of which was trained on from the other.

It errs less than either: what the second has learned stays, and what it has lost comes back
(https://arxiv.org/abs/2109.01903).
"""

from __future__ import annotations

from pathlib import Path

from .checkpoint import Checkpoint, save_checkpoint
from .export import load


def average(first: Path, second: Path, out: Path) -> None:
    """Writes the mean of two checkpoints or GGUFs; ValueError where their shapes differ."""
    a, b = load(first), load(second)
    if {n: w.shape for n, w in a.model.items()} != {n: w.shape for n, w in b.model.items()}:
        raise ValueError("the models have different shapes")
    mean = {name: (weights + b.model[name]) / 2 for name, weights in a.model.items()}
    save_checkpoint(out, Checkpoint(a.config, mean))
