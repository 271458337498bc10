"""Functions written to a description."""

from __future__ import annotations

import random

from .problem import Problem, Split
from .snippets import snippet

PROMPTS = [
    "Write a {l} function `{n}` with {p} that returns {w}.",
    "Write a {l} function named `{n}`. It takes {p} and returns {w}.",
    "Please write a {l} function `{n}` that takes {p} and returns {w}.",
]


def write(r: random.Random, split: Split) -> Problem:
    """A function to write from its name, its parameters and what it returns."""
    while True:
        s = snippet(r, split)
        if not s.signature.startswith(("export", "const")):
            break
    prompt = r.choice(PROMPTS).format(l=s.language_name, n=s.name, p=s.params_text, w=s.what)
    think = [
        f"The user wants a {s.language_name} function named `{s.name}`.",
        f"It takes {s.params_text}.",
        f"It should return {s.what}.",
    ]
    answer = (
        f"Here is the function `{s.name}`:\n\n```{s.fence}\n{s.code}\n```\n\n"
        f"It returns {s.what}."
    )
    return Problem(
        kind="write",
        prompt=prompt,
        think="\n".join(think),
        answer=answer,
        gold=s.code,
        name=s.name,
    )
