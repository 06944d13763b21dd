"""The number of deaths that ACLED records for the words of a toll.

Source: ACLED Codebook, section "Reported fatalities", https://acleddata.com/knowledge-base/codebook/: the lowest
number that is reported, 12 for "dozens", 100 for "hundreds", 3 or 10 for "several", "many" or "few", and 0 where no
deaths are reported; for "tens" its FAQs on fatality methodology. Here "several" and the like are 3, the lower one.
"""

from __future__ import annotations

import re
from typing import Final

from inference.counts import parse_count
from inference.exports import Cell, undetermined
from labels.record import Count

_PLURALS: Final = {"tens": 10, "dozens": 12, "hundreds": 100, "thousands": 1000}
_PLURAL: Final = re.compile(rf"\b({'|'.join(_PLURALS)})\b(?: of ({'|'.join(_PLURALS)})\b)?", re.I)
_STATED: Final = re.compile(r"\b(?:several|few|many|two|three|four|five|six|seven|eight|nine)\b|\d", re.I)


def fatalities(killed: Count | None) -> Cell:
    """Return the number of deaths, or what is missing where the record has no lower bound ("up to 50").

    >>> fatalities(parse_count("dozens")), fatalities(parse_count("at least 30")), fatalities(None)
    (12, 30, 0)
    """
    if killed is None:
        return 0
    number = None if killed.accounts else _by_words(killed)
    if number is None:
        number = killed.min
    return undetermined("lowest number of deaths unknown") if number is None else number


def _by_words(killed: Count) -> int | None:
    """Return the sum of the parts of a toll, where one of them is a bare plural."""
    text = killed.text or ""
    parts = text.split(" + ") if killed.rule == "sum" else [text]
    plurals = [_plural(part) for part in parts]
    if all(number is None for number in plurals):
        return None
    total = 0
    for part, number in zip(parts, plurals, strict=True):
        count = parse_count(part)
        low = number if number is not None else count.min if count else None
        if low is None:
            return None
        total += low
    return total


def _plural(text: str) -> int | None:
    """Return what ACLED records for "dozens" and the like, None where the words give a number themselves."""
    match = _PLURAL.search(text)
    if match is None or _STATED.search(text):
        return None
    return _PLURALS[match[1].lower()] * (_PLURALS[match[2].lower()] if match[2] else 1)
