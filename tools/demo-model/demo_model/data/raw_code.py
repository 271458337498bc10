"""Plain code without a chat template, for inline suggestions."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .function_kinds import Language
from .identifiers import invented_word
from .problem import Split, belongs
from .snippets import Snippet, snippet


@dataclass(frozen=True)
class Continuation:
    """Code up to the cursor and what follows it."""

    prefix: str
    rest: str
    """The continuation, with a line break at its end."""
    code: str
    """The whole function, without what comes before it in the prefix."""
    name: str
    language: Language


def _head(r: random.Random, s: Snippet) -> str:
    """What may stand before the function: another function, or a comment."""
    k = r.random()
    if k < 0.25:
        return snippet(r, "train", s.language, meaningful=True).code + "\n\n"
    if k >= 0.4:
        return ""
    mark = "# " if s.language == "py" else "// "
    return mark + r.choice(["helpers", "math helpers", "utils", invented_word(r)]) + "\n"


def _cut(r: random.Random, s: Snippet) -> int:
    """Where the cursor is: after the signature, in the first line of the body, or anywhere later."""
    after_signature = len(s.signature)
    k = r.random()
    if k < 0.35:
        return after_signature
    if k < 0.5:
        return s.code.index("\n") + (5 if s.language == "py" else 3)
    return r.randint(after_signature, max(after_signature, len(s.code) - 3))


def raw_code(r: random.Random, split: Split) -> Continuation:
    """A function, named after what it does, cut somewhere after its signature."""
    while True:
        s = snippet(r, split, meaningful=True)
        if belongs(s.held_out_key, split):
            break
    head = _head(r, s)
    cut = _cut(r, s)
    return Continuation(head + s.code[:cut], s.code[cut:] + "\n", s.code, s.name, s.language)
