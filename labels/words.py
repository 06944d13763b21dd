"""Words of a text: the smallest units that a span may begin or end at."""

from __future__ import annotations

import re

# Letters and digits run together; every other visible character stands alone, as does each character of
# scripts that are written without spaces.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+|[^\w\s]")


def word_offsets(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the (start, end) offsets into `text` of the words between `start` and `end`, end exclusive.

    >>> [ "F-16 jets."[a:b] for a, b in word_offsets("F-16 jets.") ]
    ['F', '-', '16', 'jets', '.']
    """
    return [m.span() for m in _WORD.finditer(text, start, len(text) if end is None else end)]
