"""When, where and with what: date, place and weapons of an event from its acts; what is not stated stays empty."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from inference.acts import Act
from inference.dates import resolve_date
from inference.scenes import is_event_date, standing
from inference.story import SCENE, YEAR, Story
from labels.record import EventDate, Place, Weapon

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DAY = re.compile(
    rf"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|\b{_MONTH}[a-z]*\.? \d|\d {_MONTH}", re.I
)
_HOUR = re.compile(
    r"\d[:.]\d\d|\b[ap]\.?m\b|hours?\b|morning|evening|night|noon|dawn|dusk|sunset|sunrise|breakfast|lunch|earlier$|later",
    re.I,
)
_DATE_RANK: Final = {"day": 0, "week": 1, "month": 2, "year": 3}
_PLACE_RANK: Final = {"exact": 0, "town": 2, None: 2, "region": 3, "country": 5}
_LINE_RANK: Final = 4
_CONTAINER: Final = 2
"""Ranks that a place loses for holding the one named next to it: Homs in "Hama Street in Homs"."""
_WITHIN = re.compile(r",? (?:of|in|near)(?: the)? |, | \(")
_OF = re.compile(r" (?:of|in)(?: the)? ")
_OWNS = re.compile(r"['’]s ")
_LINE = re.compile(r"\b(?:border|frontier|coast)$", re.I)
_LOCAL = re.compile(
    r"\b(?:quarter|road|street|avenue|square|market|base|camp|station|bridge|checkpoint|airport|hospital|prison|district"
    r"|neighbou?rhood|HQ|hotel|mosque|church|area|suburb|village|crossing|junction|highway|terminal|refinery|university)$",
    re.I,
)


def date_of(story: Story, acts: Sequence[Act]) -> EventDate | None:
    """Return the date that says most exactly when the event was; of equals the first.

    A later date with a year takes its place where both are one day: "Monday … June 27, 2016".
    """
    found = []
    for act in acts:
        for span in act.of("DATE"):
            if is_event_date(story, span, act.sentence):
                date = resolve_date(story.words(span), story.published)
                found.append(replace(date, mentions=((span.start, span.end),)))
    best = min(found, key=_date_rank, default=None)
    if best is None or best.start is None or YEAR.search(best.text or ""):
        return best
    return next((d for d in found if (d.start, d.end) == (best.start, best.end) and YEAR.search(d.text or "")), best)


def _date_rank(date: EventDate) -> int:
    if date.precision is not None:
        return _DATE_RANK[date.precision]
    words = date.text or ""
    if _DAY.search(words):
        return 0
    return 3 if date.part_of_day or _HOUR.search(words) else 2


def place_of(story: Story, acts: Sequence[Act]) -> Place | None:
    """Return the most specific place of the event; of equals the first.

    Places that are told as the scene come before those that are told otherwise.
    """
    found: list[tuple[tuple[int, int], Place]] = []
    for act in acts:
        spans = act.of("LOCATION")
        for k, span in enumerate(spans):
            gap = story.text[spans[k - 1].end : span.start] if k else ""
            stands = standing(story, span, act.sentence)
            if stands == SCENE and gap in (" and ", ", "):
                stands = standing(story, spans[k - 1], act.sentence)
            rank = _place_rank(story.place(span))
            if k and _WITHIN.fullmatch(gap):
                rank += _CONTAINER
            if k + 1 < len(spans) and _OWNS.fullmatch(story.text[span.end : spans[k + 1].start]):
                rank += _CONTAINER
            found.append(((stands, rank), replace(story.place(span), mentions=((span.start, span.end),))))
    return min(found, key=lambda x: x[0])[1] if found else None


def part_of_place(story: Story, sentence: int, whole: str | None) -> Place | None:
    """Return the place that a sentence names as a part of another: the hill in "Hill 9 of Kirkuk" for `Kirkuk`."""
    located = [span for span in story.spans[sentence] if span.label == "LOCATION"]
    for inner, outer in itertools.pairwise(located):
        if story.words(outer) == whole and _OF.fullmatch(story.text[inner.end : outer.start]):
            return replace(story.place(inner), mentions=((inner.start, inner.end),))
    return None


def _place_rank(place: Place) -> int:
    words = place.text or ""
    if _LOCAL.search(words):
        return 0
    return _LINE_RANK if _LINE.search(words) else _PLACE_RANK[place.precision]


def weapons_of(story: Story, acts: Sequence[Act]) -> tuple[Weapon, ...]:
    """Return the distinct weapons."""
    seen: dict[str, Weapon] = {}
    for act in acts:
        for span in act.of("WEAPON"):
            words = story.words(span)
            known = seen.get(words.casefold(), Weapon(words))
            seen[words.casefold()] = Weapon(known.text, (*known.mentions, (span.start, span.end)))
    return tuple(seen.values())
