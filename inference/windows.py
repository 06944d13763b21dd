"""Windows over the pieces of a document: whole sentences side by side, each piece answered for once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FRAME = 2
"""Special tokens around each part of a window."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence in a window, or a stretch of one that is longer than a window.

    `sentence`: its index. `start`, `end`: the pieces that are read, as indexes into the document, end exclusive;
    `own_start`, `own_end`: those that this part answers for.
    """

    sentence: int
    start: int
    end: int
    own_start: int
    own_end: int

    @property
    def length(self) -> int:
        """Number of tokens, special ones included."""
        return self.end - self.start + FRAME


Window = tuple[Part, ...]
"""What one row of a batch reads: parts that follow each other in the document and see each other."""


def length(window: Window) -> int:
    """Return the number of tokens in a window, special ones included."""
    return sum(part.length for part in window)


def windows(sentences: Sequence[tuple[int, int]], *, limit: int, most: int = 0) -> Iterator[Window]:
    """Cut a document into windows of consecutive sentences, about equally full.

    `sentences`: (start, end) piece indexes, in order. A sentence that fits is read whole; a longer one goes through
    parts of its own windows that overlap by half, each piece owned by the part in which it lies most centrally. A
    sentence without a piece is in no window.

    `limit`: most tokens in a window, special ones included, at least 6; `most`: most sentences in one, 0 for no
    limit.

    >>> [[(part.start, part.end) for part in window] for window in windows([(0, 3), (3, 5), (5, 9)], limit=10)]
    [[(0, 3), (3, 5)], [(5, 9)]]
    """
    if limit < FRAME + 4:
        raise ValueError(f"limit must be at least {FRAME + 4}, got {limit}")
    run: list[Part] = []
    for index, (start, end) in enumerate(sentences):
        if 0 < end - start <= limit - FRAME:
            run.append(Part(index, start, end, start, end))
        elif end > start:
            yield from _filled(run, limit, most)
            run = []
            yield from ((part,) for part in _stretches(index, start, end, limit - FRAME))
    yield from _filled(run, limit, most)


def _filled(parts: Sequence[Part], limit: int, most: int) -> Iterator[Window]:
    """Fill windows in order; as many as are needed share what there is, so that the last is no scrap."""
    left = sum(part.length for part in parts)
    window: list[Part] = []
    size = 0
    for part in parts:
        share = (left + size) / max(1, -(-(left + size) // limit))
        full = size + part.length > limit or len(window) == most > 0
        if window and (full or size + part.length / 2 > share):
            yield tuple(window)
            window, size = [], 0
        window.append(part)
        size += part.length
        left -= part.length
    if window:
        yield tuple(window)


def _stretches(sentence: int, start: int, end: int, limit: int) -> Iterator[Part]:
    step = limit // 2
    low, owned = start, start
    while True:
        high = min(low + limit, end)
        own_end = end if high == end else high - (limit - step) // 2
        yield Part(sentence, low, high, owned, own_end)
        if high == end:
            return
        owned = own_end
        low += step
