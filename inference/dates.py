"""Turns the words that say when into calendar days, as news text means them next to its publication date.

A weekday is the latest one up to the day of publication; so is a month, or a day and month, without a year.
Words that need another event ("two days later") resolve only with its date as anchor. What would be a guess
stays words, and `rule` then says why. Precision is "day" for one day, and for the night between two.
"""

from __future__ import annotations

import datetime
import re
from typing import Final

from inference.date_rules import RULES, Frame, Unresolved
from inference.periods import Period, span, step
from labels.record import EventDate

_CLOCK: Final = (
    r"(?<![\d.])(?:(?P<h12>\d{1,2})(?:[:.][0-5]\d)? ?(?P<half>[ap]m)|(?P<h24>[01]?\d|2[0-3]):[0-5]\d|"
    r"(?P<army>[01]\d|2[0-3])[0-5]\d ?(?:h|hours|hrs|gmt|utc|local time)|(?P<early>0\d)[0-5]\d)\b"
)
_PARTS: Final = tuple(
    (name, re.compile(rf"\b(?:{words})\b"))
    for name, words in (
        ("overnight", "overnight"),
        ("morning", "mornings?|dawn|daybreak|sunrise|first light|pre-?dawn|(?:early|small) hours|fajr|breakfast"),
        ("afternoon", "noon|midday|lunchtime|afternoons?|teatime"),
        ("evening", "evenings?|dusk|sunset|sundown|nightfall"),
        ("night", "tonight|nights?|midnight|dark"),
    )
)
"""Part of the day -> the words for it; "noon" counts with the afternoon, "dawn" with the morning."""
_PART_WORDS: Final = "|".join(pattern.pattern for _, pattern in _PARTS)
_HOUR: Final = r"(?:\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|\d{1,2}(?:[.:]\d\d)?)"
_SPOKEN: Final = rf"(?:(?:half past|(?:a )?quarter (?:past|to)|{_HOUR} (?:past|to)) )?{_HOUR}"
_TIME: Final = re.compile(
    r"(?:\b(?:shortly|soon|just|before|after|about|around|at|in|by|of|on|early|late|one) )*"
    rf"(?:{_CLOCK}|{_SPOKEN}(?: in (?:morning|afternoon|evening)\b| o'clock\b|(?= on\b))|"
    rf"(?<!\d(?:st|nd|rd|th) )(?:{_PART_WORDS}))"
    r"(?: (?:hours|rush hour|local time|gmt|utc)\b)*(?: (?:of|on|in|at)\b)?"
)
_LEADING: Final = re.compile(
    r"^(?:(?:on|in|at|by|during|over|about|around|nearly|almost|some|roughly|approximately|exactly|just) )+"
)
_TO: Final = re.compile(r"(?P<first>.+?)(?: ?- ?| (?:to|and|until|till|through|into) )(?P<last>.+)")
_NUMBERS: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\b")
_WHY_NOT: Final = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        ("time of day only", rf"(?!\d+$){_SPOKEN}"),
        ("time of day only", r""),
        ("decade or century", r".*(?:\d0s|\bcentury|\bdecades?)\b.*"),
        ("season", r".*\b(?:spring|summer|autumn|winter|harvest|season)\b.*"),
        ("movable feast", r".*\b(?:ramadan|eid|easter|passover|ashura|holy week|christmas|holidays?)\b.*"),
        ("recurring", r".*(?:\bevery\b|days\b.*days\b|\bdaily\b).*"),
        ("vague", r".*\b(?:recent|recently|few|several|coming|now|soon|later|earlier|moments|hours|days|"
                  r"weeks|months|years)\b.*"),
    )
)  # fmt: skip


def resolve_date(
    text: str,
    published: datetime.date | None,
    day_first: bool | None = None,
    *,
    anchor: datetime.date | None = None,
) -> EventDate:
    """Return the first and last day that the words of a date mean, both inclusive.

    `day_first` settles dates like 3/4/2024, which stay open without it. `anchor` is the day of the event that
    words like "two days later" or "that night" look back to. Where the days cannot be known, start, end and
    precision are None and `rule` names the reason; absolute dates need no publication date.

    >>> date = resolve_date("late Monday", datetime.date(2024, 9, 18))
    >>> date.start, date.end, date.precision, date.part_of_day
    ('2024-09-16', '2024-09-16', 'day', 'evening')
    """
    words = _clean(text)
    part = _part_of_day(words)
    try:
        found = _resolve(words, Frame(published, anchor, day_first))
    except Unresolved as reason:
        return EventDate(text, part_of_day=part, rule=str(reason))
    except (ValueError, OverflowError):  # 31 June, or past the end of the calendar
        return EventDate(text, part_of_day=part, rule="no such day")
    if found is None:
        return EventDate(text, part_of_day=part)
    rule, period = found
    if part in ("night", "overnight") and (period.end - period.start).days == 1 and " and " not in words:
        period = Period(period.start, period.end, "day")
    if period.precision != "day":
        part = None
    elif part is None:
        part = {"early": "morning", "late": "evening"}.get(words.split(" ")[0])
    start, end = period.start.isoformat(), period.end.isoformat()
    return EventDate(text, start, end, period.precision, part_of_day=part, rule=rule)


def _clean(text: str) -> str:
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text.lower().replace("\u2019", "'"))
    text = re.sub(r"(?<=[a-z])\.", "", text.replace(",", " "))
    text = re.sub(r"\b(?:the|day of)\b|[\"“”()\[\]]", " ", text)
    text = re.sub(r"\b(?:beginning|start)(?= of )", "early", text)
    text = re.sub(r"\bmiddle(?= of )|\bmid-", "mid ", text)
    text = re.sub(r"\bend(?= of )", "late", text)
    return _LEADING.sub("", re.sub(r"\s+", " ", text).strip(" -.;:"))


def _part_of_day(words: str) -> str | None:
    for name, pattern in _PARTS:
        if pattern.search(words):
            return name
    clock = re.search(_CLOCK, words)
    if clock is None:
        return None
    hour = int(clock["h12"] or clock["h24"] or clock["army"] or clock["early"])
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] == "pm" else 0)
    return "night" if hour < 5 or hour >= 22 else "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"


def _resolve(words: str, frame: Frame) -> tuple[str, Period] | None:
    """Try the words as they are, then without the part of the day.

    :raises Unresolved: a rule knows the words and cannot turn them into days.
    """
    untimed = _LEADING.sub("", re.sub(r"\s+", " ", _TIME.sub(" ", words)).strip())
    for form in dict.fromkeys((words, untimed)):
        found = _by_rule(form, frame) or _of_day(form, frame)
        if found:
            return found
    found = _since(words, frame) or _between(untimed, frame) or _full_date(words)
    if found:
        return found
    reason = next((reason for reason, pattern in _WHY_NOT if pattern.fullmatch(untimed)), None)
    if words and reason:
        raise Unresolved(reason)
    return None


def _by_rule(words: str, frame: Frame) -> tuple[str, Period] | None:
    for name, pattern, read in RULES:
        match = pattern.fullmatch(words)
        if match:
            return name, read({key: value for key, value in match.groupdict().items() if value is not None}, frame)
    return None


def _of_day(words: str, frame: Frame) -> tuple[str, Period] | None:
    """Read "late Monday" and "earlier today": the day itself."""
    match = re.fullmatch(r"(?:early|late|earlier|later)(?: on)? (?P<day>.+)", words)
    found = _by_rule(match["day"], frame) if match else None
    return found if found and found[1].precision == "day" else None


def _since(words: str, frame: Frame) -> tuple[str, Period] | None:
    """Read "since October 7", up to the day of publication, and "the week of 14 March"."""
    match = re.fullmatch(r"(?P<way>since|week of|week beginning) (?P<day>.+)", words)
    found = _by_rule(match["day"], frame) if match else None
    if match is None or found is None:
        return None
    start = found[1].start
    if match["way"] != "since":
        return "week of", Period(start, step(start, 6, "day"), "week")
    return ("since", span(start, frame.now)) if start <= frame.now else None


def _between(words: str, frame: Frame) -> tuple[str, Period] | None:
    """Read "3 to 5 June", "June 3-5, 2014", "Monday and Tuesday": from the first day to the last."""
    match = _TO.fullmatch(re.sub(r"^(?:from|between) ", "", words))
    if match is None:
        return None
    first, last = match["first"], match["last"]
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?(?: \d{1,2})*", first):  # "5 6 and 10 march"
        first = _NUMBERS.sub(first.split()[0], last, count=1)
    elif re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?(?: \d{4})?", last):  # "june 3-5"
        last = _NUMBERS.sub(last, first, count=1)
    end = _by_rule(last, frame)
    start = end and _by_rule(first, Frame(end[1].end, frame.anchor, frame.day_first))
    if not start or not end or start[1].start > end[1].start:
        return None
    return "range", span(start[1].start, end[1].end)


def _full_date(words: str) -> tuple[str, Period] | None:
    """Ask dateparser, which guesses, only for a full date in an unusual form or language, and check its answer."""
    numbers = re.findall(r"\d+", words)
    form = r"(?:\d{4}|\d{1,2}(?:st|nd|rd|th)?|(?!and\b|or\b|hours\b)[^\W\d_]+|[ .])+"
    if sorted(len(n) // 3 for n in numbers) != [0, 1] or not re.fullmatch(form, words):
        return None
    import dateparser  # half a second to load, and rarely needed

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True}
    found = dateparser.parse(words, languages=["en", "fr", "es", "pt", "de", "ru"], settings=settings)
    if found is None or {found.year, found.day} != {int(n) for n in numbers}:
        return None
    return "dateparser", Period(found.date(), found.date(), "day")
