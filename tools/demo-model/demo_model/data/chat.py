"""Training samples: chats of one to six turns, and raw code."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Literal

from .arithmetic import arithmetic, follow_up, small_arithmetic
from .cut_thought import cut_thought
from .equations import USUAL, Spelling, equation
from .explain import explain
from .fallback import fallback, greeting
from .problem import Problem, Segment, Split
from .raw_code import raw_code
from .tokens import ASSISTANT, BOS, EOS, USER
from .without_thought import EMPTY_THOUGHT, without_thought
from .word_problems import word_problem
from .write import write

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
LARGEST_FOLLOWED_UP = 99_999
LastTurn = Literal["any", "follow-up", "greeting"]


@dataclass(frozen=True)
class Mix:
    """How often each kind of sample comes; the kinds of problems add up to 1."""

    raw_code: float
    arithmetic: float
    equation: float
    word_problem: float
    explain: float
    write: float
    operands: tuple[float, float, float] | None = None
    """How often arithmetic has two, three and four operands, where not as often as usual."""
    one_digit: float = 0.0
    """How often the numbers of arithmetic are mostly of one digit, beside those that are by chance."""
    spelling: Spelling = USUAL
    """Of the equations."""


MORE_OPERANDS = Mix(
    0.14,
    arithmetic=0.54,
    equation=0.2,
    word_problem=0.06,
    explain=0.08,
    write=0.08,
    operands=(0.2, 0.6, 0.2),
)
EVEN = Mix(
    0.12,
    arithmetic=0.48,
    equation=0.2,
    word_problem=0.05,
    explain=0.14,
    write=0.08,
    operands=(0.42, 0.42, 0.16),
    one_digit=0.2,
)
MIXES = {
    "broad": Mix(0.08, arithmetic=0.34, equation=0.32, word_problem=0.06, explain=0.16, write=0.05),
    "sums": Mix(0.15, arithmetic=0.48, equation=0.18, word_problem=0.08, explain=0.09, write=0.09),
    "code": Mix(0.2, arithmetic=0.27, equation=0.26, word_problem=0.05, explain=0.18, write=0.18),
    "operands": MORE_OPERANDS,
    "digits": replace(MORE_OPERANDS, one_digit=0.35),
    "even": EVEN,
    "spelling": replace(
        EVEN, arithmetic=0.45, equation=0.23, spelling=Spelling(unspaced=0.35, without_constant=0.1)
    ),
}
"""By name. What is left of the problems are prompts that the model declines."""


def _problem(r: random.Random, split: Split, mix: Mix = MIXES["broad"]) -> Problem:
    def sums(r: random.Random, split: Split) -> Problem:
        operands = r.choices([2, 3, 4], mix.operands)[0] if mix.operands else None
        return arithmetic(r, split, operands, mix.one_digit)

    def equations(r: random.Random, split: Split) -> Problem:
        return equation(r, split, spelling=mix.spelling)

    kinds = [
        (mix.arithmetic, sums),
        (mix.equation, equations),
        (mix.word_problem, word_problem),
        (mix.explain, explain),
        (mix.write, write),
    ]
    k = r.random()
    for share, kind in kinds:
        if k < share:
            return kind(r, split)
        k -= share
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


@dataclass
class _Talk:
    """What a chat is about so far."""

    value: int | None = None
    """The latest result, which a follow-up refers to; a greeting in between leaves it."""

    def remember(self, problem: Problem) -> None:
        if problem.kind != "greeting":
            small = problem.value is not None and abs(problem.value) <= LARGEST_FOLLOWED_UP
            self.value = problem.value if small else None


def _turn(r: random.Random, talk: _Talk, split: Split, mix: Mix) -> Problem:
    k = r.random()
    if talk.value is not None and k < 0.55:
        return follow_up(r, talk.value)
    return greeting(r, 0.4) if k > 0.9 else _problem(r, split, mix)


def chat_turns(
    r: random.Random,
    turns: int,
    split: Split,
    last: LastTurn = "any",
    mix: Mix = MIXES["broad"],
) -> list[Problem]:
    """The turns of a chat; only the last one is bound to the split.

    A chat that ends with a follow-up has a number to follow up in the turn before.
    """
    talk, out = _Talk(), list[Problem]()
    for i in range(turns):
        remaining = turns - 1 - i
        if remaining == 0 and last == "greeting":
            problem = greeting(r, 0.4)
        elif remaining == 0 and last == "follow-up" and talk.value is not None:
            problem = follow_up(r, talk.value)
        elif remaining == 1 and last == "follow-up":
            problem = r.choice([arithmetic, equation, word_problem])(r, "train")
        else:
            problem = _turn(r, talk, "train" if remaining else split, mix)
        talk.remember(problem)
        out.append(problem)
    return out


def history(problems: list[Problem]) -> str:
    """Finished turns, one after the other."""
    return "".join(past_turn(problem) for problem in problems)


def _without_thoughts(r: random.Random, head: str) -> list[Segment]:
    """Small problems one after the other, each answered at once; every answer is learned."""
    out = list[Segment]()
    for i in range(r.randint(2, 7)):
        problem = small_arithmetic(r, "train")
        out.append(((head if i == 0 else "") + user_turn(problem) + EMPTY_THOUGHT, False))
        out.append((problem.answer + EOS, True))
    return out


def _chat(r: random.Random, mix: Mix) -> list[Segment]:
    """A chat whose last reply is learned."""
    head = BOS + _system(r)
    k = r.random()
    if k < 0.03:
        return _without_thoughts(r, head)
    turns = 1 if r.random() < 0.72 else r.choice([2, 2, 2, 2, 3, 3, 4, 5, 6])
    *past, last = chat_turns(r, turns, "train", mix=mix)
    head += history(past)
    if k < 0.07:
        last = without_thought(r, "train")
        return [(head + user_turn(last) + EMPTY_THOUGHT, False), (last.answer + EOS, True)]
    if k < 0.14 and (start := cut_thought(r, last)) is not None:
        return [(head + user_turn(last) + start, False), (last.answer + EOS, True)]
    *replied, (text, learned) = last.reply_segments()
    return [(head + user_turn(last), False), *replied, (text + EOS, learned)]


def sample(r: random.Random, mix: Mix = MIXES["broad"]) -> list[Segment]:
    """One training sample: what the model is given, and what it learns to write."""
    if r.random() < mix.raw_code:
        code = raw_code(r, "train")
        return [(BOS + code.prefix, False), (code.rest + EOS, True)]
    return _chat(r, mix)
