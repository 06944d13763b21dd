"""The rules that read one date expression: its form as a regular expression, and the days that it means.

A rule takes the whole expression: lower case, without articles, commas and parts of the day.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from inference.counts import whole_number
from inference.date_words import (
    CENTURIES,
    DAY,
    DAYPART,
    HOLIDAYS,
    LENGTH,
    MAYBE_YEAR,
    MONTH,
    MONTHS,
    NEAR_DAYS,
    ORDINALS,
    PART,
    UNIT,
    WAYS,
    WEEKDAY,
    WEEKDAYS,
)
from inference.periods import Period, back_to, latest, part, span, step, unit


class Unresolved(Exception):  # noqa: N818 - an answer, not an error
    """Why words cannot be turned into days."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What words are relative to: the days of publication and of another event, and the order of 3/4/2024."""

    published: datetime.date | None
    anchor: datetime.date | None
    day_first: bool | None

    @property
    def now(self) -> datetime.date:
        """The day of publication.

        :raises Unresolved: it is not known.
        """
        if self.published is None:
            raise Unresolved("no publication date")
        return self.published

    @property
    def then(self) -> datetime.date:
        """The day of the other event.

        :raises Unresolved: it is not known.
        """
        if self.anchor is None:
            raise Unresolved("no anchor date")
        return self.anchor


Words = Mapping[str, str]
"""The named groups of a rule's pattern that took part in the match."""
Read = Callable[[Words, Frame], Period]


def _year(words: Words, frame: Frame) -> int | None:
    year = words.get("year")
    if year is None or year.isdigit():
        return None if year is None else int(year)
    return frame.now.year + WAYS[year.split()[0]]


def _day_number(words: str) -> int:
    return ORDINALS.get(words) or int(re.sub(r"\D", "", words))


def _day(day: datetime.date) -> Period:
    return Period(day, day, "day")


def _iso(words: Words, _: Frame) -> Period:
    return _day(datetime.date(int(words["year"]), int(words["month"]), int(words["day"])))


def _numeric(words: Words, frame: Frame) -> Period:
    first, second = int(words["first"]), int(words["second"])
    if first > 12 or second > 12 or first == second:
        day, month = max(first, second), min(first, second)
    elif frame.day_first is None:
        raise Unresolved("day and month could be either")
    else:
        day, month = (first, second) if frame.day_first else (second, first)
    return _day(datetime.date(int(words["year"]), month, day))


def _date(words: Words, frame: Frame) -> Period:
    month, day, year = MONTHS[words["month"]], _day_number(words["day"]), _year(words, frame)
    if year is not None:  # a weekday beside a full date adds nothing
        return _day(datetime.date(year, month, day))
    past = latest(frame.now, month, day)
    days = [past] if "weekday" not in words else [past, latest(step(frame.now, 1, "year"), month, day)]
    for found in days:
        if found and ("weekday" not in words or found.weekday() == WEEKDAYS[words["weekday"]]):
            return _day(found)
    raise Unresolved("no such day")


def _holiday(words: Words, frame: Frame) -> Period:
    month, day = HOLIDAYS[words["holiday"]]
    year = _year(words, frame)
    found = latest(frame.now, month, day) if year is None else datetime.date(year, month, day)
    if found is None:
        raise Unresolved("no such day")
    return _day(found)


def _day_of_month(words: Words, frame: Frame) -> Period:
    wanted, weekday = _day_number(words["day"]), words.get("weekday")
    for back in range(366):
        day = step(frame.now, -back, "day")
        if day.day == wanted and (weekday is None or day.weekday() == WEEKDAYS[weekday]):
            return _day(day)
    raise Unresolved("no such day")


def _shortened(words: Words, period: Period) -> Period:
    return part(period, words["part"]) if "part" in words else period


def _month(words: Words, frame: Frame) -> Period:
    month, year = MONTHS[words["month"]], _year(words, frame)
    if year is None:
        year = frame.now.year - (month > frame.now.month)
    whole = unit("month", datetime.date(year, month, 1))
    if words.get("week") == "first":
        return Period(whole.start, step(whole.start, 6, "day"), "week")
    if words.get("week") == "last":
        return Period(step(whole.end, -6, "day"), whole.end, "week")
    return _shortened(words, whole)


def _named_month(words: Words, frame: Frame) -> Period:
    month, now, way = MONTHS[words["month"]], frame.now, WAYS[words["way"]]
    if way > 0 and month > now.month:
        raise Unresolved("this year's or next year's")
    year = now.year + way + (way < 0 and month < now.month)
    return unit("month", datetime.date(year, month, 1))


def _whole_year(words: Words, _: Frame) -> Period:
    return _shortened(words, unit("year", datetime.date(int(words["year"]), 1, 1)))


def _near_day(words: Words, frame: Frame) -> Period:
    return _day(step(frame.now, NEAR_DAYS[words["near"]], "day"))


def _this_day(_: Words, frame: Frame) -> Period:
    return _day(frame.now)


def _overnight(words: Words, frame: Frame) -> Period:
    end = back_to(WEEKDAYS[words["weekday"]], frame.now) if "weekday" in words else frame.now
    return Period(step(end, -1, "day"), end, "day")


def _weekday(words: Words, frame: Frame) -> Period:
    limit = step(frame.now, -1, "day") if "last" in words else frame.now
    return _day(back_to(WEEKDAYS[words["weekday"]], limit))


def _weekday_of_week(words: Words, frame: Frame) -> Period:
    weekday, way = WEEKDAYS[words["weekday"]], WAYS[words["way"]]
    if way > 0 and "week" not in words and weekday > frame.now.weekday():
        raise Unresolved("this week's or next week's")
    monday = unit("week", step(frame.now, way, "week")).start
    return _day(step(monday, weekday, "day"))


def _this_unit(words: Words, frame: Frame) -> Period:
    way = WAYS[words.get("way", "this")]
    whole = unit(words["unit"], step(frame.now, way, words["unit"]))
    if "side" in words and way == 0:
        start, end = (whole.start, frame.now) if words["side"] == "earlier" else (frame.now, whole.end)
        return Period(start, end, whole.precision)
    return _shortened(words, whole)


def _weekend(words: Words, frame: Frame) -> Period:
    way, inside = words.get("way"), frame.now.weekday() >= 5
    if way in ("this", "next") and not inside:
        raise Unresolved("the last weekend or the coming one")
    weeks = WAYS[way] if way and inside else 0
    saturday = step(back_to(5, frame.now), weeks, "week")
    return Period(saturday, step(saturday, 1, "day") if weeks else min(step(saturday, 1, "day"), frame.now), "week")


def _length(words: Words) -> tuple[int, str]:
    number, name = words.get("number"), words["unit"]
    if number is None and "plural" in words:
        raise Unresolved("no certain number")
    count = 1 if number in (None, "a", "an", "one") else whole_number(number or "")
    if count is None:
        raise Unresolved("no certain number")
    if name == "fortnight":
        return 2 * count, "week"
    return count, name if name in ("hour", "week", "month", "year") else "day"


def _past(words: Words, frame: Frame) -> Period:
    count, name = _length(words)
    if name == "hour":
        count, name = -(-count // 24), "day"
    start = step(frame.now, -count, name)
    return Period(start, frame.now, name) if count == 1 and name != "day" else span(start, frame.now)


def _away(base: datetime.date, way: int, words: Words) -> Period:
    count, name = _length(words)
    if name == "hour":
        raise Unresolved("hours may cross midnight")
    return unit(name, step(base, way * count, name))


def _ago(words: Words, frame: Frame) -> Period:
    return _away(frame.now, -1, words)


def _offset(words: Words, frame: Frame) -> Period:
    return _away(frame.then, WAYS[words["way"]], words)


def _beside(words: Words, frame: Frame) -> Period:
    way = WAYS[words.get("way", "same")]
    if "weekday" in words:
        limit = step(frame.then, 7 if way > 0 else -1, "day")
        return _day(back_to(WEEKDAYS[words["weekday"]], limit))
    name = words.get("unit", "day")
    return unit(name, step(frame.then, way, name))


RULES: Final[tuple[tuple[str, re.Pattern[str], Read], ...]] = tuple(
    (name, re.compile(pattern), read)
    for name, pattern, read in (
        ("iso", r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", _iso),
        ("numeric", r"(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})", _numeric),
        ("day and month", rf"(?:{WEEKDAY} )?{DAY}(?: of)? {MONTH}{MAYBE_YEAR}", _date),
        ("day and month", rf"(?:{WEEKDAY} )?{MONTH} {DAY}{MAYBE_YEAR}", _date),
        ("day of month", rf"(?:{WEEKDAY} )?(?P<day>\d{{1,2}}(?:st|nd|rd|th))", _day_of_month),
        ("holiday", rf"(?P<holiday>{'|'.join(HOLIDAYS)}){MAYBE_YEAR}", _holiday),
        ("month", rf"(?:{PART} |(?P<week>first|last) week of )?{MONTH}{MAYBE_YEAR}", _month),
        ("named month", rf"(?P<way>last|this|next) {MONTH}", _named_month),
        ("year", rf"(?:{PART} )?(?P<year>{CENTURIES})", _whole_year),
        # The months of a season depend on the hemisphere; its year does not, but for winter.
        ("season", rf"(?:spring|summer|autumn|fall) (?:of )?(?P<year>{CENTURIES})", _whole_year),
        ("near day", rf"(?P<near>{'|'.join(NEAR_DAYS)})", _near_day),
        ("this day", rf"this {DAYPART}", _this_day),
        ("overnight", rf"overnight(?: (?:in)?to {WEEKDAY})?", _overnight),
        ("weekday", rf"(?P<last>(?:last|past|this past) )?{WEEKDAY}", _weekday),
        ("weekday of week", rf"{WEEKDAY} (?:of )?(?P<way>last|this|next) (?P<week>week)", _weekday_of_week),
        ("weekday of week", rf"(?P<way>this|next) {WEEKDAY}", _weekday_of_week),
        ("this unit", rf"(?:{PART} |(?P<side>earlier|later) )?(?P<way>last|this|next) {UNIT}", _this_unit),
        ("this unit", rf"(?:{PART}|(?P<side>earlier|later) in) {UNIT}", _this_unit),
        ("past", rf"(?:this )?(?:past|last) {LENGTH}", _past),
        ("weekend", r"(?:(?P<way>last|this|next|past|this past) )?weekend", _weekend),
        ("ago", rf"{LENGTH} ago", _ago),
        ("offset", rf"{LENGTH} (?P<way>later|after|afterwards?|on|earlier|before)", _offset),
        ("beside", rf"(?P<way>next|following|previous|preceding) (?:{DAYPART}|{WEEKDAY})", _beside),
        ("beside", rf"(?P<way>following|previous|preceding) {UNIT}", _beside),
        ("beside", rf"(?P<way>that|same|that same) (?:{DAYPART}|{UNIT})|in day", _beside),
    )
)
"""Name, form and reading of each rule; the first whose form is the whole expression answers."""
