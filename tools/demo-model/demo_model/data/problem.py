"""What every skill produces, and the rule that keeps evaluation problems out of training."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, field
from typing import Literal

Split = Literal["train", "test"]

Segment = tuple[str, bool]
"""Text, and whether the model learns to write it."""

DIRECTIVE = "Please reason step by step, and put your final answer within \\boxed{}."


@dataclass(frozen=True)
class Problem:
    """One user turn with its reference reply."""

    kind: str
    prompt: str
    think: str
    """The reasoning between <think> and </think>, without the line breaks around it."""
    answer: str
    gold: str
    """What a correct answer must contain: a number, a meaning or a block of code."""
    value: int | None = None
    """The result of an arithmetic problem or an equation."""
    expr: str | None = None
    """The normalised expression or equation."""
    name: str | None = None
    params: list[str] = field(default_factory=list)
    what: str | None = None
    """The meaning of a function, as it follows the word "returns"."""
    key: str | None = None
    """The line of a function that an explanation quotes."""
    mistakes: list[str] = field(default_factory=list)
    """Lines of the trace, in order, that are wrong on purpose and not learned."""

    def reply(self) -> str:
        """The whole reply: the trace, then the answer."""
        return f"<think>\n{self.think}\n</think>\n\n{self.answer}"

    def reply_segments(self) -> list[Segment]:
        """The reply cut at its planted mistakes."""
        rest, out = self.reply(), list[Segment]()
        for line in self.mistakes:
            # Cut at line breaks, so that the parts have the tokens of the whole.
            before, rest = rest.split(f"\n{line}\n", 1)
            out += [(before + "\n", True), (line + "\n", False)]
        return [*out, (rest, True)]


def held_out(key: str) -> bool:
    """Whether a problem is reserved for evaluation (one in twenty, by its checksum)."""
    return zlib.crc32(key.encode()) % 20 == 0


def belongs(key: str, split: Split) -> bool:
    """Whether the problem with this key may be used in this split."""
    return held_out(key) == (split == "test")


def with_directive(r: random.Random, prompt: str) -> tuple[str, bool]:
    """Appends the R1 directive to half of the prompts; also returns whether it did."""
    if r.random() < 0.5:
        return prompt, False
    return prompt + r.choice(["\n", "\n", "\n\n", " "]) + DIRECTIVE, True


def boxed(value: object) -> str:
    """The final answer as R1 writes it."""
    return f"\\[\n\\boxed{{{value}}}\n\\]"
