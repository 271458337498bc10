"""Explanations of one function."""

from __future__ import annotations

import random

from .identifiers import invented_word
from .problem import DIRECTIVE, Problem, Split
from .snippets import FENCES, Snippet, snippet

INSTRUCTIONS = [
    "Explain the following code.",
    "Explain this code.",
    "Explain this code:",
    "Explain the selected code.",
    "What does this code do?",
    "What does this function do?",
    "Explain:",
    "Explain the following code:",
    "Can you explain this code?",
    "Please explain this function.",
    "Explain what this function does.",
    "Describe this code.",
    "Explain the code below.",
    "explain this",
    "What is this code doing?",
    "Please explain the following code step by step.",
    "Explain this function",
    "Explain the following {l} code.",
    "Explain this {l} code:",
    "Explain this {l} function.",
    "Tell me what this does.",
]


def _prompt(r: random.Random, s: Snippet) -> str:
    fence = r.choice(FENCES[s.language]) if r.random() < 0.92 else ""
    block = f"```{fence}\n{s.code}\n```"
    instruction = r.choice(INSTRUCTIONS).format(l=s.language_name)
    k = r.random()
    if k < 0.8:
        prompt = instruction + r.choice(["\n\n", "\n\n", "\n"]) + block
    elif k < 0.9:
        prompt = block + "\n\n" + instruction
    else:
        prompt = _with_file_name(r, instruction, block, s.language)
    return prompt + "\n" + DIRECTIVE if r.random() < 0.1 else prompt


def _with_file_name(r: random.Random, instruction: str, block: str, extension: str) -> str:
    path = r.choice(["src/", "lib/", ""]) + invented_word(r) + "." + extension
    if r.random() < 0.5:
        head = r.choice([f"File: {path}\n\n", f"From `{path}`:\n\n"])
        return head + block + "\n\n" + instruction
    return f"{instruction}\n\nFile: {path}\n\n{block}"


def explain(r: random.Random, split: Split) -> Problem:
    """A function to explain: its name, its parameters and what it returns."""
    s = snippet(r, split)
    prompt = _prompt(r, s)
    think = [
        "The user wants me to explain a piece of code.",
        f"It is a {s.language_name} function named `{s.name}`.",
        f"It takes {s.params_text}.",
        f"The key line is `{s.key}`.",
        f"So it returns {s.what}.",
        "I will say this in a few sentences.",
    ]
    listed = ", ".join(f"`{p}`" for p in s.params)
    answer = (
        f"The {s.language_name} function `{s.name}` takes {s.params_text} "
        f"and returns {s.what}.\n\n"
        f"- **Name:** `{s.name}`\n- **Parameters:** {listed}\n- **Returns:** {s.what}\n\n"
        f"The key line is:\n\n```{s.fence}\n{s.key}\n```"
    )
    return Problem(
        kind="explain",
        prompt=prompt,
        think="\n".join(think),
        answer=answer,
        gold=s.what,
        name=s.name,
        params=s.params,
        what=s.what,
        key=s.key,
    )
