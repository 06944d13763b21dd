"""Dates of news text: a table of phrases, weekdays against a walk through the calendar, and laws that always hold."""

from __future__ import annotations

import datetime
import tomllib
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.dates import resolve_date
from inference.periods import part, step, unit
from labels.jsonl import read
from labels.record import EventDate, iso_date

TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("data").joinpath("dates.toml").read_text(encoding="utf-8")
)
CASES = [
    pytest.param(text, expected, frame, id=f"{name}-{text}")
    for name, frame in TABLE.items()
    for text, expected in frame["cases"].items()
]
DAYS = st.dates(datetime.date(1970, 1, 1), datetime.date(2100, 1, 1))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = [datetime.date(2000, month, 1).strftime("%B") for month in range(1, 13)]
DAY = datetime.timedelta(days=1)


def shown(date: EventDate) -> str:
    """Write a resolved date as the table does."""
    if date.start is None:
        assert date.end is None
        assert date.precision is None
        return f"- {date.rule or ''}".strip()
    days = (
        [date.start] if date.start == date.end and date.precision == "day" else [date.start, date.end, date.precision]
    )
    return " ".join(str(x) for x in [*days, date.part_of_day] if x)


def resolved(
    text: str,
    published: datetime.date | None,
    day_first: bool | None = None,
    anchor: datetime.date | None = None,
) -> tuple[datetime.date, datetime.date]:
    date = resolve_date(text, published, day_first, anchor=anchor)
    assert date.start is not None, date
    assert date.end is not None
    return datetime.date.fromisoformat(date.start), datetime.date.fromisoformat(date.end)


@pytest.mark.parametrize(("text", "expected", "frame"), CASES)
def test_days_of_a_phrase(text: str, expected: str, frame: dict[str, Any]) -> None:
    date = resolve_date(text, frame.get("published"), frame.get("day_first"), anchor=frame.get("anchor"))
    assert date.text == text
    assert shown(date) == expected


def test_table_is_large() -> None:
    assert len(CASES) >= 170


@pytest.mark.parametrize(
    ("text", "part_of_day"),
    [("0640 hours", "morning"), ("at dawn", "morning"), ("noon", "afternoon"), ("9:40pm", "evening"),
     ("midnight", "night"), ("00:40", "night"), ("12 a.m.", "night"), ("12 p.m.", "afternoon"), ("14:06", "afternoon"),
     ("nightfall", "evening"), ("overnight", "overnight"), ("Tuesday", None), ("late 2001", None)],
)  # fmt: skip
def test_part_of_day_is_known_without_the_day(text: str, part_of_day: str | None) -> None:
    assert resolve_date(text, None).part_of_day == part_of_day


@pytest.mark.parametrize(
    ("text", "rule"),
    [("late Monday", "weekday"), ("March 17", "day and month"), ("overnight", "overnight"), ("June 3-5", "range"),
     ("two days ago", "ago"), ("17 mars 2008", "dateparser")],
)  # fmt: skip
def test_the_rule_that_fired_is_named(text: str, rule: str) -> None:
    assert resolve_date(text, datetime.date(2024, 9, 18)).rule == rule


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_latest_one_up_to_publication(published: datetime.date, name: str) -> None:
    day = published
    while day.strftime("%A") != name:
        day -= DAY
    assert resolved(name, published) == (day, day)
    assert resolved(f"late {name}", published) == (day, day)
    assert resolved(f"{name} night", published) == (day, day)
    day = day - 7 * DAY if day == published else day
    assert resolved(f"last {name}", published) == (day, day)


@pytest.mark.parametrize("weekday", WEEKDAYS)
@pytest.mark.parametrize("offset", range(7))
def test_every_weekday_from_every_weekday(weekday: str, offset: int) -> None:
    published = datetime.date(2024, 9, 16) + offset * DAY
    start, end = resolved(weekday, published)
    assert start == end
    assert start.strftime("%A") == weekday
    assert 0 <= (published - start).days <= 6


@given(DAYS, DAYS)
def test_a_day_and_month_without_year_is_the_latest_up_to_publication(
    published: datetime.date, day: datetime.date
) -> None:
    start, end = resolved(f"{MONTHS[day.month - 1]} {day.day}", published)
    assert start == end <= published
    assert (start.month, start.day) == (day.month, day.day)
    if (day.month, day.day) != (2, 29):
        assert (published - start).days < 366


@given(DAYS, st.one_of(st.none(), DAYS), st.sampled_from(["", "Monday, "]))
def test_full_dates_resolve_to_themselves(day: datetime.date, published: datetime.date | None, lead: str) -> None:
    month = MONTHS[day.month - 1]
    for text in (
        f"{lead}{day.day} {month} {day.year}",
        f"{lead}{month} {day.day}, {day.year}",
        f"the {day.day}th of {month} {day.year}",
        f"{month[:3]}. {day.day}, {day.year}",
        day.isoformat(),
    ):
        assert resolved(text, published) == (day, day)
    assert resolved(day.strftime("%d/%m/%Y"), published, day_first=True) == (day, day)
    assert resolved(day.strftime("%m/%d/%Y"), published, day_first=False) == (day, day)


PAST = """
yesterday|last night|overnight|this morning|earlier today|earlier this week|earlier this month|earlier this year|
last week|last month|last year|the past week|the past three days|over the weekend|last weekend|two days ago|
a week ago|three weeks ago|a month ago|a year ago|late last year|last March|since Monday|10 days ago|the 3rd
"""


@given(DAYS, st.sampled_from([text.strip() for text in PAST.split("|")]))
def test_the_past_ends_by_the_day_of_publication(published: datetime.date, text: str) -> None:
    start, end = resolved(text, published)
    assert start <= end <= published


@given(DAYS, st.integers(1, 400))
def test_days_ago_and_days_later_undo_each_other(day: datetime.date, number: int) -> None:
    back = resolved(f"{number} days ago", day)[0]
    assert (day - back).days == number
    assert resolved(f"{number} days later", None, anchor=back) == (day, day)


FRAGMENTS = """
a the of on in last next this that past late early mid- end week month year day days two 5 17 31st March may Tuesday
night morning dawn ago later before to - and since overnight 2008 2024-02-30 9999 10:30 pm weekend , . noon
"""


@given(
    st.one_of(st.text(max_size=30), st.lists(st.sampled_from(FRAGMENTS.split()), max_size=6).map(" ".join)),
    st.one_of(st.none(), st.dates()),
    st.one_of(st.none(), st.dates()),
    st.one_of(st.none(), st.booleans()),
)
def test_any_text_stays_words_or_gives_a_sound_date(
    text: str, published: datetime.date | None, anchor: datetime.date | None, day_first: bool | None
) -> None:
    date = resolve_date(text, published, day_first, anchor=anchor)
    assert date.text == text
    assert (date.start is None) == (date.end is None) == (date.precision is None)
    if date.start is not None and date.end is not None:
        days = (datetime.date.fromisoformat(date.end) - datetime.date.fromisoformat(date.start)).days
        assert days >= 0
        assert date.rule
        if date.precision == "day":
            assert days == 0 or (days == 1 and date.part_of_day in ("night", "overnight"))
        else:
            assert date.part_of_day is None


@given(DAYS, st.sampled_from(["week", "month", "year"]))
def test_units_hold_their_day_and_join_without_gap(day: datetime.date, name: str) -> None:
    whole = unit(name, day)
    assert whole.start <= day <= whole.end
    assert unit(name, whole.end + DAY).start == whole.end + DAY
    assert unit(name, step(day, 1, name)).start == whole.end + DAY


@given(DAYS, st.sampled_from(["month", "year"]))
def test_parts_make_up_the_whole(day: datetime.date, name: str) -> None:
    whole = unit(name, day)
    for names in (("early", "mid", "late"), ("first half", "second half")):
        pieces = [part(whole, piece) for piece in names]
        assert (pieces[0].start, pieces[-1].end) == (whole.start, whole.end)
        assert all(b.start == a.end + DAY for a, b in pairwise(pieces))


def test_months_end_where_the_shorter_month_ends() -> None:
    assert step(datetime.date(2024, 1, 31), 1, "month") == datetime.date(2024, 2, 29)
    assert step(datetime.date(2024, 2, 29), -1, "year") == datetime.date(2023, 2, 28)


OUT_OF_REACH = {
    "Good Friday", "Minutes before", "Palm Sunday", "Valentine's Day", "a day and a half after", "day", "daylight",
    "eve of polling", "first night", "first quarter", "first snow", "height of the morning rush",
    "just before evening prayer", "last general election", "last week of the battle", "one May night",
    "reporting week", "rush hour Monday", "second night", "week",
}  # fmt: skip


def dates_of(pattern: str) -> list[EventDate]:
    folder = Path(str(resources.files("labels") / "corpus"))
    found = []
    for document in (document for path in sorted(folder.glob(pattern)) for document in read(path)):
        published = iso_date(document.published, "published") if document.published else None
        spans = [span for span in document.spans or () if span.label == "DATE"]
        found += [resolve_date(document.text[span.start : span.end], published) for span in spans]
    assert found
    return found


def is_unknown(date: EventDate) -> bool:
    return date.start is None and date.rule is None


def test_every_date_of_the_corpus_is_resolved_or_known_to_stay_open() -> None:
    names = ("train", "dev", "test", "articles_train", "briefs_train", "contrasts_train")
    dates = [date for name in names for date in dates_of(f"authored_{name}.jsonl")]
    assert sum(date.start is not None for date in dates) >= 700
    assert {date.text for date in dates if is_unknown(date)} == OUT_OF_REACH


def test_hardly_a_date_of_the_other_files_to_train_on_is_of_an_unknown_form() -> None:
    dates = dates_of("authored_*_train.jsonl")
    assert sum(map(is_unknown, dates)) < 0.03 * len(dates)


@pytest.mark.parametrize("piece", ["one ", "early ", "in the morning ", "5-", "10:", "1 and ", "monday ", "a "])
def test_long_text_stays_words(piece: str) -> None:
    assert resolve_date(piece * 300, datetime.date(2024, 9, 18)).start is None
