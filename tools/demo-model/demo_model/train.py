"""Trains on a CPU: batches of similar length, Muon for the matrices, AdamW for the rest.

Data parallel over single-threaded worker processes that share the weights. Each worker computes the
gradient of its own batch; the gradients are averaged, and each worker updates its share of the
tensors. Two barriers a step cost far less than OpenMP's hundreds where the machine has other load.
"""

from __future__ import annotations

import multiprocessing as mp
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

import torch

from .batches import Batch, batches, encode_shard
from .checkpoint import Checkpoint, save_checkpoint
from .export import load
from .model import Config, Llama
from .muon import Muon

WARM_UP_STEPS = 60
REPORT_EVERY = 25
SAVE_EVERY = 200


@dataclass(frozen=True)
class Settings:
    """One training run."""

    out: Path
    steps: int
    workers: int
    budget: int
    """Tokens in a batch, padding included, for each worker."""
    per_shard: int
    """Batches taken from a shard."""
    max_seconds: float
    """The schedule ends after this long, or after `steps`."""
    lr: float
    adam_lr: float
    weight_decay: float
    cooldown: float
    """The last part of the schedule, in which the learning rates fall to 0."""
    seed: int
    first_shard: int
    mix: str
    """Which of the mixes of samples."""
    longest: int
    """Longer samples are dropped; in tokens."""


class Shared:
    """What the workers share besides the weights; every field is in shared memory."""

    def __init__(self, model: Llama, workers: int) -> None:
        self.gradients = [
            [torch.zeros_like(p).share_memory_() for p in model.parameters()]
            for _ in range(workers)
        ]
        self.progress = torch.zeros(1, dtype=torch.float64).share_memory_()
        """How far the schedule is, 0 to 1; written by worker 0."""
        self.tokens = torch.zeros(workers, dtype=torch.int64).share_memory_()
        """Tokens in the batch of each worker."""
        self.samples = torch.zeros(workers, dtype=torch.int64).share_memory_()
        self.barrier: Barrier = mp.get_context("fork").Barrier(workers)


class Worker:
    """One of the processes; worker 0 also keeps time, reports and saves."""

    def __init__(self, rank: int, settings: Settings, model: Llama, shared: Shared) -> None:
        self.rank = rank
        self.settings = settings
        self.model = model
        self.shared = shared
        self.names, self.params = zip(*model.named_parameters())
        matrices = [
            i for i, p in enumerate(self.params) if p.dim() == 2 and "emb" not in self.names[i]
        ]
        others = [i for i in range(len(self.params)) if i not in matrices]
        my_matrices = matrices[rank :: settings.workers]
        my_others = others[rank :: settings.workers]
        self.mine = my_matrices + my_others
        self.muon = Muon(
            [self.params[i] for i in my_matrices],
            lr=settings.lr,
            bf16=model.c.bf16,
            weight_decay=settings.weight_decay,
        )
        self.adam = torch.optim.AdamW(
            [self.params[i] for i in my_others],
            lr=settings.adam_lr,
            betas=(0.9, 0.95),
            weight_decay=0.0,
        )
        self.next_shard = settings.first_shard + rank
        self.step = 0
        self.tokens = 0
        self.samples = 0
        self.losses: list[float] = []
        self.started = time.monotonic()

    def run(self) -> None:
        """Trains to the end of the schedule."""
        try:
            for batch in self._batches():
                if self._finished_after(batch):
                    break
        except BaseException:
            # Without this, the other workers would wait for this one forever.
            self.shared.barrier.abort()
            raise
        if self.rank == 0:
            self._save()
            print(f"done: {self._totals()}", flush=True)

    def _batches(self) -> Iterator[Batch]:
        """The batches of the worker's shards; the next shard is encoded in the background."""
        s = self.settings
        r = random.Random(s.seed * 100 + self.rank)
        with mp.get_context("fork").Pool(1) as pool:
            coming = pool.apply_async(encode_shard, (self.next_shard, s.mix, s.longest))
            while True:
                samples = coming.get()
                self.next_shard += s.workers
                coming = pool.apply_async(encode_shard, (self.next_shard, s.mix, s.longest))
                # Every worker takes the same number, so that none waits at the barrier alone.
                yield from list(batches(samples, s.budget, r))[: s.per_shard]

    def _finished_after(self, batch: Batch) -> bool:
        """One step, or none and True where the schedule is over."""
        s, shared = self.settings, self.shared
        if self.rank == 0:
            elapsed = time.monotonic() - self.started
            shared.progress[0] = max(self.step / s.steps, elapsed / s.max_seconds)
        self._compute_gradients(batch)
        shared.barrier.wait()
        progress = shared.progress.item()
        if progress >= 1:
            return True
        scale = min(1.0, (self.step + 1) / WARM_UP_STEPS) * min(1.0, (1 - progress) / s.cooldown)
        self._update(scale)
        self.step += 1
        self.tokens += int(shared.tokens.sum())
        self.samples += int(shared.samples.sum())
        shared.barrier.wait()
        if self.rank == 0:
            self._report(scale)
        return False

    def _compute_gradients(self, batch: Batch) -> None:
        loss = self.model.loss(batch.inputs, batch.targets)
        loss.backward()
        self.losses.append(loss.item())
        for p, gradient in zip(self.params, self.shared.gradients[self.rank]):
            gradient.copy_(p.grad)
            p.grad = None
        self.shared.tokens[self.rank] = batch.inputs.numel()
        self.shared.samples[self.rank] = batch.inputs.shape[0]

    def _update(self, scale: float) -> None:
        for optimizer, lr in ((self.muon, self.settings.lr), (self.adam, self.settings.adam_lr)):
            for group in optimizer.param_groups:
                group["lr"] = lr * scale
        for i in self.mine:
            total = sum(gradients[i] for gradients in self.shared.gradients)
            self.params[i].grad = total / self.settings.workers
        self.muon.step()
        self.adam.step()
        for i in self.mine:
            self.params[i].grad = None

    def _report(self, scale: float) -> None:
        if self.step % REPORT_EVERY == 0:
            mean = sum(self.losses) / len(self.losses)
            print(f"{self._totals()} loss {mean:.4f} lr {scale:.3f}", flush=True)
            self.losses = []
        if self.step % SAVE_EVERY == 0:
            self._save()

    def _totals(self) -> str:
        seconds = time.monotonic() - self.started
        return f"step {self.step} tokens {self.tokens} samples {self.samples} {seconds:.0f} s"

    def _save(self) -> None:
        progress = dict(
            step=self.step,
            tokens=self.tokens,
            samples=self.samples,
            seconds=time.monotonic() - self.started,
            next_shard=self.next_shard,
            settings={**asdict(self.settings), "out": str(self.settings.out)},
        )
        save_checkpoint(
            self.settings.out, Checkpoint(self.model.c, self.model.state_dict(), progress)
        )


def _work(rank: int, settings: Settings, model: Llama, shared: Shared) -> None:
    torch.set_num_threads(1)
    Worker(rank, settings, model, shared).run()


def train(settings: Settings, config: Config, init: Path | None) -> None:
    """Trains from random weights, or from `init`, a checkpoint or a GGUF.

    The shape of what it goes on from then replaces that of `config`.
    """
    torch.set_num_threads(1)
    torch.manual_seed(settings.seed)
    start = load(init) if init else None
    model = Llama(replace(start.config, bf16=config.bf16) if start else config)
    if start:
        model.load_state_dict(start.model)
    model.train()
    model.share_memory()
    print(f"{model.parameter_count()} parameters", flush=True)
    shared = Shared(model, settings.workers)
    context = mp.get_context("fork")
    processes = [
        context.Process(target=_work, args=(rank, settings, model, shared))
        for rank in range(settings.workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a training process failed")
