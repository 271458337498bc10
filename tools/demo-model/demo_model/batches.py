"""Shards of encoded samples, and batches of samples of similar length."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from .data.chat import MIXES, sample
from .tokenizer import Tokenizer, read_merges

SHARD_SAMPLES = 3000


@dataclass(frozen=True)
class Encoded:
    """One sample as token ids."""

    ids: NDArray[np.int16]
    learned: NDArray[np.bool_]
    """Whether the model learns to write the token at each position."""


@dataclass(frozen=True)
class Batch:
    """Inputs and targets, both (samples, time); the target is -1 where nothing is learned."""

    inputs: torch.Tensor
    targets: torch.Tensor


def encode_shard(number: int, mix: str, longest: int) -> list[Encoded]:
    """The samples of a shard, of at most `longest` tokens; the same arguments give the same ones."""
    r = random.Random(1000 + number)
    tokenizer = Tokenizer(read_merges())
    out: list[Encoded] = []
    while len(out) < SHARD_SAMPLES:
        ids, learned = list[int](), list[bool]()
        for text, is_learned in sample(r, MIXES[mix]):
            part = tokenizer.encode(text)
            ids += part
            learned += [is_learned] * len(part)
        if len(ids) <= longest:
            out.append(Encoded(np.array(ids, dtype=np.int16), np.array(learned)))
    return out


def _batch(samples: list[Encoded]) -> Batch:
    width = max(len(s.ids) for s in samples) - 1
    inputs = np.zeros((len(samples), width), dtype=np.int64)
    targets = np.full((len(samples), width), -1, dtype=np.int64)
    for i, s in enumerate(samples):
        last = len(s.ids) - 1
        inputs[i, :last] = s.ids[:-1]
        targets[i, :last] = np.where(s.learned[1:], s.ids[1:], -1)
    return Batch(torch.from_numpy(inputs), torch.from_numpy(targets))


def batches(samples: list[Encoded], budget: int, r: random.Random) -> Iterator[Batch]:
    """Batches of at most `budget` tokens, padding included, in random order."""
    by_length = sorted(samples, key=lambda s: len(s.ids) + r.random() * 8)
    groups: list[list[Encoded]] = []
    group: list[Encoded] = []
    width = 0
    for s in by_length:
        width = max(width, len(s.ids))
        if group and width * (len(group) + 1) > budget:
            groups.append(group)
            group, width = [], len(s.ids)
        group.append(s)
    groups.append(group)
    r.shuffle(groups)
    return map(_batch, groups)
