"""Byte pair encoding: the byte alphabet, and learning merges from counted words."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Mapping

Merge = tuple[str, str]
"""Two pieces that become one."""

Word = tuple[str, ...]
"""A word as pieces."""


def _byte_alphabet() -> list[str]:
    """GPT-2's printable character of each byte."""
    kept = {*range(33, 127), *range(161, 173), *range(174, 256)}
    free = itertools.count(256)
    return [chr(b if b in kept else next(free)) for b in range(256)]


BYTE_TO_CHAR = _byte_alphabet()
CHAR_TO_BYTE = {char: byte for byte, char in enumerate(BYTE_TO_CHAR)}


def to_chars(text: str) -> str:
    """The UTF-8 bytes of a text in the byte alphabet."""
    return "".join(BYTE_TO_CHAR[b] for b in text.encode("utf-8"))


def to_bytes(chars: str) -> bytes:
    """The inverse of `to_chars`, before decoding."""
    return bytes(CHAR_TO_BYTE[c] for c in chars)


def _merge(pieces: list[str], pair: Merge) -> list[str]:
    out, i = [], 0
    while i < len(pieces):
        if i + 1 < len(pieces) and (pieces[i], pieces[i + 1]) == pair:
            out.append(pieces[i] + pieces[i + 1])
            i += 2
        else:
            out.append(pieces[i])
            i += 1
    return out


def learn_merges(words: Mapping[Word, int], limit: int) -> list[Merge]:
    """Up to `limit` merges in the order of their frequency; pairs seen only once are not merged."""
    pieces = {word: list(word) for word in words}
    pairs: collections.Counter[Merge] = collections.Counter()
    where: collections.defaultdict[Merge, set[Word]] = collections.defaultdict(set)
    for word, count in words.items():
        for pair in itertools.pairwise(word):
            pairs[pair] += count
            where[pair].add(word)
    merges: list[Merge] = []
    while len(merges) < limit and pairs:
        best, frequency = max(pairs.items(), key=lambda item: (item[1], item[0]))
        if frequency < 2:
            break
        merges.append(best)
        for word in list(where[best]):
            for pair in itertools.pairwise(pieces[word]):
                pairs[pair] -= words[word]
                where[pair].discard(word)
            pieces[word] = _merge(pieces[word], best)
            for pair in itertools.pairwise(pieces[word]):
                pairs[pair] += words[word]
                where[pair].add(word)
        del pairs[best]
    return merges
