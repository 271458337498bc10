"""A minimal Llama: RMSNorm, RoPE, SwiGLU and tied embeddings, for training on a CPU.

RoPE rotates neighbouring pairs (2i, 2i + 1). This is llama.cpp's layout for the architecture
"llama", so the export needs no permutation of the query and key weights.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LONGEST_SAMPLE = 1536
"""Longest sequence in training, in tokens; it sizes the attention mask."""

QUERIES_AT_ONCE = 256


@dataclass(frozen=True)
class Config:
    """The shape of the model."""

    vocab_size: int = 1280
    dim: int = 160
    layers: int = 6
    heads: int = 5
    ffn: int = 448
    rope_base: float = 10000.0
    eps: float = 1e-5
    context: int = 4096
    """The context length that the GGUF states, in tokens."""
    bf16: bool = False
    """Whether training multiplies matrices in bfloat16: faster only on a CPU with AVX512-BF16."""

    @property
    def head_size(self) -> int:
        return self.dim // self.heads


class RMSNorm(nn.Module):
    """Scales a vector to a root mean square of 1, then by learned weights."""

    def __init__(self, dim: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


class Block(nn.Module):
    """One layer: attention, then SwiGLU, each on top of what comes in."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.c = c
        self.n1 = RMSNorm(c.dim, c.eps)
        self.n2 = RMSNorm(c.dim, c.eps)
        self.wq = nn.Linear(c.dim, c.dim, bias=False)
        self.wk = nn.Linear(c.dim, c.dim, bias=False)
        self.wv = nn.Linear(c.dim, c.dim, bias=False)
        self.wo = nn.Linear(c.dim, c.dim, bias=False)
        self.wg = nn.Linear(c.dim, c.ffn, bias=False)
        self.wu = nn.Linear(c.dim, c.ffn, bias=False)
        self.wd = nn.Linear(c.ffn, c.dim, bias=False)

    def forward(self, x: Tensor, rope: Tensor, mask: Tensor) -> Tensor:
        """x: (batch, time, dim); rope: complex (time, head size / 2); mask: (time, time)."""
        dtype = torch.bfloat16 if self.c.bf16 and self.training else torch.float32
        x = x + self._attend(self.n1(x).to(dtype), rope, mask)
        h = self.n2(x).to(dtype)
        gate = F.linear(h, self.wg.weight.to(dtype))
        up = F.linear(h, self.wu.weight.to(dtype))
        hidden = F.silu(gate.float()).to(dtype) * up
        return x + F.linear(hidden, self.wd.weight.to(dtype)).float()

    def _attend(self, h: Tensor, rope: Tensor, mask: Tensor) -> Tensor:
        batch, time, dim = h.shape
        heads, size, dtype = self.c.heads, self.c.head_size, h.dtype
        weights = torch.cat([self.wq.weight, self.wk.weight, self.wv.weight], 0).to(dtype)
        qkv = F.linear(h, weights).float().view(batch, time, 3, heads, size)
        to_turn, values = qkv.split([2, 1], dim=2)
        pairs = to_turn.reshape(batch, time, 2, heads, size // 2, 2)
        turned = torch.view_as_complex(pairs) * rope[:time].view(1, time, 1, 1, size // 2)
        qk = torch.view_as_real(turned).reshape(batch, time, 2, heads, size)

        def by_head(t: Tensor) -> Tensor:
            return t.transpose(1, 2).reshape(batch * heads, time, size)

        q, k, v = map(by_head, (*qk.unbind(2), values.squeeze(2)))
        q, k, v = (q * (1.0 / math.sqrt(size))).to(dtype), k.transpose(1, 2).to(dtype), v.to(dtype)
        mixed_parts = []
        # A query sees no later key, so each part of the queries takes only the keys up to its end.
        for start, queries in zip(range(0, time, QUERIES_AT_ONCE), q.split(QUERIES_AT_ONCE, 1)):
            end = start + queries.shape[1]
            scores = torch.bmm(queries, k[:, :, :end])
            share = F.softmax(scores + mask[start:end, :end].to(dtype), dim=-1)
            mixed_parts.append(torch.bmm(share, v[:, :end]))
        mixed = torch.cat(mixed_parts, 1).view(batch, heads, time, size)
        joined = mixed.transpose(1, 2).reshape(batch, time, dim)
        return F.linear(joined.to(dtype), self.wo.weight.to(dtype)).float()


class Llama(nn.Module):
    """The whole model."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.c = c
        self.emb = nn.Embedding(c.vocab_size, c.dim)
        self.blocks = nn.ModuleList([Block(c) for _ in range(c.layers)])
        self.nf = RMSNorm(c.dim, c.eps)
        powers = torch.arange(0, c.head_size, 2).float() / c.head_size
        angles = torch.outer(torch.arange(c.context).float(), 1.0 / (c.rope_base**powers))
        self.register_buffer("rope", torch.polar(torch.ones_like(angles), angles), persistent=False)
        mask = torch.full((LONGEST_SAMPLE, LONGEST_SAMPLE), -1e9).triu(1)
        self.register_buffer("mask", mask, persistent=False)
        self._init_weights()

    def _init_weights(self) -> None:
        for name, parameter in self.named_parameters():
            if parameter.dim() != 2:
                continue
            std = 0.02 if "emb" in name else 1.0 / math.sqrt(parameter.shape[1])
            if name.endswith(("wo.weight", "wd.weight")):
                std /= math.sqrt(2 * self.c.layers)
            nn.init.normal_(parameter, std=std)

    def hidden(self, ids: Tensor) -> Tensor:
        """ids: (batch, time) -> the last layer's (batch, time, dim), normalised."""
        x = self.emb(ids)
        for block in self.blocks:
            x = block(x, self.rope, self.mask)
        normalised: Tensor = self.nf(x)
        return normalised

    def loss(self, ids: Tensor, targets: Tensor) -> Tensor:
        """Mean cross entropy over the positions whose target is not -1; both (batch, time)."""
        flat = targets.view(-1)
        kept = (flat >= 0).nonzero().squeeze(1)
        h = self.hidden(ids).view(-1, self.c.dim).index_select(0, kept)
        dtype = torch.bfloat16 if self.c.bf16 and self.training else torch.float32
        logits = F.linear(h.to(dtype), self.emb.weight.to(dtype)).float()
        return F.cross_entropy(logits, flat.index_select(0, kept))

    def parameter_count(self) -> int:
        return sum(p.numel() for p in self.parameters())
