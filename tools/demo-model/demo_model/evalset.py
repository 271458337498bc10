"""Held-out problems for every skill, as prompts in the chat template."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import TypedDict

from .data.arithmetic import arithmetic, follow_up, small_arithmetic
from .data.chat import DEFAULT_SYSTEM, LastTurn, chat_turns, history, past_turn, user_turn
from .data.cut_thought import cut_thought
from .data.equations import Spelling, equation
from .data.explain import explain
from .data.fallback import fallback
from .data.problem import Problem
from .data.raw_code import raw_code
from .data.tokens import BOS
from .data.without_thought import EMPTY_THOUGHT, hard_without_thought
from .data.word_problems import word_problem
from .data.write import write

SEED = 20240607


class Item(TypedDict, total=False):
    """One problem in the file; `skill`, `text` and `gold` are always there."""

    skill: str
    text: str
    """What the model is given, special tokens included."""
    gold: str
    name: str | None
    params: list[str]
    what: str | None
    key: str | None
    think: str
    """The reference trace."""
    prefix: str
    """The code before the cursor."""
    code: str
    """The whole function that the prefix ends in."""
    language: str


def _distinct(make: Callable[[], Problem], count: int, kind: str = "") -> Iterator[Problem]:
    """That many problems with different prompts, of one kind if it is given."""
    seen: set[str] = set()
    while len(seen) < count:
        problem = make()
        if problem.prompt not in seen and kind in ("", problem.kind):
            seen.add(problem.prompt)
            yield problem


def _item(skill: str, problem: Problem, before: str = "") -> Item:
    return Item(
        skill=skill,
        text=BOS + before + user_turn(problem),
        gold=problem.gold,
        name=problem.name,
        params=problem.params,
        what=problem.what,
        key=problem.key,
        think=problem.think,
    )


def _follow_up(r: random.Random) -> Item:
    first = arithmetic(r, "test", 2)
    assert first.value is not None
    return _item("follow-up", follow_up(r, first.value), past_turn(first))


def _raw(r: random.Random) -> Item:
    c = raw_code(r, "test")
    return Item(
        skill="raw",
        text=BOS + c.prefix,
        gold=c.rest,
        name=c.name,
        prefix=c.prefix,
        code=c.code,
        language=c.language,
    )


def _planted_mistake(r: random.Random) -> Item:
    """An equation whose trace is given up to a wrong line; the check should find it."""
    while True:
        problem = equation(r, "test", mistakes=1)
        if problem.mistakes:
            break
    (right, _), (wrong, _), *_ = problem.reply_segments()
    item = _item("planted-mistake", problem)
    item["text"] += right + wrong
    return item


def _chat(r: random.Random, skill: str, turns: int, last: LastTurn) -> Item:
    *past, problem = chat_turns(r, turns, "test", last)
    return _item(skill, problem, history(past))


def _without_thought(skill: str, problem: Problem) -> Item:
    item = _item(skill, problem)
    item["text"] += EMPTY_THOUGHT
    return item


def _cut_thought(r: random.Random) -> Item:
    """A trace that is cut off somewhere behind its result."""
    problem = r.choice([arithmetic, equation, word_problem])(r, "test")
    start = cut_thought(r, problem)
    assert start is not None
    item = _item("cut-thought", problem)
    item["text"] += start
    return item


def _later_skills(r: random.Random, count: int) -> list[Item]:
    """Skills with a random source of their own, so that they leave the other problems alone."""
    small = _distinct(lambda: small_arithmetic(r, "test"), count)
    hard = _distinct(lambda: hard_without_thought(r, "test"), count)
    return [
        *(_item("word-problem", p) for p in _distinct(lambda: word_problem(r, "test"), count)),
        *(_chat(r, "chat-3", 3, "follow-up") for _ in range(count)),
        *(_chat(r, "chat-6", 6, "follow-up") for _ in range(count)),
        *(_chat(r, "chat-greeting", r.randint(2, 6), "greeting") for _ in range(count)),
        *(_without_thought("without-thought", p) for p in small),
        *(_without_thought("without-thought-hard", p) for p in hard),
        *(_planted_mistake(r) for _ in range(count)),
        *(_cut_thought(r) for _ in range(count)),
    ]


def _unspaced_equations(r: random.Random, count: int) -> list[Item]:
    spelling = Spelling(unspaced=1, without_constant=0.2)
    problems = _distinct(lambda: equation(r, "test", spelling=spelling), count)
    return [_item("equation-unspaced", p) for p in problems]


def evaluation_set(count: int, seed: int = SEED) -> list[Item]:
    """`count` problems of the main skills, a third or a fifth as many of the smaller ones."""
    r = random.Random(seed)
    few = count // 3
    items: list[Item] = []
    for operands in (2, 3, 4):
        wanted = count if operands < 4 else few
        for p in _distinct(lambda: arithmetic(r, "test", operands), wanted):
            items.append(_item(f"arithmetic-{operands}", p))
    items += [_item("equation", p) for p in _distinct(lambda: equation(r, "test"), count)]
    items += [_item("explain", p) for p in _distinct(lambda: explain(r, "test"), count)]
    items += [_item("write", p) for p in _distinct(lambda: write(r, "test"), few)]
    declined = _distinct(lambda: fallback(r, "test"), few, kind="fallback")
    items += [_item("fallback", p) for p in declined]
    items += [_follow_up(r) for _ in range(few)]
    with_system = _distinct(lambda: arithmetic(r, "test", 2), count // 5)
    items += [_item("arithmetic-2-system", p, DEFAULT_SYSTEM) for p in with_system]
    items += [_raw(r) for _ in range(count)]
    items += _later_skills(random.Random(seed + 1), few)
    return items + _unspaced_equations(random.Random(seed + 2), few)
