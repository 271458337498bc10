"""Replies after a thought that is forced to be empty, as when reasoning is turned off."""

from __future__ import annotations

import random
from dataclasses import replace

from .arithmetic import arithmetic, small_arithmetic
from .equations import equation
from .explain import explain
from .fallback import fallback, greeting
from .problem import Problem, Split
from .tokens import THINK_CLOSE, THINK_OPEN
from .word_problems import word_problem

EMPTY_THOUGHT = f"{THINK_OPEN}\n\n{THINK_CLOSE}\n\n"
NEEDS_THOUGHT = (
    "I cannot work this out without thinking. Please ask again and let me think step by step."
)


def hard_without_thought(r: random.Random, split: Split) -> Problem:
    """A problem that is declined, because its result has to be worked out."""
    make = r.choice([arithmetic, equation, word_problem])
    return replace(make(r, split), answer=NEEDS_THOUGHT, gold=NEEDS_THOUGHT, value=None)


def without_thought(r: random.Random, split: Split) -> Problem:
    """A problem with the answer that needs no thought; what needs one is declined."""
    k = r.random()
    if k < 0.55:
        return small_arithmetic(r, split)
    if k < 0.68:
        return greeting(r)
    if k < 0.84:
        return hard_without_thought(r, split)
    return explain(r, split) if k < 0.92 else fallback(r, split)
