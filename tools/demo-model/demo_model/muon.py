"""The Muon optimizer (https://kellerjordan.github.io/posts/muon/)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor


def _orthogonal(updates: Tensor, dtype: torch.dtype) -> Tensor:
    """Five Newton-Schulz iterations towards the nearest orthogonal matrices; (count, rows, cols)."""
    tall = updates.shape[1] > updates.shape[2]
    x = updates.transpose(1, 2) if tall else updates
    x = (x / (x.flatten(1).norm(dim=1).view(-1, 1, 1) + 1e-7)).to(dtype).contiguous()
    for _ in range(5):
        a = x @ x.transpose(1, 2)
        b = -4.7750 * a + 2.0315 * (a @ a)
        x = 3.4445 * x + b @ x
    return (x.transpose(1, 2) if tall else x).float()


class Muon(torch.optim.Optimizer):
    """Momentum whose update is orthogonalised, in bfloat16 with `bf16`; for matrices only."""

    def __init__(
        self,
        params: Iterable[torch.nn.Parameter],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        bf16: bool = False,
    ) -> None:
        self.dtype = torch.bfloat16 if bf16 else torch.float32
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:
        """Updates every matrix from its gradient; matrices of one shape go through together.

        There is no line search, so `closure` is not called.
        """
        for group in self.param_groups:
            by_shape: dict[tuple[int, ...], list[torch.nn.Parameter]] = {}
            for p in group["params"]:
                by_shape.setdefault(tuple(p.shape), []).append(p)
            for (rows, columns), params in by_shape.items():
                updates = torch.stack([self._momentum(p, group["momentum"]) for p in params])
                size = group["lr"] * max(1.0, rows / columns) ** 0.5
                for p, update in zip(params, _orthogonal(updates, self.dtype)):
                    p.mul_(1 - group["lr"] * group["weight_decay"]).add_(update, alpha=-size)

    def _momentum(self, p: torch.nn.Parameter, momentum: float) -> Tensor:
        assert p.grad is not None
        state = self.state[p]
        if not state:
            state["momentum"] = torch.zeros_like(p)
        state["momentum"].lerp_(p.grad, 1 - momentum)
        return p.grad.lerp(state["momentum"], momentum)
