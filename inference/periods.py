"""Stretches of the calendar: days, ISO weeks, months and years, their parts, and steps between them."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_DAY: Final = datetime.timedelta(days=1)

PARTS: Final = {
    "early": (Fraction(0), Fraction(1, 3)),
    "mid": (Fraction(1, 3), Fraction(2, 3)),
    "late": (Fraction(2, 3), Fraction(1)),
    "first half": (Fraction(0), Fraction(1, 2)),
    "second half": (Fraction(1, 2), Fraction(1)),
    "first quarter": (Fraction(0), Fraction(1, 4)),
    "second quarter": (Fraction(1, 4), Fraction(1, 2)),
    "third quarter": (Fraction(1, 2), Fraction(3, 4)),
    "fourth quarter": (Fraction(3, 4), Fraction(1)),
}
"""Part of a month or year -> where it begins and ends, as shares; "early", "mid" and "late" are thirds."""


@dataclass(frozen=True, slots=True)
class Period:
    """A first and a last day, both inclusive, and the unit of the calendar that the words name."""

    start: datetime.date
    end: datetime.date
    precision: str


def span(start: datetime.date, end: datetime.date) -> Period:
    """Return the period between two days; its precision is the smallest unit that is as long."""
    days = (end - start).days + 1
    return Period(start, end, "day" if days == 1 else "week" if days <= 7 else "month" if days <= 31 else "year")


def unit(name: str, day: datetime.date) -> Period:
    """Return the day, ISO week (Monday to Sunday), month or year that a day lies in."""
    if name == "week":
        start = day - day.weekday() * _DAY
        return Period(start, start + 6 * _DAY, name)
    if name == "month":
        last = calendar.monthrange(day.year, day.month)[1]
        return Period(day.replace(day=1), day.replace(day=last), name)
    if name == "year":
        return Period(day.replace(month=1, day=1), day.replace(month=12, day=31), name)
    return Period(day, day, "day")


def step(day: datetime.date, number: int, name: str) -> datetime.date:
    """Return the day so many days, weeks, months or years later; a day the month lacks becomes its last.

    :raises OverflowError: the calendar ends before.
    :raises ValueError: the calendar ends before.
    """
    if name in ("day", "week"):
        return day + datetime.timedelta(days=number * (7 if name == "week" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + number * (12 if name == "year" else 1), 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def part(period: Period, name: str) -> Period:
    """Return a part of a month or year, see `PARTS`; a week is too short to be divided."""
    low, high = PARTS[name]
    start, end = period.start, period.end
    if period.precision == "month":
        last = end.day if high == 1 else int(30 * high)
        return Period(start.replace(day=int(30 * low) + 1), start.replace(day=last), "month")
    if period.precision == "year":
        final = end.replace(day=1, month=int(12 * high))
        return Period(start.replace(month=int(12 * low) + 1), unit("month", final).end, "year")
    return period


def latest(limit: datetime.date, month: int, day: int) -> datetime.date | None:
    """Return the latest such day of the year that is not after `limit`, None where no year has it."""
    for year in range(limit.year, max(limit.year - 9, 0), -1):  # 29 February may be eight years away
        if day <= calendar.monthrange(year, month)[1]:
            found = datetime.date(year, month, day)
            if found <= limit:
                return found
    return None


def back_to(weekday: int, limit: datetime.date) -> datetime.date:
    """Return the latest such weekday (Monday is 0) that is not after `limit`."""
    return limit - (limit.weekday() - weekday) % 7 * _DAY
