"""Compares what two Python functions do, for scoring code that the model wrote.

Nothing runs that is not made of the few kinds of syntax the model was taught, so no generated code
can reach a file, a module or an attribute.
"""

from __future__ import annotations

import ast
import signal
from collections.abc import Callable, Iterable
from typing import Any

ARGUMENTS: list[list[Any]] = [
    [7, 3, 2],
    [-4, 9, 5],
    [2, 2, 1],
    [0, 5, 3],
    [6, 1, 4],
    ["Ann", "b", "c"],
    [[3, 8, 5], 4, 1],
    [[10, -2], 4, 1],
]
"""A function is called with the first one, two and three of each."""

_ALLOWED = (
    ast.Module,
    ast.FunctionDef,
    ast.arguments,
    ast.arg,
    ast.Return,
    ast.If,
    ast.For,
    ast.Assign,
    ast.AugAssign,
    ast.Name,
    ast.expr_context,
    ast.Constant,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Mod,
    ast.USub,
    ast.cmpop,
    ast.ListComp,
    ast.comprehension,
    ast.Call,
)
_CALLS: dict[str, Callable[..., Any]] = {"range": range, "len": len}
LONGEST_CODE = 2000
LONGEST_CALL = 0.5
"""Seconds after which a call counts as failed, on systems that can interrupt it."""


def _is_safe(tree: ast.AST) -> bool:
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            return False
        if isinstance(node, ast.Call):
            if not (isinstance(node.func, ast.Name) and node.func.id in _CALLS):
                return False
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value > 1000:
            return False
    return True


def behaviour(code: str, name: str) -> list[str] | None:
    """What the function returns or raises for each call; None where there is no such function."""
    try:
        tree = ast.parse(code) if len(code) <= LONGEST_CODE else None
    except (SyntaxError, ValueError, RecursionError):
        return None
    if tree is None or not _is_safe(tree):
        return None
    scope: dict[str, Any] = {"__builtins__": _CALLS}
    try:
        exec(compile(tree, "generated", "exec"), scope)  # the syntax was checked above
        function = scope[name]
    except Exception:
        return None
    return [_outcome(function, args[:n]) for args in ARGUMENTS for n in (1, 2, 3)]


def _outcome(function: Callable[..., Any], args: list[Any]) -> str:
    _interrupt_after(LONGEST_CALL)
    try:
        return repr(function(*args))
    except Exception as error:
        return type(error).__name__
    finally:
        _interrupt_after(0)


def _interrupt_after(seconds: float) -> None:
    """Raises TimeoutError that much later; 0 calls it off."""

    def interrupt(*_: object) -> None:
        raise TimeoutError

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def compare(pairs: Iterable[tuple[str, str, str]]) -> list[dict[str, bool]]:
    """For each (generated, reference, name): whether it is a valid function and behaves alike."""
    out = []
    for generated, reference, name in pairs:
        got = behaviour(generated, name)
        same = got is not None and got == behaviour(reference, name)
        out.append({"valid": got is not None, "same": same})
    return out
