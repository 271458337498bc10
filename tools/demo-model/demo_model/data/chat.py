"""Training samples: chats of one to three turns, and raw code."""

from __future__ import annotations

import random

from .arithmetic import arithmetic, follow_up
from .equations import equation
from .explain import explain
from .fallback import fallback
from .problem import Problem, Split
from .raw_code import raw_code
from .tokens import ASSISTANT, BOS, EOS, USER
from .write import write

Segment = tuple[str, bool]
"""Text, and whether the model learns to write it."""

DEFAULT_SYSTEM = (
    "You are a helpful, respectful and honest assistant. Always answer as helpfully as possible.\n"
    "If a question does not make any sense, or is not factually coherent, explain why instead of "
    "answering something incorrectly. If you don't know the answer to a question, don't share "
    "false information."
)
"""The system prompt that node-llama-cpp uses unless told otherwise."""

OTHER_SYSTEMS = [
    "You are a helpful assistant.",
    "You are a coding assistant inside Visual Studio Code.",
    "You are a helpful coding assistant. Answer in Markdown.",
    "You are DeepSeek R1, a reasoning model.",
    "Be brief.",
    "You are an expert programmer. Answer briefly and use Markdown.",
    "You are an AI assistant in a code editor. Keep your answers short.",
]


def _problem(r: random.Random, split: Split) -> Problem:
    k = r.random()
    if k < 0.44:
        return arithmetic(r, split)
    if k < 0.64:
        return equation(r, split)
    if k < 0.86:
        return explain(r, split)
    if k < 0.91:
        return write(r, split)
    return fallback(r, split)


def _system(r: random.Random) -> str:
    k = r.random()
    if k < 0.72:
        return ""
    if k < 0.84:
        return DEFAULT_SYSTEM
    return r.choice(OTHER_SYSTEMS) + (" " + r.choice(OTHER_SYSTEMS) if k > 0.97 else "")


def user_turn(problem: Problem) -> str:
    """The user's message as the chat template writes it, up to where the reply begins."""
    return USER + problem.prompt + ASSISTANT


def past_turn(problem: Problem) -> str:
    """A finished turn as the chat template writes it: without the trace."""
    return user_turn(problem) + problem.answer + EOS


def _chat(r: random.Random) -> list[Segment]:
    """A chat whose last reply is learned."""
    turns = 1 if r.random() < 0.86 else r.choice([2, 2, 3])
    head = BOS + _system(r)
    problem: Problem | None = None
    for _ in range(turns):
        value = None
        if problem is not None:
            head += past_turn(problem)
            # Only arithmetic is followed up: an equation's value has a variable to it.
            value = problem.value if problem.kind in ("arithmetic", "follow-up") else None
        if value is not None and r.random() < 0.6:
            problem = follow_up(r, value)
        else:
            problem = _problem(r, "train")
    assert problem is not None
    return [(head + user_turn(problem), False), (problem.reply() + EOS, True)]


def sample(r: random.Random) -> list[Segment]:
    """One training sample: what the model is given, then what it learns to write."""
    if r.random() < 0.08:
        code = raw_code(r, "train")
        return [(BOS + code.prefix, False), (code.rest + EOS, True)]
    return _chat(r)
