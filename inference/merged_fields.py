"""The fields of a merged record: of what several reports of one event say, the best known value of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from inference.compare_tolls import known, within
from inference.same_event import one_party
from inference.telling import Telling
from labels.record import Count, Event, EventDate, PartCount, Party, Place, Weapon, iso_date

T = TypeVar("T")

_TELLS_MORE: Final = (
    *("assassination", "abduction", "suicide_bombing", "ambush", "drone_strike", "airstrike", "riot"),
    *("armed_clash", "shelling", "bombing", "armed_attack"),
)
"""Types from the one that says most; the first ones are in the order of the labelling guidelines."""
_PRECISIONS: Final = ("exact", "town", None, "region", "country")
_STATUSES: Final = ("reported", "denied", "claimed", "alleged")


def best_known(told: Sequence[Telling]) -> Event:
    """Return the best known value of each field over the reports of one event, in their order."""
    events = [one.event for one in told]
    scores = [event.score for event in events if event.score is not None]
    status = min((e.status for e in events if e.status), key=_STATUSES.index, default=None)
    return Event(
        type=_most_said([event.type for event in events], _rank_of_type),
        date=_date([event.date for event in events if event.date]),
        location=_place([event.location for event in events if event.location]),
        attackers=_parties(event.attackers for event in events),
        targets=_parties(event.targets for event in events),
        killed=_current(told, "killed"),
        injured=_current(told, "injured"),
        captured=_current(told, "captured"),
        weapons=_weapons(events),
        score=max(scores, default=None),
        status=status,
        claimed_by=next((e.claimed_by for e in events if e.claimed_by and e.status == status), None),
    )


def _most_said(values: Sequence[T], rank: Callable[[T], float]) -> T:
    """Return the value that most reports have, of several the one that ranks first, of those the first reported."""
    said = Counter(values)
    return min(said, key=lambda value: (-said[value], rank(value)))


def _rank_of_type(name: str) -> float:
    return _TELLS_MORE.index(name) if name in _TELLS_MORE else len(_TELLS_MORE)


def _date(dates: Sequence[EventDate]) -> EventDate | None:
    """Return the date with the fewest days, of several the one that most reports give."""

    def days(date: EventDate) -> float:
        return _span(date) if date.start or date.end else float("inf")

    if not dates:
        return None
    fewest = min(map(days, dates))
    finest = [date for date in dates if days(date) == fewest]
    start, end = _most_said([(date.start, date.end) for date in finest], lambda _: 0)
    return replace(next(d for d in finest if (d.start, d.end) == (start, end)), mentions=())


def _span(date: EventDate) -> int:
    first, last = date.start or date.end or "", date.end or date.start or ""
    return iso_date(last, "event date").toordinal() - iso_date(first, "event date").toordinal()


def _place(places: Sequence[Place]) -> Place | None:
    """Return the most specific place, before others one with degrees, of several the one that most reports name."""

    def coarseness(place: Place) -> tuple[int, bool]:
        unnamed = not (place.name or place.text)
        return len(_PRECISIONS) if unnamed else _PRECISIONS.index(place.precision), place.latitude is None

    if not places:
        return None
    finest = [place for place in places if coarseness(place) == min(map(coarseness, places))]
    name = _most_said([place.name or place.text for place in finest], lambda _: 0)
    chosen = next(place for place in finest if (place.name or place.text) == name)
    country = chosen.country or next((place.country for place in places if place.country), None)
    return replace(chosen, country=country, mentions=())


def _parties(lists: Iterable[Sequence[Party]]) -> tuple[Party, ...]:
    """Return each party once, by the fullest words for it, with what any source knows of its kind, name, country."""
    parties: list[Party] = []
    for party in (party for row in lists for party in row):
        at = next((k for k, p in enumerate(parties) if one_party(p, party)), None)
        if at is None:
            parties.append(replace(party, mentions=()))
            continue
        have = parties[at]
        kind = have.kind if have.kind not in (None, "unknown") else party.kind or have.kind
        text = max(have.text, party.text, key=lambda words: (not words.isupper(), len(words.split()), len(words)))
        parties[at] = Party(text, kind, (), have.name or party.name, have.country or party.country)
    return tuple(parties)


def _weapons(events: Sequence[Event]) -> tuple[Weapon, ...]:
    """Return each weapon once; a bare "bomb" is the "car bomb" that another source has."""
    texts = {weapon.text.casefold(): weapon.text for event in events for weapon in event.weapons}
    words = {key: set(key.split()) for key in texts}
    fullest = [key for key in texts if not any(words[key] < other for other in words.values())]
    return tuple(Weapon(texts[key]) for key in fullest)


def _current(told: Sequence[Telling], name: str) -> Count | None:
    """Return the count of the latest day of publication; where reports of that day conflict, what covers them all."""
    having = [(one, getattr(one.event, name)) for one in told if getattr(one.event, name)]
    having = [(one, count) for one, count in having if known(count)] or having
    if not having:
        return None
    latest = max(one.day or 0 for one, _ in having)
    same_day = [(one, count) for one, count in having if (one.day or 0) == latest]
    counts = [count for _, count in same_day]
    tightest = next((count for count in counts if all(within(count, other) for other in counts)), None)
    if tightest is not None:
        return _unplaced(tightest)
    accounts = {(p.of, p.min, p.max): p for p in (_account(one, count) for one, count in reversed(same_day))}
    lows, highs = [count.min for count in counts], [count.max for count in counts]
    return Count(
        text=None,
        min=min((low for low in lows if low is not None), default=None) if None not in lows else None,
        max=max((high for high in highs if high is not None), default=None) if None not in highs else None,
        qualifier="range",
        rule="reports of one day differ",
        accounts=tuple(reversed(accounts.values())),
    )


def _account(one: Telling, count: Count) -> PartCount:
    return PartCount(one.source or one.document, count.text, count.min, count.max)


def _unplaced(count: Count) -> Count:
    """Return a count without offsets, which belong to the text of one document."""
    accounts, groups = (tuple(replace(part, mentions=()) for part in row) for row in (count.accounts, count.groups))
    return replace(count, mentions=(), accounts=accounts, groups=groups)
