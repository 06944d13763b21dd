"""Divides a corpus into train, dev and test: by document, near-duplicates together, event types even."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Final

from labels.record import Document

SHARES: Final = MappingProxyType({"train": 0.8, "dev": 0.1, "test": 0.1})
"""Split -> its share of the corpus."""

NEAR_DUPLICATE: Final = 0.05
"""Share of the shorter passage's three-word runs that two passages must have in common to stay together."""

_WORD = re.compile(r"\w+")


def document_of(passage_id: str) -> str:
    """Return the id of the document that a passage was cut from: all before the last full stop.

    >>> document_of("herald-7.2")
    'herald-7'
    """
    return passage_id.rpartition(".")[0] or passage_id


def groups(passages: Iterable[Document]) -> list[list[Document]]:
    """Return the passages in groups that must not be divided, each group and the list sorted by id.

    A group holds the passages of one document, and those of all documents that nearly repeat one another.
    """
    ordered = sorted(passages, key=lambda passage: passage.id)
    leader = {document_of(passage.id): document_of(passage.id) for passage in ordered}

    def find(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    runs = [_runs(passage.text) for passage in ordered]
    for (a, first), (b, second) in combinations(zip(ordered, runs, strict=True), 2):
        if len(first & second) >= NEAR_DUPLICATE * max(1, min(len(first), len(second))):
            names = sorted((find(document_of(a.id)), find(document_of(b.id))))
            leader[names[1]] = names[0]
    found: dict[str, list[Document]] = {}
    for passage in ordered:
        found.setdefault(find(document_of(passage.id)), []).append(passage)
    return list(found.values())


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def split(passages: Sequence[Document], shares: Mapping[str, float] = SHARES) -> dict[str, list[Document]]:
    """Divide passages into splits of about the given shares, in their given order within each split.

    Undivided groups are first dealt out in turn, then moved one at a time, always the move that helps most,
    until none brings the splits nearer to their shares of passages, sentences, sentences of each event type,
    and styles. The outcome depends neither on chance nor on the order of `passages`.
    """
    undivided = groups(passages)
    held = [_properties(group) for group in undivided]
    total: Counter[str] = sum(held, Counter())
    have: dict[str, Counter[str]] = {name: Counter() for name in shares}
    where = []
    for counts in held:
        where.append(min(shares, key=lambda name: have[name]["passages"] / shares[name]))
        have[where[-1]].update(counts)

    def cost(name: str, change: Mapping[str, int], sign: int) -> float:
        """Return by how much adding or taking a group's counts moves a split off its shares."""
        wanted = {key: shares[name] * total[key] for key in change}
        off = {key: have[name][key] - wanted[key] for key in change}
        return sum(((off[key] + sign * n) ** 2 - off[key] ** 2) / wanted[key] for key, n in change.items())

    while True:
        moves = (
            (cost(where[i], counts, -1) + cost(name, counts, +1), i, name)
            for i, counts in enumerate(held)
            for name in shares
            if name != where[i]
        )
        gain, i, name = min(moves, default=(0.0, 0, ""))
        if gain > -1e-9:
            break
        have[where[i]].subtract(held[i])
        have[name].update(held[i])
        where[i] = name
    place = {passage.id: where[i] for i, group in enumerate(undivided) for passage in group}
    return {name: [passage for passage in passages if place[passage.id] == name] for name in shares}


def _properties(group: Sequence[Document]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for passage in group:
        counts.update(["passages", f"style {passage.extra.get('style')}"])
        for sentence in passage.sentences or ():
            counts.update(["sentences", *(sentence.event_types or ())])
    return counts
