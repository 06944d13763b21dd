"""The words of dates and what they stand for, and the pieces of patterns that the date rules are built of."""

from __future__ import annotations

from typing import Final

from inference.periods import PARTS


def _numbered(names: str, first: int) -> dict[str, int]:
    return {name: i for i, group in enumerate(names.split(","), first) for name in group.split()}


WEEKDAYS: Final = _numbered(
    "monday mon,tuesday tues tue,wednesday wed,thursday thurs thur thu,friday fri,saturday sat,sunday sun", 0
)
MONTHS: Final = _numbered(
    "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,september sept sep,october oct,"
    "november nov,december dec",
    1,
)
ORDINALS: Final = _numbered(
    "first,second,third,fourth,fifth,sixth,seventh,eighth,ninth,tenth,eleventh,twelfth,thirteenth,fourteenth,"
    "fifteenth,sixteenth,seventeenth,eighteenth,nineteenth,twentieth,twenty-first,twenty-second,twenty-third,"
    "twenty-fourth,twenty-fifth,twenty-sixth,twenty-seventh,twenty-eighth,twenty-ninth,thirtieth,thirty-first",
    1,
)
HOLIDAYS: Final = {
    "new year's day": (1, 1),
    "international women's day": (3, 8),
    "may day": (5, 1),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
}
"""Holidays of a fixed date -> month and day."""
NEAR_DAYS: Final = {
    "day before yesterday": -2,
    "yesterday": -1,
    "y'day": -1,
    "last night": -1,
    "last evening": -1,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "day after tomorrow": 2,
}
WAYS: Final = {
    **dict.fromkeys(("last", "past", "this past", "previous", "preceding", "earlier", "before"), -1),
    **dict.fromkeys(("this", "that", "same", "that same"), 0),
    **dict.fromkeys(("next", "following", "later", "after", "afterward", "afterwards", "on"), 1),
}
"""Words that point back, to the same time or ahead -> -1, 0 or 1."""

CENTURIES: Final = r"1[5-9]\d\d|20\d\d"
WEEKDAY: Final = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
MONTH: Final = rf"(?P<month>{'|'.join(MONTHS)})"
DAY: Final = rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})"
MAYBE_YEAR: Final = rf"(?: (?:of )?(?P<year>{CENTURIES}|(?:last|this|next) year))?"
PART: Final = rf"(?P<part>{'|'.join(PARTS)})(?: of)?"
UNIT: Final = r"(?P<unit>week|month|year)"
DAYPART: Final = r"(?:day|dawn|morning|afternoon|evening|night)"
"""Words that stand for a whole day behind "this", "that", "next" and "two … later"."""
LENGTH: Final = (
    r"(?:(?P<number>[a-z\d,. -]+) )?"
    r"(?P<unit>hour|day|dawn|morning|afternoon|evening|night|week|fortnight|month|year)(?P<plural>s)?"
)
