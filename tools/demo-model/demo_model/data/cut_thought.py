"""Thoughts that are cut off once the result is known, as by a budget or by "Answer now"."""

from __future__ import annotations

import random

from .problem import Problem
from .tokens import THINK_CLOSE, THINK_OPEN


def _known_from(problem: Problem) -> int | None:
    """Where the trace has just stated the result; None where it never states one."""
    if problem.value is None or problem.mistakes:
        return None
    stated, at = f" = {problem.value}.\n", -1
    line_starts = ("So ", "Now ")
    position = 0
    for line in problem.think.splitlines(keepends=True):
        position += len(line)
        if line.startswith("The answer is") or (line.startswith("Wait") and at >= 0):
            break
        if line.startswith(line_starts) and line.endswith(stated):
            at = position
    return at - 1 if at >= 0 else None


def cut_thought(r: random.Random, problem: Problem) -> str | None:
    """The turn's start up to the answer, its trace cut anywhere behind the result."""
    known = _known_from(problem)
    if known is None:
        return None
    think = problem.think[: r.randint(known, len(problem.think))]
    return f"{THINK_OPEN}\n{think}\n{THINK_CLOSE}\n\n"
