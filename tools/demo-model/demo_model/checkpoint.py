"""Checkpoints: the weights with the shape of the model and how far training had come."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from .model import Config


@dataclass
class Checkpoint:
    """What a checkpoint file holds."""

    config: Config
    model: dict[str, torch.Tensor]
    progress: dict[str, Any] = field(default_factory=dict)
    """Steps, tokens, samples and seconds, the next shard, and the settings of the run."""


def load_checkpoint(path: Path) -> Checkpoint:
    """Reads a checkpoint. Only load your own: PyTorch's format can run code when it is read."""
    saved = torch.load(str(path), map_location="cpu")
    config, model = saved.pop("config"), saved.pop("model")
    return Checkpoint(Config(**config), model, saved)


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Writes a checkpoint; a reader sees the file before or after, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".tmp")
    content = dict(
        config=dataclasses.asdict(checkpoint.config), model=checkpoint.model, **checkpoint.progress
    )
    torch.save(content, str(partial))
    os.replace(partial, path)
