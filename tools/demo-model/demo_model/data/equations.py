"""Linear equations a*x + b = c with an integer solution."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .equation_trace import side, solve
from .problem import Problem, Split, belongs, boxed, with_directive

PROMPTS = [
    "Solve: {e}",
    "Solve: {e}",
    "Solve for {v}: {e}",
    "Solve {e}",
    "{e}",
    "{e}",
    "What is {v} if {e}?",
    "Find {v}: {e}",
    "Solve the equation {e}.",
    "Please solve {e} for {v}.",
    "If {e}, what is {v}?",
    "Can you solve {e}?",
    "solve {e}",
    "Solve {e} for {v}",
    "Find {v} such that {e}.",
    "What is the solution of {e}?",
    "Hi, please solve {e}",
    "{e}, find {v}",
    "Determine {v}: {e}",
    "{e}, {v} = ?",
]
COEFFICIENTS = [1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, -1, -2, -3, -4, -5, -6, -7, -8, -9]
VARIABLES = "xxxxxxyzntmk"
MISTAKES = 0.1
"""How likely an attempt has a planted mistake in training, for the check to find."""


@dataclass(frozen=True)
class Spelling:
    """How equations are written, where it is not left to chance."""

    unspaced: float = 0.1
    """How likely one has no spaces, as in `8*x=-216`."""
    without_constant: float = 0.0
    """How likely one is a*x = c, beside those that are by chance."""


USUAL = Spelling()


def _spelling(r: random.Random, a: int, b: int, c: int, v: str, unspaced: float) -> str:
    """The equation as a user may type it."""
    normal = text = f"{side(a, v, b)} = {c}"
    k = r.random()
    if k < 0.1:
        text = f"{c} = {side(a, v, b)}"
    elif k < 0.2 and b > 0 and a > 0:
        text = f"{b} + {side(a, v, 0)} = {c}"
    elif k < 0.25 and b > 0 and a < 0:
        text = f"{b} - {side(-a, v, 0)} = {c}"
    elif k < 0.4 and abs(a) > 1:
        text = normal.replace(f"{a}{v}", r.choice([f"{a}*{v}", f"{a} * {v}"]), 1)
    return text.replace(" ", "") if r.random() < unspaced else text


def equation(
    r: random.Random, split: Split, mistakes: float | None = None, spelling: Spelling = USUAL
) -> Problem:
    """An equation with an integer solution, solved and checked by substitution.

    `mistakes` is how likely an attempt has a planted one; not given, training has some.
    """
    if mistakes is None:
        mistakes = MISTAKES if split == "train" else 0
    while True:
        a = r.choice(COEFFICIENTS)
        x = r.choice([r.randint(-12, 20), r.randint(0, 30), r.randint(-60, 99)])
        b = r.choice([r.randint(1, 20), r.randint(-30, 30), r.randint(-99, 99)])
        if spelling.without_constant and r.random() < spelling.without_constant:
            b = 0
        if a == 1 and b == 0:
            continue
        v = r.choice(VARIABLES)
        if belongs(f"{a}*{x}+{b}", split):
            break
    normal = f"{side(a, v, b)} = {a * x + b}"
    spelled = _spelling(r, a, b, a * x + b, v, spelling.unspaced)
    prompt, _ = with_directive(r, r.choice(PROMPTS).format(e=spelled, v=v))
    trace = solve(r, a, x, b, v, mistakes)
    think = [f"I need to solve {normal} for {v}.", *trace.lines]
    listed = "\n".join(f"{i + 1}. {step}" for i, step in enumerate(trace.steps))
    return Problem(
        kind="equation",
        prompt=prompt,
        think="\n".join([*think, f"The answer is {x}."]),
        answer=f"To solve {normal}:\n\n{listed}\n\n**Answer:** {v} = {x}\n\n{boxed(x)}",
        gold=str(x),
        value=x,
        expr=normal,
        mistakes=trace.mistakes,
    )
