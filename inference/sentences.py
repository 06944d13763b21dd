"""A text split into sentences and headlines, as (start, end) offsets that leave out only white space."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BLANK_LINE = re.compile(r"\n\s*\n")
_WRAPPED_WIDTH = range(45, 101)

# Where a page lost its full stops, only the next sentence's capital is left. A capitalised word of these classes
# is hardly ever part of a name, so behind a word without punctuation it begins a sentence.
_LOST_STOP = re.compile(
    r"(?<=[\w)\"”’%]) (?=(?:The(?! Hague)|This|That|These|Those|It|Its|He|His|She|Her|They|Their|We|In|On|At|But|And|"
    r"As|After|Before|Since|When|While|With|According|However|Meanwhile|Earlier|Last|Some|Many|Most|Several|Others|"
    r"Another|There|Also|Both|For|From|If|Although|Despite|During|Under|One|Two|Three) )"
)
_LONG = 200

# No sentence of news comes near this length; tables and lines without punctuation do, and the work on a sentence
# grows faster than its length.
_LONGEST = 2000


def split_sentences(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Return the (start, end) offsets of the sentences of a text, end exclusive, in order.

    A blank line always ends a sentence; a single line end does so unless its paragraph looks hard-wrapped. What is
    longer than any sentence is cut. All characters but white space lie in exactly one sentence.

    >>> split_sentences("A blast hit Kabul. Two died.")
    [(0, 18), (19, 28)]
    """
    return [
        trimmed
        for block in _blocks(text)
        for stretch in _boundaries(text, *block, language)
        for piece in _restore_lost_stops(text, *stretch)
        for part in _cut(text, *piece)
        if (trimmed := _trim(text, *part))
    ]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield lines, or whole paragraphs where all lines but the last have the width of hard-wrapped text."""
    starts = [0, *(m.end() for m in _BLANK_LINE.finditer(text))]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        lines = [m.span() for m in _LINE.finditer(text, start, end)]
        if len(lines) > 2 and all(b - a in _WRAPPED_WIDTH for a, b in lines[:-1]):
            yield lines[0][0], lines[-1][1]
        else:
            yield from lines


def _boundaries(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    for found in sentencex.get_sentence_boundaries(language, text[start:end]):
        yield start + found["start_index"], start + found["end_index"]


def _restore_lost_stops(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts = [m.start() for m in _LOST_STOP.finditer(text, start, end)] if end - start > _LONG else []
    yield from zip([start, *cuts], [*cuts, end], strict=True)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is far too long for a sentence, at white space where there is any."""
    while end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        middle = start + _LONGEST if space < 0 else space
        yield start, middle
        start = middle
    yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
