"""The trace that solves a*x + b = c: isolate the variable, then check by substitution."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from .scratchpad import compare_signed, leading_zeros, number, signs, work_out


@dataclass
class EquationTrace:
    """What is written about one equation."""

    lines: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    """The steps of the answer; those of the last attempt."""
    mistakes: list[str] = field(default_factory=list)
    """The lines with a planted mistake, in order; the model does not learn to write them."""


def side(a: int, v: str, b: int) -> str:
    """a*v + b as text."""
    term = v if a == 1 else f"-{v}" if a == -1 else f"{a}{v}"
    return term if b == 0 else f"{term} + {b}" if b > 0 else f"{term} - {-b}"


def _tries(n: int, d: int) -> str:
    """The multiples of d from 5 * d down or up to the last one that n has room for; d <= n < 10 * d.

    To look for the digit takes comparisons, where to guess it takes a table of divisions by heart.
    """
    q, out = 5, list[str]()
    while q * d > n:
        out.append(f"{q}*{d}={q * d}>{n}")
        q -= 1
    out.append(f"{q}*{d}={q * d}")
    while not out[0].endswith(f">{n}") and q < 9:
        q += 1
        if q * d > n:
            out.append(f"{q}*{d}={q * d}>{n}")
            break
        out.append(f"{q}*{d}={q * d}")
    return ", ".join(out)


def _long_division(n: int, d: int) -> list[str]:
    """Lines for n / d where n >= 10, 2 <= d <= 9 and nothing is left over."""
    rest, quotient, out = 0, "", []
    for c in str(n):
        current = rest * 10 + int(c)
        q, rest = divmod(current, d)
        divided = f"{current}/{d}={q} rest {rest}"
        if q:
            divided = f"{current}: {_tries(current, d)}, {current}-{q * d}={rest}, so {divided}"
        out.append(divided)
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


def _near(r: random.Random, n: int) -> int:
    """A number that differs from n in one digit or in its sign."""
    if n and r.random() < 0.2:
        return -n
    digits = str(abs(n))
    i = r.randrange(len(digits))
    least = 1 if i == 0 and len(digits) > 1 else 0
    digit = r.choice([d for d in range(least, 10) if str(d) != digits[i]])
    changed = int(f"{digits[:i]}{digit}{digits[i + 1 :]}")
    return -changed if n < 0 else changed


class _Attempt:
    """One way through the equation, perhaps with a mistake in the right side or in the result."""

    def __init__(self, r: random.Random, a: int, x: int, b: int, v: str) -> None:
        self.r = r
        self.a = a
        self.b = b
        self.c = a * x + b
        self.v = v

    def isolate(self, trace: EquationTrace, mistaken: bool) -> int:
        """Writes the steps to the variable and returns its value, a wrong one if `mistaken`."""
        trace.steps = []
        early = mistaken and bool(self.b) and (self.a == 1 or self.r.random() < 0.4)
        right = self._move(trace, early) if self.b else self.c
        return self._divide(trace, right, mistaken and not early)

    def check(self, trace: EquationTrace, x: int) -> bool:
        """Substitutes x, compares both sides digit by digit, and returns whether they are equal."""
        worked, total = work_out(self.a, "*", x)
        trace.lines += [f"Wait, let me check: {self.a} * {number(x, False)}.", *worked]
        if self.b:
            op = "+" if self.b > 0 else "-"
            trace.lines.append(f"Then {total} {op} {abs(self.b)}.")
            worked, total = work_out(total, op, abs(self.b))
            trace.lines += worked
        trace.lines.append(compare_signed(total, self.c))
        if total == self.c:
            trace.lines.append(f"It matches {self.c}, good.")
            return True
        trace.lines.append(f"It does not match {self.c}. I made a mistake, so I start again.")
        return False

    def _move(self, trace: EquationTrace, mistaken: bool) -> int:
        """Brings b to the right side."""
        a, b, c = self.a, self.b, self.c
        op, verb, link = ("-", "Subtract", "from") if b > 0 else ("+", "Add", "to")
        move = f"{verb} {abs(b)} {link} both sides: {side(a, self.v, 0)} ="
        trace.lines.append(f"{move} {c} {op} {abs(b)}.")
        worked, right = work_out(c, op, abs(b))
        trace.lines += worked
        if mistaken:
            # A multiple of a away, so that the division that follows leaves nothing over.
            right += abs(a) * self.r.choice([-10, -2, -1, 1, 2, 10])
            trace.lines[-1] = f"So {number(c, True)} {op} {abs(b)} = {right}."
            trace.mistakes.append(trace.lines[-1])
        trace.lines.append(f"Now {side(a, self.v, 0)} = {right}.")
        trace.steps.append(f"{move} {right}")
        return right

    def _divide(self, trace: EquationTrace, right: int, mistaken: bool) -> int:
        """Divides both sides by a."""
        a, v = self.a, self.v
        if a == 1:
            return right
        move = f"Divide both sides by {a}: {v} ="
        trace.lines.append(f"{move} {right} / {number(a, False)}.")
        trace.lines += _divide(right, a)
        x = right // a
        if mistaken:
            x = _near(self.r, x)
            trace.mistakes.append(f"So {v} = {x}.")
        trace.lines.append(f"So {v} = {x}.")
        trace.steps.append(f"{move} {x}")
        return x


def solve(r: random.Random, a: int, x: int, b: int, v: str, mistakes: float) -> EquationTrace:
    """Solves and checks a*v + b = c, whose solution is x; a failed check leads to a new attempt.

    `mistakes` is how likely an attempt has one; where it is certain, only the first one has.
    """
    trace = EquationTrace()
    attempt = _Attempt(r, a, x, b, v)
    # Evaluation plants none, and its problems must not depend on how likely training does.
    mistaken = 0 < mistakes and r.random() < mistakes
    while not attempt.check(trace, attempt.isolate(trace, mistaken)):
        mistaken = r.random() < mistakes < 1
    return trace
