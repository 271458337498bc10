"""Linear equations a*x + b = c with an integer solution."""

from __future__ import annotations

import random

from .problem import Problem, Split, belongs, boxed, with_directive
from .scratchpad import leading_zeros, number, signs, work_out

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


def _side(a: int, v: str, b: int) -> str:
    """a*v + b as text."""
    term = v if a == 1 else f"-{v}" if a == -1 else f"{a}{v}"
    return term if b == 0 else f"{term} + {b}" if b > 0 else f"{term} - {-b}"


def _long_division(n: int, d: int) -> list[str]:
    """Lines for n / d where n >= 10, 2 <= d <= 9 and nothing is left over."""
    rest, quotient, out = 0, "", []
    for c in str(n):
        current = rest * 10 + int(c)
        q, rest = divmod(current, d)
        out.append(f"{current}/{d}={q} rest {rest}")
        quotient += str(q)
    return out + leading_zeros(quotient)


def _divide(n: int, d: int) -> list[str]:
    """Lines for the exact quotient n / d of numbers with any sign."""
    out = []
    if n < 0 or d < 0:
        out.append(f"Signs {signs(n // d, 'x')}. Work out {abs(n)} / {abs(d)}.")
    if abs(n) >= 10 and abs(d) > 1:
        out += _long_division(abs(n), abs(d))
    return out


def _spelling(r: random.Random, a: int, b: int, c: int, v: str) -> str:
    """The equation as a user may type it."""
    normal = text = f"{_side(a, v, b)} = {c}"
    k = r.random()
    if k < 0.1:
        text = f"{c} = {_side(a, v, b)}"
    elif k < 0.2 and b > 0 and a > 0:
        text = f"{b} + {_side(a, v, 0)} = {c}"
    elif k < 0.25 and b > 0 and a < 0:
        text = f"{b} - {_side(-a, v, 0)} = {c}"
    elif k < 0.4 and abs(a) > 1:
        text = normal.replace(f"{a}{v}", r.choice([f"{a}*{v}", f"{a} * {v}"]), 1)
    return text.replace(" ", "") if r.random() < 0.1 else text


def _solve(a: int, x: int, b: int, v: str) -> tuple[list[str], list[str]]:
    """The trace that isolates the variable, and the steps of the answer."""
    c = a * x + b
    term = _side(a, v, 0)
    right = c - b
    lines: list[str] = []
    steps: list[str] = []
    if b:
        op, verb, link = ("-", "Subtract", "from") if b > 0 else ("+", "Add", "to")
        move = f"{verb} {abs(b)} {link} both sides: {term} ="
        lines.append(f"{move} {c} {op} {abs(b)}.")
        lines += work_out(c, op, abs(b))[0]
        lines.append(f"Now {term} = {right}.")
        steps.append(f"{move} {right}")
    if a != 1:
        move = f"Divide both sides by {a}: {v} ="
        lines.append(f"{move} {right} / {number(a, False)}.")
        lines += _divide(right, a)
        lines.append(f"So {v} = {x}.")
        steps.append(f"{move} {x}")
    return lines, steps


def _check(a: int, x: int, b: int) -> list[str]:
    worked, product = work_out(a, "*", x)
    lines = [f"Wait, let me check: {a} * {number(x, False)}.", *worked]
    if b:
        op = "+" if b > 0 else "-"
        worked, total = work_out(product, op, abs(b))
        assert total == a * x + b
        lines += [f"Then {product} {op} {abs(b)}.", *worked]
    return [*lines, f"It matches {a * x + b}, good."]


def equation(r: random.Random, split: Split) -> Problem:
    """An equation with an integer solution, solved and checked by substitution."""
    while True:
        a = r.choice(COEFFICIENTS)
        x = r.choice([r.randint(-12, 20), r.randint(0, 30), r.randint(-60, 99)])
        b = r.choice([r.randint(1, 20), r.randint(-30, 30), r.randint(-99, 99)])
        if a == 1 and b == 0:
            continue
        v = r.choice(VARIABLES)
        if belongs(f"{a}*{x}+{b}", split):
            break
    normal = f"{_side(a, v, b)} = {a * x + b}"
    spelled = _spelling(r, a, b, a * x + b, v)
    prompt, _ = with_directive(r, r.choice(PROMPTS).format(e=spelled, v=v))
    lines, steps = _solve(a, x, b, v)
    think = [f"I need to solve {normal} for {v}.", *lines, *_check(a, x, b)]
    listed = "\n".join(f"{i + 1}. {step}" for i, step in enumerate(steps))
    return Problem(
        kind="equation",
        prompt=prompt,
        think="\n".join([*think, f"The answer is {x}."]),
        answer=f"To solve {normal}:\n\n{listed}\n\n**Answer:** {v} = {x}\n\n{boxed(x)}",
        gold=str(x),
        value=x,
        expr=normal,
    )
