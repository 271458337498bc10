"""Carries a checkpoint over to another tokenizer.

The row of a token that exists in both is kept; another one starts as the mean of its old pieces.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from .bpe import to_bytes
from .checkpoint import load_checkpoint, save_checkpoint
from .tokenizer import Tokenizer, read_merges


def remap(source: Path, old_merges: Path, output: Path) -> None:
    """Writes `source`, trained with `old_merges`, for the tokenizer of this package."""
    old, new = Tokenizer(read_merges(old_merges)), Tokenizer(read_merges())
    checkpoint = load_checkpoint(source)
    embedding = checkpoint.model["emb.weight"]
    rows = []
    for token in new.tokens:
        if token in old.ids:
            rows.append(embedding[old.ids[token]])
        else:
            pieces = old.encode(to_bytes(token).decode("utf-8"))
            rows.append(embedding[pieces].mean(0))
    checkpoint.model["emb.weight"] = torch.stack(rows)
    checkpoint.config = replace(checkpoint.config, vocab_size=len(new.tokens))
    save_checkpoint(output, checkpoint)
    kept = sum(token in old.ids for token in new.tokens)
    print(f"{output}: kept {kept} of {len(new.tokens)} tokens")
