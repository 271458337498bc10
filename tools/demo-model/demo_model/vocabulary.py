"""Learns the tokenizer's merges from training samples.

An identifier must have the same tokens after "(", "`" and a space, or copying it is hard for a tiny
model. So letters never merge with punctuation, a space merges only with a whole word of prose, and
digits never merge.
"""

from __future__ import annotations

import collections
import random
import string
from dataclasses import dataclass, field

from .bpe import Merge, Word, learn_merges, to_chars
from .data import function_kinds, identifiers
from .data.chat import sample
from .data.tokens import SPECIAL_TOKENS
from .tokenizer import WORD, split_special

SPACED_MERGES = 150
"""How many merges join a space with a word."""

PUNCTUATION_MERGES = 110
"""How many merges are among punctuation and white space."""

LEAST_SPACED = 40
"""How often a word must follow a space to be joined with it."""

SPACE = to_chars(" ")


@dataclass
class Counts:
    """How often the words of the samples occur."""

    letters: collections.Counter[Word] = field(default_factory=collections.Counter)
    spaced: collections.Counter[str] = field(default_factory=collections.Counter)
    """Words of letters after a space."""
    other: collections.Counter[Word] = field(default_factory=collections.Counter)

    def add(self, text: str) -> None:
        """Counts the words of a text without special tokens."""
        for word in WORD.findall(text):
            if word[0].isdigit():
                continue
            if not word[-1].isalpha():
                self.other[tuple(to_chars(word))] += 1
                continue
            body = word if word[0].isalpha() else word[1:]
            self.letters[tuple(to_chars(body))] += 1
            if word[0] == " ":
                self.spaced[body] += 1


def count_words(samples: int, seed: int) -> Counts:
    """The words of that many training samples."""
    r = random.Random(seed)
    counts = Counts()
    for _ in range(samples):
        for text, _learned in sample(r):
            for part in split_special(text):
                if part not in SPECIAL_TOKENS:
                    counts.add(part)
    return counts


def learn(size: int, samples: int = 12000, seed: int = 7) -> list[Merge]:
    """The merges of a vocabulary with `size` tokens, bytes and special tokens included."""
    counts = count_words(samples, seed)
    room = size - 256 - len(SPECIAL_TOKENS)
    merges = learn_merges(counts.other, PUNCTUATION_MERGES)
    letters = learn_merges(counts.letters, room - len(merges) - SPACED_MERGES)
    merges += letters
    tokens = {a + b for a, b in letters} | set(string.ascii_letters)
    names = identifiers.vocabulary() | function_kinds.vocabulary()
    prose = [
        word
        for word, count in counts.spaced.most_common()
        if count >= LEAST_SPACED and word in tokens and word not in names and len(word) > 1
    ]
    return merges + [(SPACE, word) for word in prose[: room - len(merges)]]
