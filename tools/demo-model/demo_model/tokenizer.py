"""The tokenizer as llama.cpp runs it for tokenizer.ggml.model=gpt2 and pre=llama-bpe."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable
from pathlib import Path

import regex

from .bpe import BYTE_TO_CHAR, Merge, to_bytes, to_chars
from .data.tokens import SPECIAL_TOKENS

MERGES_FILE = Path(__file__).with_name("merges.txt")

WORD = regex.compile(
    r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"
    r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""llama-bpe's pre-tokenizer."""

_SPECIAL = regex.compile("(" + "|".join(regex.escape(s) for s in SPECIAL_TOKENS) + ")")


def split_special(text: str) -> list[str]:
    """The text cut at special tokens, which are kept as parts of their own."""
    return [part for part in _SPECIAL.split(text) if part]


class Tokenizer:
    """Token ids: 256 bytes, then the merges in order, then the special tokens."""

    def __init__(self, merges: Iterable[Merge]) -> None:
        self.merges = list(merges)
        self.tokens = [*BYTE_TO_CHAR, *(a + b for a, b in self.merges), *SPECIAL_TOKENS]
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        if len(self.ids) != len(self.tokens):
            raise ValueError("two merges make the same token")
        self._ranks = {merge: i for i, merge in enumerate(self.merges)}
        self._words: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        """The token ids of a text; special tokens are recognised wherever they stand."""
        out: list[int] = []
        for part in split_special(text):
            if part in SPECIAL_TOKENS:
                out.append(self.ids[part])
            else:
                for word in WORD.findall(part):
                    out += self._word(word)
        return out

    def decode(self, ids: Iterable[int]) -> str:
        """The text of token ids, special tokens included."""
        tokens = (self.tokens[i] for i in ids)
        out = b"".join(t.encode() if t in SPECIAL_TOKENS else to_bytes(t) for t in tokens)
        return out.decode("utf-8", "replace")

    def _word(self, word: str) -> list[int]:
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = self._merged(to_chars(word))
        return known

    def _merged(self, chars: str) -> list[int]:
        # llama-bpe ignores the merges where the whole word is a token.
        if chars in self.ids:
            return [self.ids[chars]]
        pieces = list(chars)
        never = sys.maxsize
        while len(pieces) > 1:
            pairs = enumerate(itertools.pairwise(pieces))
            rank, i = min((self._ranks.get(pair, never), i) for i, pair in pairs)
            if rank == never:
                break
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
        return [self.ids[piece] for piece in pieces]


def read_merges(path: Path = MERGES_FILE) -> list[Merge]:
    """Merges from a file with one pair a line, its pieces separated by a space."""
    merges: list[Merge] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        first, second = line.split(" ")
        merges.append((first, second))
    return merges


def write_merges(path: Path, merges: Iterable[Merge]) -> None:
    """The inverse of `read_merges`."""
    text = "".join(f"{a} {b}\n" for a, b in merges)
    path.write_text(text, encoding="utf-8", newline="\n")
