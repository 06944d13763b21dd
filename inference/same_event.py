"""Whether two reports tell of one event: what speaks for it and what against, in words with numbers, and a score.

Five things are compared: type, date, place, parties and toll. Each gives points, which add up to a score of at
most 1, and may be a fact that agrees. Two facts are enough only where they are the same day and the same place;
otherwise three have to agree. So an article without a date is joined by place, party and toll, or by the day on
which it was published with two of them. Some things forbid a match whatever the score: another country, another
kind of event, dates or places too far apart, an event later than the article that is said to report it.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Final

from inference.actors import find_groups, same_party
from inference.compare_tolls import tolls
from inference.phrases import tokens
from inference.telling import RECENT, Finding, Limits, Telling
from labels.record import Event, Party, Place

MAY_BE_CALLED: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("armed_attack", "ambush"),
        ("armed_attack", "armed_clash"),
        ("armed_attack", "assassination"),
        ("armed_clash", "ambush"),
        ("bombing", "suicide_bombing"),
        ("bombing", "ambush"),
        ("bombing", "assassination"),
        ("suicide_bombing", "assassination"),
        ("ambush", "assassination"),
        ("airstrike", "drone_strike"),
        ("airstrike", "shelling"),
        ("drone_strike", "shelling"),
        ("protest", "riot"),
    )
)
"""Pairs of types by which two sources may call one event; the labelling guidelines have an order for most of them."""

_TWO_SIDED: Final = frozenset(("armed_clash", "agreement"))
"""Types of events whose attackers and targets change places from source to source."""

# Points: the same day, place and type reach the score of 0.6 with something to spare for one slight thing that speaks
# against it, but not for tolls that conflict; the day or the place alone never reach it.
_TYPE, _DATE, _WEEK, _PUBLISHED, _PLACE, _REGION, _PARTY = 0.1, 0.3, 0.2, 0.15, 0.3, 0.1, 0.15
_SLIGHT: Final = 0.05
_REGION_KM: Final = 300
"""How far from the middle of a region a place in it may be."""
_ONE_SPOT_KM: Final = 2
_CLOSE: Final = 0.2
"""How far below the least score, and with one fact less than needed, a pair still comes close."""
_EARTH_KM: Final = 6371.0
_ARMED: Final = frozenset(("non_state_armed_group", "militia", "gang"))
_CROWDS: Final = frozenset(("state_forces", "police", "international_forces", "civilians", "protesters"))
_MOST_PARTIES: Final = 10


OUTCOMES: Final = ("match", "undecided", "differ", "never")
"""What comes of a comparison: undecided is too little that agrees and nothing against, never is ruled out."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tellings compared: what came of it, one of `OUTCOMES`, and why; `close` says that little was missing."""

    outcome: str
    score: float
    facts: tuple[str, ...]
    against: tuple[str, ...]
    close: bool
    verdict: str


def compare(a: Telling, b: Telling, limits: Limits) -> Comparison | None:
    """Compare two tellings, `a` not after `b` in their order; None where type or country rule it out at once."""
    kind = _types(a.event.type, b.event.type)
    if kind is None or _other_country(a.event.location, b.event.location):
        return None
    date, place = _dates(a, b, limits), _places(a.event.location, b.event.location, limits)
    findings = (kind, date, place, _parties(a.event, b.event), tolls(a, b))
    score = round(min(1.0, max(0.0, sum(found.points for found in findings))), 2)
    agreeing = sum(found.weight > 0 for found in findings[1:])
    needed = 2 if date.weight == place.weight == 2 else 3
    forbids = next((found.words for found in findings if found.weight == -2), None)
    if forbids:
        outcome, verdict = "never", f"ruled out: {forbids}"
    elif agreeing >= needed and score >= limits.score:
        outcome, verdict = "match", f"score {score:.2f} of at least {limits.score:.2f}, {agreeing} facts agree"
    else:
        outcome = "differ" if any(found.weight < 0 for found in findings[1:]) else "undecided"
        verdict = f"score {score:.2f} is below {limits.score:.2f}"
        if agreeing < needed:
            verdict = f"{agreeing} of date, place, party and toll agree, {needed} needed"
    facts = tuple(found.words for found in findings if found.words and found.weight >= 0)
    against = tuple(found.words for found in findings if found.weight < 0)
    close = score >= limits.score - _CLOSE and agreeing >= needed - 1
    return Comparison(outcome, score, facts, against, close, verdict)


def _types(a: str, b: str) -> Finding | None:
    if a == b:
        return Finding(_TYPE, 0, f"same type, {a}")
    if frozenset((a, b)) in MAY_BE_CALLED:
        return Finding(0.0, -1, f"one source calls it {a}, one {b}")
    return None


def _other_country(a: Place | None, b: Place | None) -> bool:
    return bool(a and b and a.country and b.country and a.country != b.country)


def _dates(a: Telling, b: Telling, limits: Limits) -> Finding:
    for one, other in ((a, b), (b, a)):
        # A day is allowed for time zones.
        if one.day and other.days and other.days[0] > one.day + 1:
            return Finding(
                0.0, -2, f"{one.name} was published {_days_apart(other.days[0] - one.day)} before {other.name}"
            )
    if a.days is None or b.days is None:
        return _publication(a, b, limits)
    gap = _gap(a.days, b.days)
    if gap:
        words = f"dates {_days_apart(gap)} apart"
        if gap > limits.days:
            return Finding(-2 * _SLIGHT, -2, f"{words}, more than {limits.days}")
        return Finding(-_SLIGHT, -1, words)
    width = 1 + max(days[1] - days[0] for days in (a.days, b.days))
    if width <= 2:
        return Finding(_DATE, 2, f"same {'day' if width == 1 else 'days'}, {_shared_day(a, b)}")
    if width <= 7:
        return Finding(_WEEK, 1, f"dates overlap within {width} days")
    return Finding(_SLIGHT, 0, f"dates overlap, but one is {width} days long")


def _shared_day(a: Telling, b: Telling) -> str:
    dates = [t.event.date for t in (a, b) if t.event.date]
    return max((date.start or date.end or "") for date in dates)[:10]


def _days_apart(gap: int) -> str:
    return "1 day" if gap == 1 else f"{gap} days"


def _gap(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(0, b[0] - a[1], a[0] - b[1])


def _publication(a: Telling, b: Telling, limits: Limits) -> Finding:
    """Compare where a date is not known by when the article appeared."""
    whens = [t.days or ((t.day, t.day) if t.day else None) for t in (a, b)]
    if whens[0] is None or whens[1] is None:
        return Finding(0.0, 0)
    gap = _gap(whens[0], whens[1])
    undated = " and ".join(t.name for t in (a, b) if t.days is None)
    words = f"no date in {undated}, published {_days_apart(gap)} from the other"
    if gap <= limits.days + 1:
        near = max(days[1] - days[0] for days in whens if days) < 7
        return Finding(_PUBLISHED if near else 0.0, 1 if near else 0, words)
    if gap <= limits.days + RECENT:
        return Finding(0.0, -1, words)
    return Finding(0.0, -2, f"{words}, too long after")


def _places(a: Place | None, b: Place | None, limits: Limits) -> Finding:
    if a is None or b is None or not (a.text or a.name) or not (b.text or b.name):
        return Finding(0.0, 0)
    if "country" in (a.precision, b.precision):
        return Finding(0.0, 0)
    names = f"{a.name or a.text} and {b.name or b.text}"
    same = bool((a.id and a.id == b.id) or _names(a) & _names(b))
    regions = (a.precision == "region") + (b.precision == "region")
    km = distance(a, b)
    if regions == 2 and same:
        return Finding(_REGION, 1, f"same region, {a.name or a.text}")
    if regions:
        far = (regions == 2 and not same) or (km is not None and km > _REGION_KM)
        apart = f"places differ, {names}" + (f" ({km:.0f} km)" if km is not None else "")
        return Finding(-_REGION, -1, apart) if far else Finding(0.0, 0)
    if km is not None and km > limits.km:
        return Finding(-2 * _REGION, -2, f"places {km:.0f} km apart, {names}, more than {limits.km:g} km")
    if same or (km is not None and km <= _ONE_SPOT_KM and "exact" not in (a.precision, b.precision)):
        return Finding(_PLACE, 2, f"same place, {a.name or a.text}" + (f" ({km:.0f} km)" if km is not None else ""))
    if km is None:
        return Finding(-_REGION, -1, f"places differ, {names}")
    return Finding(_PLACE / 2, 1, f"places {km:.0f} km apart, {names}")


def _names(place: Place) -> set[str]:
    return {name.casefold() for name in (place.name, place.text) if name}


def distance(a: Place, b: Place) -> float | None:
    """Return the kilometres between two places on a sphere of the Earth's mean radius (haversine formula)."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    north_a, north_b = math.radians(a.latitude), math.radians(b.latitude)
    east = math.radians(b.longitude - a.longitude)
    chord = math.sin((north_b - north_a) / 2) ** 2 + math.cos(north_a) * math.cos(north_b) * math.sin(east / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def _parties(a: Event, b: Event) -> Finding:
    roles = [("attackers", a.attackers, b.attackers), ("targets", a.targets, b.targets)]
    if a.type in _TWO_SIDED or b.type in _TWO_SIDED:
        roles = [("parties", a.attackers + a.targets, b.attackers + b.targets)]
    shared, differ = [], []
    for role, left, right in roles:
        pairs = [(p, q) for p in left[:_MOST_PARTIES] for q in right[:_MOST_PARTIES] if one_party(p, q)]
        shared += [(role, p, q) for p, q in pairs]
        sides = [[p.text for p in side if is_named(p)] for side in (left, right)]
        if not pairs and all(sides):
            differ.append(f"{role} differ, {sides[0][0]} and {sides[1][0]}")
    named = [(role, p, q) for role, p, q in shared if is_named(p) and is_named(q)]
    if named:
        return Finding(_PARTY, 1, _shared_words(*named[0]))
    if differ:
        return Finding(-_PARTY, -1, "; ".join(differ))
    return Finding(_SLIGHT, 0, f"{_shared_words(*shared[0])}, a common word") if shared else Finding(0.0, 0)


def _shared_words(role: str, p: Party, q: Party) -> str:
    return f"{role} shared, {p.text}" + (f" and {q.text}" if p.text != q.text else "")


def one_party(a: Party, b: Party) -> bool:
    """Tell whether two parties may be one, by the group they are known as or else by their words."""
    return (a.name is not None and a.name == b.name) or _same_words(a.text, b.text)


@functools.lru_cache(maxsize=65536)
def _same_words(a: str, b: str) -> bool:
    return same_party(a, b)


def is_named(party: Party) -> bool:
    """Tell an armed group or a person by name from what many events share: soldiers, police, NATO, gunmen."""
    return party.kind not in _CROWDS and _names_someone(party.text, party.kind)


@functools.lru_cache(maxsize=65536)
def _names_someone(text: str, kind: str | None) -> bool:
    groups = find_groups(tokens(text))
    if groups:
        return any(hit.value.kind in _ARMED for hit in groups)
    capitals = sum(word[:1].isupper() for word in text.split())
    return capitals > 1 or (capitals == 1 and kind in _ARMED and not text[:1].isupper())
