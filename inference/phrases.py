"""Finds known phrases in a text, the longest first, whatever their accents, hyphens and dots."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from inference.gazetteer import fold

T = TypeVar("T")

_TOKEN: Final = re.compile(r"(?:[^\W\d_]\.)+(?:[^\W\d_](?!\w))?|[^\W_]+(?:['’ʼʿ`][^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s$", re.IGNORECASE)
_ABBREVIATION: Final = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Zi0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text as written, as the tables spell it, and its offsets, end exclusive."""

    raw: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase that was found: its first token, the one after its last, and what it stands for."""

    first: int
    last: int
    value: T


def tokens(text: str) -> list[Token]:
    """Return the words of a text without possessive endings; an abbreviation with dots is one word."""
    found = []
    for match in _TOKEN.finditer(text):
        raw = _POSSESSIVE.sub("", match.group())
        found.append(Token(raw, fold(raw), match.start(), match.start() + len(raw)))
    return found


class Phrases(Generic[T]):
    """A table of phrases that can be searched for in a text.

    A phrase of one word written in capitals ("US", "IS") is found in capitals only; one that begins with a
    capital ("Turkey") is found with a capital only.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._values: dict[tuple[str, ...], tuple[str, T]] = {}
        for phrase, value in entries:
            self._values.setdefault(tuple(token.key for token in tokens(phrase)), (phrase, value))
        self._longest = max(map(len, self._values), default=0)

    def find(self, words: list[Token]) -> list[Hit[T]]:
        """Return the phrases in the words from left to right; they do not overlap."""
        hits, first = [], 0
        while first < len(words):
            hit = self._at(words, first)
            if hit:
                hits.append(hit)
            first = hit.last if hit else first + 1
        return hits

    def _at(self, words: list[Token], first: int) -> Hit[T] | None:
        for last in range(min(len(words), first + self._longest), first, -1):
            known = self._values.get(tuple(word.key for word in words[first:last]))
            if known and (last > first + 1 or _same_case(known[0], words[first].raw)):
                return Hit(first, last, known[1])
        return None


def _same_case(phrase: str, raw: str) -> bool:
    plain = phrase.replace(".", "")
    if _ABBREVIATION.fullmatch(plain):
        return raw.replace(".", "") == plain
    return raw[:1].isupper() or not phrase[:1].isupper()
