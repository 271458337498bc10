"""Names of functions and parameters."""

from __future__ import annotations

import random

SYLLABLES = (
    "ba co du fe gi ha jo ku le mi no pa qua ro si tu va wi xe zo "
    "ner tal mod lin fix ram sol ver dex pon"
).split()
NOUNS = (
    "number value price score item point total count cost weight length size age rate level width "
    "height time day user order product amount tax line node row cell card step unit mark grade "
    "speed distance salary bonus balance index token"
).split()
LISTS = (
    "numbers values prices scores items points totals counts costs weights lengths sizes ages "
    "rates levels list data array arr nums xs elements amounts entries grades"
).split()
SINGLES = "x n a value num v k input number m t p i".split()
PAIRS = [
    ("a", "b"),
    ("x", "y"),
    ("left", "right"),
    ("first", "second"),
    ("m", "n"),
    ("p", "q"),
    ("num1", "num2"),
    ("u", "v"),
    ("lhs", "rhs"),
    ("i", "j"),
    ("s", "t"),
    ("one", "two"),
    ("base", "other"),
    ("c", "d"),
    ("v1", "v2"),
]
THIRDS = "c z k extra offset bonus r delta w shift".split()


def invented_word(r: random.Random) -> str:
    """A word of one to three syllables that means nothing."""
    return "".join(r.choice(SYLLABLES) for _ in range(r.choice([1, 2, 2, 3])))


def one_parameter(r: random.Random) -> str:
    """A name for the only parameter."""
    k = r.random()
    if k < 0.6:
        return r.choice(SINGLES)
    return r.choice(NOUNS) if k < 0.8 else invented_word(r)


def two_parameters(r: random.Random) -> list[str]:
    """Two different names."""
    k = r.random()
    if k < 0.6:
        return list(r.choice(PAIRS))
    if k < 0.8:
        return r.sample(NOUNS, 2)
    while True:
        a, b = invented_word(r), invented_word(r)
        if a != b:
            return [a, b]


def list_parameter(r: random.Random) -> str:
    """A name for a list of numbers."""
    return r.choice(LISTS) if r.random() < 0.85 else invented_word(r) + "s"


def join_words(words: list[str], snake_case: bool) -> str:
    """The words as one identifier, in snake_case or camelCase."""
    if snake_case:
        return "_".join(words)
    return words[0] + "".join(word.capitalize() for word in words[1:])


def vocabulary() -> set[str]:
    """Every word and syllable in the names of parameters."""
    paired = {name for pair in PAIRS for name in pair}
    return set(NOUNS) | set(LISTS) | set(SINGLES) | set(THIRDS) | set(SYLLABLES) | paired
