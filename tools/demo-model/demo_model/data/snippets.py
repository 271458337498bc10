"""Whole functions in TypeScript, JavaScript and Python."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .function_kinds import MAKERS, Draft, Language, Style
from .identifiers import NOUNS, invented_word, join_words
from .problem import Split, belongs

LANGUAGE_NAMES: dict[Language, str] = {"ts": "TypeScript", "js": "JavaScript", "py": "Python"}
FENCES: dict[Language, list[str]] = {
    "ts": ["ts", "typescript", "ts", "typescript"],
    "js": ["js", "javascript", "js", "javascript"],
    "py": ["python", "py", "python"],
}
PYTHON_BUILTINS = ("sum", "abs", "max", "min", "list")


@dataclass(frozen=True)
class Snippet:
    """One function with what there is to say about it."""

    code: str
    signature: str
    name: str
    params: list[str]
    what: str
    """What it returns, as it follows the word "returns"."""
    key: str
    language: Language

    @property
    def held_out_key(self) -> str:
        """Its name and parameters, which decide the split it belongs to."""
        return self.name + ",".join(self.params)

    @property
    def language_name(self) -> str:
        return LANGUAGE_NAMES[self.language]

    @property
    def fence(self) -> str:
        """The language after the three backticks of an answer."""
        return "python" if self.language == "py" else self.language

    @property
    def params_text(self) -> str:
        """The parameters as a phrase."""
        if len(self.params) == 1:
            return f"the parameter `{self.params[0]}`"
        listed = ", ".join(f"`{p}`" for p in self.params[:-1])
        return f"the parameters {listed} and `{self.params[-1]}`"

    def block(self, r: random.Random) -> str:
        """The code fenced as a user may fence it."""
        return f"```{r.choice(FENCES[self.language])}\n{self.code}\n```"


def _name_suffix(r: random.Random) -> list[str]:
    k = r.random()
    if k < 0.35:
        return [r.choice(NOUNS) + r.choice(["s", ""])]
    return [invented_word(r)] if k < 0.5 else []


def _name_words(r: random.Random, draft: Draft, meaningful: bool) -> list[str]:
    if not meaningful:
        return [invented_word(r)] + ([invented_word(r)] if r.random() < 0.6 else [])
    if r.random() < 0.15:
        return [r.choice(["get", "calc", "compute"]), *draft.words]
    return draft.words


def _write(r: random.Random, draft: Draft, name: str, language: Language) -> tuple[str, str]:
    """The signature line and the whole code."""
    indent = Style(language == "py").indent
    body = "\n".join(indent + line for line in draft.body)
    if language == "py":
        signature = f"def {name}({', '.join(draft.params)}):"
        return signature, f"{signature}\n{body}"
    params, returns = ", ".join(draft.params), ""
    if language == "ts":
        types = draft.param_types or ["number"] * len(draft.params)
        params = ", ".join(f"{p}: {t}" for p, t in zip(draft.params, types))
        returns = f": {draft.return_type}"
    export = "export " if r.random() < 0.15 else ""
    if r.random() < 0.12:
        signature = f"{export}const {name} = ({params}){returns} => {{"
        return signature, f"{signature}\n{body}\n}};"
    signature = f"{export}function {name}({params}){returns} {{"
    return signature, f"{signature}\n{body}\n}}"


def _attempt(
    r: random.Random, language: Language | None, meaningful: bool | None
) -> tuple[Draft, str, Language] | None:
    """A draft, its name and its language; None where the draw made no valid function."""
    languages: list[Language] = ["ts", "js", "py"]
    chosen = language or r.choices(languages, [0.4, 0.3, 0.3])[0]
    python = chosen == "py"
    named = r.random() < 0.6 if meaningful is None else meaningful
    maker = r.choice(MAKERS)
    draft = maker(r, Style(python), _name_suffix(r))
    if draft is None:
        return None
    name = join_words(_name_words(r, draft, named), snake_case=python)
    if name in draft.params or (python and name in PYTHON_BUILTINS):
        return None
    return draft, name, chosen


def snippet(
    r: random.Random,
    split: Split,
    language: Language | None = None,
    meaningful: bool | None = None,
) -> Snippet:
    """A function; `language` and `meaningful` (its name says what it does) are random if None.

    The split is respected only where `meaningful` is None.
    """
    while True:
        attempt = _attempt(r, language, meaningful)
        if attempt is None:
            continue
        draft, name, chosen = attempt
        if meaningful is not None or belongs(name + ",".join(draft.params), split):
            break
    signature, code = _write(r, draft, name, chosen)
    return Snippet(code, signature, name, draft.params, draft.what, draft.key, chosen)
