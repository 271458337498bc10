"""The functions that the model knows: how each is named, written and described.

Every maker returns None where its draw made no valid function; the caller then draws again.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .identifiers import THIRDS, list_parameter, one_parameter, two_parameters

Language = Literal["ts", "js", "py"]
TypeName = Literal["number", "number[]", "string", "boolean"]


@dataclass(frozen=True)
class Style:
    """How a language writes statements."""

    python: bool

    @property
    def indent(self) -> str:
        return "    " if self.python else "  "

    def statement(self, text: str) -> str:
        return text if self.python else text + ";"

    def comparison(self, text: str) -> str:
        """A condition with the equality operator of the language."""
        return text if self.python else text.replace("==", "===").replace("!=", "!==")

    def block(self, keyword: str, head: str, body: list[str]) -> list[str]:
        """`if` or `for` with its indented body."""
        inside = [self.indent + line for line in body]
        if self.python:
            return [f"{keyword} {head}:", *inside]
        return [f"{keyword} ({head}) {{", *inside, "}"]


@dataclass(frozen=True)
class Draft:
    """A function without its final name."""

    params: list[str]
    words: list[str]
    """The words of a name that says what the function does."""
    body: list[str]
    what: str
    key: str
    param_types: list[TypeName] | None = None
    """None where every parameter is a number."""
    return_type: TypeName = "number"


Maker = Callable[[random.Random, Style, list[str]], Draft | None]
"""Makes a draft; the list holds words that may be appended to its name."""

OPERATIONS = {
    "+": (["add", "sum", "plus", "combine"], "the sum of `{0}` and `{1}`"),
    "-": (["subtract", "minus", "difference", "diff"], "the difference of `{0}` and `{1}`"),
    "*": (["multiply", "product", "times", "mul"], "the product of `{0}` and `{1}`"),
    "/": (["divide", "quotient", "ratio", "div"], "the quotient of `{0}` and `{1}`"),
}
CONSTANTS = {
    "double": ("{0} * 2", "`{0}` multiplied by 2"),
    "triple": ("{0} * 3", "`{0}` multiplied by 3"),
    "square": ("{0} * {0}", "the square of `{0}`"),
    "cube": ("{0} * {0} * {0}", "the cube of `{0}`"),
    "half": ("{0} / 2", "`{0}` divided by 2"),
    "negate": ("-{0}", "the negative of `{0}`"),
    "increment": ("{0} + 1", "`{0}` plus 1"),
    "decrement": ("{0} - 1", "`{0}` minus 1"),
}
PREDICATES = {
    "even": ("{0} % 2 == 0", "whether `{0}` is even"),
    "odd": ("{0} % 2 != 0", "whether `{0}` is odd"),
    "positive": ("{0} > 0", "whether `{0}` is greater than 0"),
    "negative": ("{0} < 0", "whether `{0}` is less than 0"),
    "zero": ("{0} == 0", "whether `{0}` is equal to 0"),
}
GREETINGS = {"Hello": "greet", "Hi": "hi", "Welcome": "welcome", "Bye": "bye"}
FACTORS = {"2": "double", "3": "triple", "10": "scale"}


def _two_operands(r: random.Random, style: Style, extra: list[str]) -> Draft:
    op = r.choice(list(OPERATIONS))
    names, what = OPERATIONS[op]
    params = two_parameters(r)
    line = style.statement(f"return {params[0]} {op} {params[1]}")
    return Draft(params, [r.choice(names), *extra], [line], what.format(*params), line)


def _three_operands(r: random.Random, style: Style, extra: list[str]) -> Draft | None:
    a, b, c = params = [*two_parameters(r), r.choice(THIRDS)]
    if len(set(params)) < 3:
        return None
    first, second = r.choice([("+", "+"), ("*", "+"), ("*", "-"), ("+", "-")])
    words = ["add", "three"]
    if first != second:
        words = [
            "add" if first == "+" else "multiply",
            "and",
            "add" if second == "+" else "subtract",
        ]
    line = style.statement(f"return {a} {first} {b} {second} {c}")
    what = f"the {'sum' if first == '+' else 'product'} of `{a}` and `{b}`"
    what += f", {'plus' if second == '+' else 'minus'} `{c}`"
    return Draft(params, words, [line], what, line)


def _constant(r: random.Random, style: Style, extra: list[str]) -> Draft:
    name = r.choice(list(CONSTANTS))
    expression, what = CONSTANTS[name]
    param = one_parameter(r)
    line = style.statement(f"return {expression.format(param)}")
    return Draft([param], [name, *extra], [line], what.format(param), line)


def _predicate(r: random.Random, style: Style, extra: list[str]) -> Draft:
    name = r.choice(list(PREDICATES))
    expression, what = PREDICATES[name]
    param = one_parameter(r)
    line = style.statement(f"return {style.comparison(expression).format(param)}")
    words = ["is", name]
    return Draft([param], words, [line], what.format(param), line, return_type="boolean")


def _extreme(names: list[str], op: str, which: str) -> Maker:
    def make(r: random.Random, style: Style, extra: list[str]) -> Draft:
        a, b = params = two_parameters(r)
        words = [r.choice(names), *extra]
        body = style.block("if", f"{a} {op} {b}", [style.statement(f"return {a}")])
        body.append(style.statement(f"return {b}"))
        return Draft(params, words, body, f"the {which} one of `{a}` and `{b}`", body[0])

    return make


def _absolute(r: random.Random, style: Style, extra: list[str]) -> Draft:
    param = one_parameter(r)
    words = [r.choice(["abs", "absolute"]), *extra]
    body = style.block("if", f"{param} < 0", [style.statement(f"return -{param}")])
    body.append(style.statement(f"return {param}"))
    return Draft([param], words, body, f"the absolute value of `{param}`", body[0])


def _over_list(kind: Literal["sum", "average", "count"]) -> Maker:
    def make(r: random.Random, style: Style, extra: list[str]) -> Draft | None:
        values = list_parameter(r)
        sums = ["total", "sum", "result", "acc"]
        total = r.choice(["count", "result", "found"] if kind == "count" else sums)
        item = r.choice(["value", "item", "v", "x", "n", "element"])
        if values in (total, item):
            return None
        # Both verbs are drawn for every kind: the draws that follow must not depend on the kind.
        sum_word = r.choice(["sum", "total", "sum"])
        average_word = r.choice(["average", "mean"])
        if kind == "count":
            limit = r.choice(["limit", "min", "threshold"])
            add = style.statement(f"{total} += 1")
            inner = style.block("if", f"{item} > {limit}", [add])
            params, words = [values, limit], ["count", "above"]
            what = f"how many elements of `{values}` are greater than `{limit}`"
        else:
            inner = [style.statement(f"{total} += {item}")]
            params, words = [values], [sum_word if kind == "sum" else average_word, values]
            what = f"the sum of all elements of `{values}`"
            if kind == "average":
                what = f"the average of the elements of `{values}`"
        result = total
        if kind == "average":
            result += f" / len({values})" if style.python else f" / {values}.length"
        head = f"{item} in {values}" if style.python else f"const {item} of {values}"
        body = [
            f"{'' if style.python else 'let '}{style.statement(f'{total} = 0')}",
            *style.block("for", head, inner),
            style.statement(f"return {result}"),
        ]
        types: list[TypeName] = ["number[]", "number"]
        return Draft(params, words, body, what, body[1], types[: len(params)])

    return make


def _over_range(kind: Literal["sum", "product"]) -> Maker:
    def make(r: random.Random, style: Style, extra: list[str]) -> Draft:
        limit = r.choice(["n", "limit", "max", "end", "count", "num"])
        is_sum = kind == "sum"
        names = ["total", "result", "sum"] if is_sum else ["result", "product", "acc"]
        total = r.choice(names)
        op, start = ("+", 0) if is_sum else ("*", 1)
        head = f"let i = 1; i <= {limit}; i++"
        if style.python:
            head = f"i in range(1, {limit} + 1)"
        body = [
            f"{'' if style.python else 'let '}{style.statement(f'{total} = {start}')}",
            *style.block("for", head, [style.statement(f"{total} {op}= i")]),
            style.statement(f"return {total}"),
        ]
        words = ["sum", "to", limit] if is_sum else ["factorial"]
        what = f"the {kind} of the integers from 1 to `{limit}`"
        return Draft([limit], words, body, what, body[1])

    return make


def _greeting(r: random.Random, style: Style, extra: list[str]) -> Draft:
    param = r.choice(["name", "user", "person", "who", "guest"])
    text = r.choice(list(GREETINGS))
    words = [GREETINGS[text], *(extra if r.random() < 0.3 else [])]
    line = style.statement(f'return "{text}, " + {param}')
    what = f'the text "{text}, " followed by `{param}`'
    return Draft([param], words, [line], what, line, ["string"], "string")


def _scaled_list(r: random.Random, style: Style, extra: list[str]) -> Draft:
    values = list_parameter(r)
    factor = r.choice(list(FACTORS))
    line = f"return {values}.map((x) => x * {factor});"
    if style.python:
        line = f"return [x * {factor} for x in {values}]"
    what = f"a new list with every element of `{values}` multiplied by {factor}"
    return Draft([values], [FACTORS[factor], "all"], [line], what, line, ["number[]"], "number[]")


MAKERS: list[Maker] = [
    _two_operands,
    _two_operands,
    _two_operands,
    _constant,
    _predicate,
    _extreme(["max", "largest", "bigger", "maximum"], ">", "larger"),
    _extreme(["min", "smallest", "smaller", "minimum"], "<", "smaller"),
    _absolute,
    _over_list("sum"),
    _over_range("sum"),
    _over_list("count"),
    _greeting,
    _three_operands,
    _over_list("average"),
    _over_range("product"),
    _scaled_list,
]
"""The makers, as often as they are to be drawn."""


def vocabulary() -> set[str]:
    """The words of names that this module adds to those of the parameters."""
    words = {word for names, _ in OPERATIONS.values() for word in names} | set(CONSTANTS)
    return words | set(
        "limit min max threshold acc end name person who guest element found result total sum "
        "calc get compute value item len range".split()
    )
