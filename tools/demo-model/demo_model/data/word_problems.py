"""One-step word problems about a number of things."""

from __future__ import annotations

import random

from .problem import Problem, Split, belongs, boxed, with_directive
from .scratchpad import work_out

SHE = ["Anna", "Lisa", "Emma", "Mia", "Nina", "Eva", "Sara", "Lucy", "Maria", "Grace", "Zoe", "Mary"]
HE = ["Tom", "Ben", "Max", "Paul", "Sam", "Leo", "Jack", "Omar", "Peter", "Ali", "Noah", "Ivan"]
THINGS = [
    *("apples", "books", "pencils", "marbles", "coins", "stamps", "cards", "cookies", "oranges"),
    *("balls", "stickers", "flowers", "eggs", "toys", "cups", "bananas", "shells", "pens"),
    *("stones", "tickets", "candies", "keys", "boxes", "chairs", "photos", "sweets", "bottles"),
]
HOLDERS = [
    ("box", "boxes"),
    ("bag", "bags"),
    ("basket", "baskets"),
    ("shelf", "shelves"),
    ("pack", "packs"),
    ("jar", "jars"),
    ("room", "rooms"),
    ("table", "tables"),
    ("row", "rows"),
    ("drawer", "drawers"),
]
STORIES = {
    "+": [
        "{N} has {a} {T} and buys {b} more. How many {T} does {N} have now?",
        "{N} has {a} {T} and buys {b} more. How many {T} does {p} have?",
        "{N} has {a} {T}. {M} gives {N} {b} more. How many {T} does {N} have now?",
        "{N} has {a} {T}. {P} gets {b} more {T}. How many {T} does {p} have in total?",
        "{N} has {a} {T} and {M} has {b} {T}. How many {T} do they have together?",
        "There are {a} {T} in a {h}. {N} puts {b} more {T} into it. How many {T} are there now?",
        "{N} found {a} {T} in the morning and {b} {T} in the evening. "
        "How many {T} did {p} find in total?",
        "If {N} has {a} {T} and finds {b} more, how many {T} does {p} have?",
    ],
    "-": [
        "{N} has {a} {T} and gives {b} to {M}. How many {T} does {N} have left?",
        "{N} has {a} {T}. {P} loses {b} of them. How many {T} are left?",
        "{N} had {a} {T} and sold {b}. How many {T} does {p} have left?",
        "{N} has {a} {T} and {M} has {b} {T}. How many more {T} does {N} have than {M}?",
        "There are {a} {T} in a {h}. {N} takes {b} of them. How many {T} are left?",
        "{N} has {a} {T} and gives away {b}. How many {T} does {p} have now?",
        "If {N} has {a} {T} and loses {b}, how many {T} does {p} have left?",
        "{N} needs {a} {T} and has {b}. How many more {T} does {p} need?",
    ],
    "*": [
        "{N} has {a} {H} with {b} {T} each. How many {T} does {N} have?",
        "There are {a} {H} and each {h} has {b} {T}. How many {T} are there?",
        "{N} buys {a} {H} of {T}. Each {h} has {b} {T}. How many {T} does {p} have in total?",
        "{N} needs {b} {T} every month. How many {T} does {p} need in {a} months?",
        "Each {h} holds {b} {T}. How many {T} are in {a} {H}?",
        "{N} has {a} {H}. There are {b} {T} in each {h}. How many {T} are there in total?",
        "{N} gives {b} {T} to each of {a} children. How many {T} does {p} give away?",
        "If one {h} has {b} {T}, how many {T} do {a} {H} have?",
    ],
}


def _numbers(r: random.Random, op: str) -> tuple[int, int]:
    if op == "*":
        return r.randint(2, 12), r.choice([r.randint(2, 12), r.randint(2, 12), r.randint(11, 60)])
    small = r.random() < 0.75
    a, b = (r.randint(2, 99) if small else r.randint(5, 500) for _ in range(2))
    return (b, a) if op == "-" and a < b else (a, b)


def _story(r: random.Random, op: str, a: int, b: int, things: str) -> str:
    names = r.sample(SHE + HE, 2)
    she = names[0] in SHE
    holder, holders = r.choice([pair for pair in HOLDERS if things not in pair])
    return r.choice(STORIES[op]).format(
        N=names[0],
        M=names[1],
        P="She" if she else "He",
        p="she" if she else "he",
        T=things,
        a=a,
        b=b,
        h=holder,
        H=holders,
    )


def _reason(op: str, a: int) -> str:
    if op == "+":
        return "Both numbers count together, so I add"
    if op == "-":
        return "I look for what is left or the difference, so I subtract"
    return f"The same number comes {a} times, so I multiply"


def word_problem(r: random.Random, split: Split) -> Problem:
    """A story with two numbers, and a question that one operation answers."""
    while True:
        op = r.choice("+-*")
        a, b = _numbers(r, op)
        expr = f"{a} {op} {b}"
        if belongs(expr, split):
            break
    things = r.choice(THINGS)
    prompt, _ = with_directive(r, _story(r, op, a, b, things))
    lines, value = work_out(a, op, b)
    think = [
        f"This is a word problem about {things}.",
        f"{_reason(op, a)}: {expr}.",
        *lines,
        f"The answer is {value} {things}.",
    ]
    return Problem(
        kind="word-problem",
        prompt=prompt,
        think="\n".join(think),
        answer=f"{expr} = {value}, so the answer is **{value} {things}**.\n\n{boxed(value)}",
        gold=str(value),
        value=value,
        expr=expr,
    )
