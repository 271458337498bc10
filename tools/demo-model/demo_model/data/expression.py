"""Expressions with integers, + - * and parentheses: printing, random making, step-wise evaluation."""

from __future__ import annotations

import random

from .scratchpad import number, work_out

Token = int | str
"""An integer, an operator or a parenthesis."""


def show(tokens: list[Token]) -> str:
    """[23, '*', '(', 7, '-', 3, ')'] -> '23 * (7 - 3)'."""
    text = ""
    previous: Token = "("
    for i, token in enumerate(tokens):
        first = i == 0 or tokens[i - 1] == "("
        shown = number(token, first) if isinstance(token, int) else token
        text += shown if token == ")" or previous == "(" else " " + shown
        previous = token
    return text


def _next_operator(tokens: list[Token]) -> int:
    """Index of the operator to apply next: innermost leftmost parentheses, * before + and -."""
    low, high = 0, len(tokens)
    if ")" in tokens:
        high = tokens.index(")")
        low = max(i for i in range(high) if tokens[i] == "(") + 1
    for operators in (("*",), ("+", "-")):
        for i in range(low, high):
            if tokens[i] in operators:
                return i
    raise ValueError(f"no operator in {tokens}")


def _operation(tokens: list[Token], i: int) -> tuple[int, str, int]:
    a, op, b = tokens[i - 1], tokens[i], tokens[i + 1]
    if not (isinstance(a, int) and isinstance(op, str) and isinstance(b, int)):
        raise ValueError(f"not an expression: {tokens}")
    return a, op, b


def _replace(tokens: list[Token], i: int, result: int) -> None:
    """Puts the result in place of the operation at i, and drops parentheses around it."""
    tokens[i - 1 : i + 2] = [result]
    j = i - 1
    if j > 0 and tokens[j - 1] == "(" and tokens[j + 1] == ")":
        tokens[j - 1 : j + 2] = [result]


def apply(a: int, op: str, b: int) -> int:
    """The value of `a op b`."""
    return a * b if op == "*" else a + b if op == "+" else a - b


def _reason(tokens: list[Token], op: str) -> str:
    if ")" in tokens:
        return "Parentheses first"
    return "Multiply first" if op == "*" and ("+" in tokens or "-" in tokens) else "Next"


def evaluate(tokens: list[Token], check: bool = False) -> tuple[list[str], list[str], int]:
    """Evaluates step by step: the lines of the trace, one line per operation, and the value.

    `check` adds the inverse operation where there are two operands, the operator is + or -, and
    the result is not negative.
    """
    lines: list[str] = []
    steps: list[str] = []
    rest = list(tokens)
    while len(rest) > 1:
        i = _next_operator(rest)
        a, op, b = _operation(rest, i)
        operation = f"{number(a, True)} {op} {number(b, False)}"
        if len(rest) > 3:
            lines.append(f"{_reason(rest, op)}: {operation}.")
        worked, result = work_out(a, op, b)
        lines += worked
        steps.append(f"{operation} = {result}")
        _replace(rest, i, result)
        if len(rest) > 1:
            lines.append(f"Now the expression is {show(rest)}.")
    value = rest[0]
    assert isinstance(value, int)
    if check and len(tokens) == 3 and value >= 0:
        lines += _check(tokens, value)
    return lines, steps, value


def _check(tokens: list[Token], value: int) -> list[str]:
    a, op, b = _operation(tokens, 1)
    if op == "*":
        return []
    inverse = "-" if op == "+" else "+"
    worked, back = work_out(value, inverse, b)
    assert back == a
    return [
        f"Wait, let me check: {value} {inverse} {b}.",
        *worked,
        f"It matches {a}, good.",
    ]


def _random_number(r: random.Random, largest: int = 999) -> int:
    k = r.random()
    if k < 0.2:
        return r.randint(0, 9)
    if k < 0.55 or largest < 100:
        return r.randint(10, min(99, largest))
    return r.randint(100, largest)


def _random_pair(r: random.Random) -> list[Token]:
    while True:
        op = r.choice("++--**")
        if op != "*":
            return [_random_number(r), op, _random_number(r)]
        a, b = _random_number(r, 99), _random_number(r, 99)
        if r.random() < 0.15:
            a, b = r.randint(100, 999), r.randint(2, 9)
        if r.random() < 0.2:
            a, b = b, a
        if b <= 99:
            return [a, op, b]


def _random_chain(r: random.Random, operands: int) -> list[Token] | None:
    """Three or more operands; None where there are too many products."""
    ops = [r.choice("++--*") for _ in range(operands - 1)]
    if ops.count("*") > (1 if operands == 3 else 2):
        return None
    tokens: list[Token] = [_random_number(r)]
    for op in ops:
        tokens += [op, _random_number(r)]
    for i, token in enumerate(tokens):
        if token == "*":
            tokens[i - 1] = r.randint(2, 99) if r.random() < 0.6 else r.randint(2, 12)
            tokens[i + 1] = r.randint(2, 9)
    if r.random() < 0.4:
        tokens = _bracket(r, tokens, 2 * r.randrange(operands - 1))
    return tokens


def _bracket(r: random.Random, tokens: list[Token], i: int) -> list[Token]:
    """Parentheses around the operand at i and the next one, both small where they are multiplied."""
    before = tokens[i - 1] if i else ""
    after = tokens[i + 3] if i + 3 < len(tokens) else ""
    if "*" in (before, after):
        tokens[i], tokens[i + 2] = r.randint(1, 60), r.randint(1, 60)
    return tokens[:i] + ["("] + tokens[i : i + 3] + [")"] + tokens[i + 3 :]


def _is_small(tokens: list[Token]) -> bool:
    """Whether the scratchpad can write every product, and the result has at most four digits."""
    rest = list(tokens)
    while len(rest) > 1:
        i = _next_operator(rest)
        a, op, b = _operation(rest, i)
        if op == "*" and (abs(b) > 99 or abs(a) > 999 or (abs(a) > 99 and abs(b) > 9)):
            return False
        _replace(rest, i, apply(a, op, b))
    value = rest[0]
    return isinstance(value, int) and abs(value) < 10000


def random_expression(r: random.Random, operands: int) -> list[Token]:
    """An expression with that many operands (2 to 4) whose products stay small."""
    if operands == 2:
        return _random_pair(r)
    while True:
        tokens = _random_chain(r, operands)
        if tokens is not None and _is_small(tokens):
            return tokens


def mostly_one_digit(r: random.Random, tokens: list[Token]) -> list[Token]:
    """The expression with three of four numbers replaced by ones of one digit."""
    return [r.randint(0, 9) if isinstance(t, int) and r.random() < 0.75 else t for t in tokens]
