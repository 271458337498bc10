"""Written arithmetic on integers, digit by digit, as lines of a reasoning trace."""

from __future__ import annotations

PLACES = ["ones", "tens", "hundreds", "thousands", "ten-thousands", "hundred-thousands"]


def number(n: int, first: bool) -> str:
    """A number in an expression: a negative one is bracketed unless it comes first."""
    return str(n) if n >= 0 or first else f"({n})"


def _digits(n: int) -> list[int]:
    """The digits of a non-negative number, ones first."""
    return [int(c) for c in reversed(str(n))]


def _digit(digits: list[int], i: int) -> int:
    return digits[i] if i < len(digits) else 0


def column_add(a: int, b: int) -> list[str]:
    """Lines for a + b, both non-negative; none where both have one digit."""
    if a < 10 and b < 10:
        return []
    da, db, carry, out = _digits(a), _digits(b), 0, []
    width = max(len(da), len(db))
    for i in range(width):
        x, y = _digit(da, i), _digit(db, i)
        total = x + y + carry
        carried = f"+{carry}" if i else ""
        carry = total // 10
        out.append(f"{PLACES[i]}: {x}+{y}{carried}={total} -> {total % 10} carry {carry}")
    if carry:
        out.append(f"{PLACES[width]}: 1 -> 1")
    return out


def column_subtract(a: int, b: int) -> list[str]:
    """Lines for a - b with a >= b >= 0; none where a has one digit."""
    if a < 10:
        return []
    da, db, borrow = _digits(a), _digits(b), 0
    out, result = [], ""
    for i, x in enumerate(da):
        y = _digit(db, i)
        borrowed = f"-{borrow}" if i else ""
        d = x - y - borrow
        if d < 0:
            d += 10
            out.append(f"{PLACES[i]}: {x}-{y}{borrowed}<0, 1{x}-{y}{borrowed}={d} -> {d} borrow 1")
            borrow = 1
        else:
            out.append(f"{PLACES[i]}: {x}-{y}{borrowed}={d} -> {d} borrow 0")
            borrow = 0
        result = str(d) + result
    return out + leading_zeros(result)


def leading_zeros(digits: str) -> list[str]:
    """The line that drops the leading zeros of a written result, if there are any."""
    return [] if digits == str(int(digits)) else [f"digits {digits}, that is {int(digits)}"]


def compare(a: int, b: int) -> str:
    """The line that decides which of two non-negative numbers is smaller."""
    sa, sb = str(a), str(b)
    if len(sa) != len(sb):
        why = f"{len(sa)} and {len(sb)} digits"
    else:
        steps = []
        for x, y in zip(sa, sb):
            relation = "=" if x == y else "<" if x < y else ">"
            steps.append(f"{x} {relation} {y}")
            if relation != "=":
                break
        why = ", ".join(steps)
    if a == b:
        return f"Compare {a} and {b}: {why}, equal."
    return f"Compare {a} and {b}: {why}, so {a} {'<' if a < b else '>'} {b}."


def compare_signed(a: int, b: int) -> str:
    """The line that compares two numbers with any sign: their signs, then their digits."""
    if (a < 0) != (b < 0):
        return f"Compare {a} and {b}: the signs differ, not equal."
    if a >= 0:
        return compare(a, b)
    return f"Both are negative. {compare(-a, -b)}"


def times_digit(a: int, d: int) -> list[str]:
    """Lines for a * d with a >= 10 and one digit d; none where d is 0 or 1."""
    if d < 2:
        return []
    da, carry, out = _digits(a), 0, []
    for i, x in enumerate(da):
        product = x * d
        total = product + carry
        carried = f"+{carry}={total}" if i else ""
        out.append(f"{PLACES[i]}: {x}*{d}={product}{carried} -> {total % 10} carry {total // 10}")
        carry = total // 10
    if carry:
        out.append(f"{PLACES[len(da)]}: {carry} -> {carry}")
    return out


def multiply(a: int, b: int) -> list[str]:
    """Lines for a * b, both non-negative, where at most one has more than two digits."""
    if a < 10 and b < 10:
        return []
    if a < 10:
        return [f"{a} * {b} = {b} * {a}"] + times_digit(b, a)
    if b < 10:
        return times_digit(a, b)
    tens, ones = divmod(b, 10)
    return [
        f"Split {b}: {a} * {ones} and {a} * {tens}0.",
        *times_digit(a, ones),
        f"So {a} * {ones} = {a * ones}.",
        *times_digit(a, tens),
        f"So {a} * {tens} = {a * tens}, {a} * {tens}0 = {a * tens}0.",
        f"Add {a * ones} + {a * tens * 10}.",
        *column_add(a * ones, a * tens * 10),
    ]


def signs(result: int, subject: str) -> str:
    """How the signs of two factors, at least one negative, decide the sign of the result."""
    if result < 0:
        return f"differ, {subject} is negative"
    return "are equal" if result > 0 else "do not matter for 0"


def _multiply_signed(a: int, b: int) -> list[str]:
    if a >= 0 and b >= 0:
        return multiply(a, b)
    x, y = abs(a), abs(b)
    how = signs(a * b, "the product")
    lines = multiply(x, y)
    # After many lines the sign at their beginning is easily forgotten.
    reminder = [f"{x} * {y} = {x * y}, and the signs {how}."] if lines and a * b else []
    return [f"Signs {how}. Work out {x} * {y}.", *lines, *reminder]


def _add_signed(a: int, b: int, minus: bool) -> list[str]:
    """Lines for a + b; `minus` says that the text has a - (-b)."""
    if a >= 0 and b >= 0:
        return ([f"That is {a} + {b}."] if minus else []) + column_add(a, b)
    if a < 0 and b < 0:
        return [f"That is -({-a} + {-b})."] + column_add(-a, -b)
    p, q = (a, -b) if a >= 0 else (b, -a)
    out = [f"That is {p} - {q}."] if a < 0 or not minus else []
    out.append(compare(p, q))
    if p < q:
        return out + [f"So it is -({q} - {p})."] + column_subtract(q, p)
    return out + (column_subtract(p, q) if p > q else [])


def work_out(a: int, op: str, b: int) -> tuple[list[str], int]:
    """All lines that work out `a op b` (op is +, - or *), ending with "So a op b = r."; and r."""
    if op == "*":
        result, lines = a * b, _multiply_signed(a, b)
    elif op == "+":
        result, lines = a + b, _add_signed(a, b, minus=False)
    else:
        result, lines = a - b, _add_signed(a, -b, minus=True)
    return lines + [f"So {number(a, True)} {op} {number(b, False)} = {result}."], result
