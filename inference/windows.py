"""Windows over the pieces of a document: each reads more than it answers for, and each piece is owned once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """What one row of a batch reads and owns, as piece indexes into the document, end exclusive.

    `lead`: how many pieces are read from the start of the document; `context`: first piece that is read before the
    sentence; `start`, `end`: the pieces of the sentence that are read; `own_start`, `own_end`: those that this window
    answers for. `sentence`: index of the sentence.
    """

    sentence: int
    lead: int
    context: int
    start: int
    end: int
    own_start: int
    own_end: int

    @property
    def length(self) -> int:
        """Number of pieces that are read, without special tokens."""
        return self.lead + self.end - self.context


def windows(sentences: Sequence[tuple[int, int]], *, limit: int, context: int, lead: int = 0) -> Iterator[Window]:
    """Cut a document into windows, at least one a sentence.

    `sentences`: (start, end) piece indexes, in order. A sentence that fits is read whole, with up to `context` pieces
    of what stands before it, and up to `lead` pieces of the start of the document. A longer one goes through windows
    of `limit` pieces that overlap by half; each piece is owned by the window in which it lies most centrally. A
    sentence without a piece has no window.

    `limit`: most pieces that a window may read, at least 4.

    >>> [(w.context, w.start, w.end) for w in windows([(0, 3), (3, 8)], limit=6, context=2)]
    [(0, 0, 3), (2, 3, 8)]
    """
    if limit < 4:
        raise ValueError(f"limit must be at least 4, got {limit}")
    for index, (start, end) in enumerate(sentences):
        size = end - start
        if size == 0:
            continue
        if size <= limit:
            before = min(context, limit - size, start)
            opening = min(lead, limit - size - before, start - before)
            yield Window(index, opening, start - before, start, end, start, end)
            continue
        step = limit // 2
        low, owned = start, start
        while True:
            high = min(low + limit, end)
            own_end = end if high == end else high - (limit - step) // 2
            yield Window(index, 0, low, low, high, owned, own_end)
            if high == end:
                break
            owned = own_end
            low += step
