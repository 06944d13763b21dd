"""Whether the tolls of two reports may be of one event: equal, compatible, rising, or in conflict."""

from __future__ import annotations

import math
from typing import Final

from inference.merged import COUNTS
from inference.telling import Finding, Telling
from labels.record import Count

_EQUAL, _NEARLY, _SLIGHT, _CONFLICT = 0.15, 0.1, 0.05, -0.2
"""Points; a conflict leaves the same day and place below the score of 0.6 unless a party by name is shared."""
_TELLING: Final = 3
"""The least number of people that two reports hardly agree on by chance."""


def tolls(a: Telling, b: Telling) -> Finding:
    """Compare the counts that both have, `a` not after `b`; a conflict in one outweighs agreement in another."""
    found = [
        _counts(name, x, y, None if a.day is None or b.day is None else b.day - a.day)
        for name in COUNTS
        for x, y in [(getattr(a.event, name), getattr(b.event, name))]
        if x and y and known(x) and known(y)
    ]
    against = next((finding for finding in found if finding.weight < 0), None)
    return against or max(found, key=lambda finding: finding.points, default=Finding(0.0, 0))


def known(count: Count) -> bool:
    """Tell whether a count has a bound at all."""
    return count.min is not None or count.max is not None


def within(a: Count, b: Count) -> bool:
    """Tell whether all that `a` allows, `b` allows too: 12 is within at least 10."""
    return (b.min or 0) <= (a.min or 0) and _top(a) <= _top(b)


def _top(count: Count) -> float:
    return math.inf if count.max is None else count.max


def _counts(name: str, a: Count, b: Count, later: int | None) -> Finding:
    """Compare two counts, the second reported `later` days after the first."""
    if a.min == a.max == b.min == b.max:
        telling = (a.min or 0) >= _TELLING
        return Finding(_EQUAL if telling else _SLIGHT, int(telling), f"both {a.min} {name}")
    if (a.min or 0) <= _top(b) and (b.min or 0) <= _top(a):
        return Finding(_SLIGHT, 0, f"{_amount(a)} and {_amount(b)} {name} are compatible")
    x, y = _figure(a), _figure(b)
    words = f"{_amount(a)} and then {_amount(b)} {name}" if later else f"{_amount(a)} and {_amount(b)} {name}"
    if 5 * abs(x - y) <= max(10, x, y):
        return Finding(_NEARLY, 0, f"{words}, nearly the same")
    rose = y > x and (later is None or later > 0)
    if rose and (y <= 5 * x or y - x <= 10):
        return Finding(_SLIGHT if later else 0.0, 0, f"{words}, as tolls rise")
    return Finding(_CONFLICT, -1, f"{words}, which conflict")


def _figure(count: Count) -> int:
    return (count.min or 0) if count.max is None else count.max


def _amount(count: Count) -> str:
    if count.max is None:
        return f"at least {count.min}"
    if count.min is None:
        return f"up to {count.max}"
    return str(count.min) if count.min == count.max else f"{count.min} to {count.max}"
