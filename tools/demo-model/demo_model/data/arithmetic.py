"""Arithmetic with two to four operands, and follow-ups on an earlier result."""

from __future__ import annotations

import random

from .expression import apply, evaluate, mostly_one_digit, random_expression, show
from .problem import Problem, Split, belongs, boxed, with_directive
from .scratchpad import work_out

PROMPTS = [
    "What is {e}?",
    "What is {e}?",
    "{e}",
    "{e}",
    "Compute {e}",
    "Calculate {e}.",
    "Solve: {e}",
    "{e} = ?",
    "{e} =",
    "How much is {e}?",
    "What's {e}?",
    "Evaluate {e}.",
    "Please compute {e}.",
    "what is {e}",
    "Compute: {e}",
    "Work out {e}.",
    "Can you calculate {e}?",
    "Hi, what is {e}?",
    "Find the value of {e}.",
    "Evaluate the expression {e}",
    "Calculate: {e}",
    "I need the value of {e}.",
    "Tell me {e}",
    "Compute {e} step by step.",
    "What does {e} equal?",
    "What is the result of {e}?",
    "solve {e}",
    "calc {e}",
]
WORDED_PROMPTS = {
    "+": [
        "What is {a} plus {b}?",
        "Add {a} and {b}.",
        "What is the sum of {a} and {b}?",
        "{a} plus {b}",
    ],
    "-": ["What is {a} minus {b}?", "Subtract {b} from {a}.", "{a} minus {b}"],
    "*": [
        "What is {a} times {b}?",
        "Multiply {a} by {b}.",
        "What is the product of {a} and {b}?",
        "{a} times {b}",
    ],
}
FOLLOW_UPS = {
    "+": ["Now add {n} to that.", "Add {n} to the result.", "And plus {n}?"],
    "-": ["Now subtract {n} from that.", "Subtract {n} from the result.", "And minus {n}?"],
    "*": ["Now multiply that by {n}.", "Multiply the result by {n}.", "And times {n}?"],
}


def _answer(expr: str, steps: list[str], value: int) -> str:
    if len(steps) == 1:
        return f"The value of {expr} is **{value}**.\n\n{boxed(value)}"
    listed = "\n".join(f"{i + 1}. {step}" for i, step in enumerate(steps))
    return f"Step by step:\n\n{listed}\n\n**Answer:**\n\n{boxed(value)}"


def _spelling(r: random.Random, expr: str) -> str:
    """The expression as a user may type it: without spaces, or with another sign for times."""
    if r.random() < 0.12:
        expr = expr.replace(" ", "")
    if r.random() < 0.1:
        expr = expr.replace("*", r.choice(["x", "×"]))
    return expr


def arithmetic(
    r: random.Random, split: Split, operands: int | None = None, one_digit: float = 0.0
) -> Problem:
    """A problem with that many operands (2 to 4; random when not given).

    `one_digit` is how often most of its numbers are made to have one digit.
    """
    while True:
        count = operands or r.choices([2, 3, 4], [0.54, 0.28, 0.18])[0]
        tokens = random_expression(r, count)
        # Drawn only where it is wanted: the samples of the other mixes must stay as they are.
        if one_digit and r.random() < one_digit:
            tokens = mostly_one_digit(r, tokens)
        expr = show(tokens)
        if belongs(expr, split):
            break
    if count == 2 and r.random() < 0.12:
        prompt = r.choice(WORDED_PROMPTS[str(tokens[1])]).format(a=tokens[0], b=tokens[2])
    else:
        spelled = _spelling(r, expr)
        prompt = r.choice(PROMPTS).format(e=spelled)
    prompt, directed = with_directive(r, prompt)
    lines, steps, value = evaluate(tokens, check=directed)
    return Problem(
        kind="arithmetic",
        prompt=prompt,
        think="\n".join([f"I need to work out {expr}.", *lines, f"The answer is {value}."]),
        answer=_answer(expr, steps, value),
        gold=str(value),
        value=value,
        expr=expr,
    )


def small_arithmetic(r: random.Random, split: Split) -> Problem:
    """Two operands up to 12, small enough to be answered without a thought."""
    while True:
        op = r.choice("+-*")
        a, b = (r.randint(0, 10 if op == "*" else 12) for _ in range(2))
        expr = f"{a} {op} {b}"
        if belongs(expr, split):
            break
    if r.random() < 0.2:
        prompt = r.choice(WORDED_PROMPTS[op]).format(a=a, b=b)
    else:
        prompt = r.choice(PROMPTS).format(e=_spelling(r, expr))
    prompt, _ = with_directive(r, prompt)
    value = apply(a, op, b)
    return Problem(
        kind="small",
        prompt=prompt,
        think="",
        answer=_answer(expr, [expr], value),
        gold=str(value),
        value=value,
        expr=expr,
    )


def follow_up(r: random.Random, previous: int) -> Problem:
    """One more operation on the result of the turn before."""
    n = r.randint(2, 99)
    op = r.choice("+-*")
    if op == "*":
        n = r.randint(2, 9)
        if abs(previous) > 999:
            op = "+"
    prompt = r.choice(FOLLOW_UPS[op]).format(n=n)
    expr = f"{previous} {op} {n}"
    lines, value = work_out(previous, op, n)
    opening = [f"The previous result is {previous}.", f"I need to work out {expr}."]
    return Problem(
        kind="follow-up",
        prompt=prompt,
        think="\n".join([*opening, *lines, f"The answer is {value}."]),
        answer=_answer(expr, [expr], value),
        gold=str(value),
        value=value,
        expr=expr,
    )
