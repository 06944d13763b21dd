"""Where: place names resolved to a name, a country and degrees, with the other places of the article as a prior.

A name is looked up as written, then without words of direction ("northern") and without its head ("province",
"airport"). Of several places of one name the one wins whose country the article names most, then the one in a
region that is named beside it, then the larger one. Where the article speaks for none, a country, a region of one
country, a large town, or the only place of that name is taken; small namesakes are not. What is left keeps its text
and gets a country alone, by these rules: the two ends of a route, a country named in the phrase, or the country
that clearly leads in the article. Degrees come from a gazetteer, never from the article; a whole country has none.

The score of an entry is its weight's share among all entries of that name. The weight is the number of people times
10 to the power of 4 c + 2 r - 1.5 s; c is the share of the article's pointers that point at the entry's country, r
is 1 for a region named next to it, 1/2 for one named next but one and so on, s is 1 for a second name. A town and
the region named after it change their shares where the words ask for the lighter of the two.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from inference.actors import find_groups
from inference.countries import country_of, find_countries
from inference.gazetteer import Entry, Gazetteer
from inference.phrases import tokens
from inference.place_candidates import LARGE, PEOPLE, candidates, is_wide, outdoes, people, standing, tabled
from inference.place_readings import Reading, readings, without_site
from labels.record import Candidate, Place

__all__ = ["country_of", "dominant_country", "resolve_places"]

_BORDER: Final = re.compile(r"\bborders?(?: (?:area|region|crossing|zone|post|town|strip))?$", re.IGNORECASE)
_JOINED: Final = re.compile(r"(?<=\w)\s*[–—-]\s*(?=[A-Z])")

# Weights and limits were set by the countries of the authored events.
# A country that all of the article points at outweighs a namesake with 10 to the 4th times the people.
_CONTEXT: Final = 4.0
_CONTAINER: Final = 2.0
_FAMOUS: Final = 300_000
_METROPOLIS: Final = 1_000_000
_DWARFED: Final = 50
# The share of an article that lets a facility be at the town whose name it bears.
_SITE_SHARE: Final = 0.3
# A country leads where the article points at it this many times as often as at the next.
_AHEAD: Final = 1.3
_NEIGHBOURS: Final = 10
_RUNNERS_UP: Final = 3
# "Village, district, province, country": commas beyond these part no containers.
_DEEPEST: Final = 3
# A share below this says no more than that the name is not unique.
_NOTABLE: Final = 0.001
Region = tuple[str, str]
"""The alpha-3 country and the name of a first-level region."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What an article says around a place name: weights of countries, nearness of regions, and where to look up."""

    countries: Mapping[str, float]
    regions: Mapping[Region, float]
    gazetteer: Gazetteer | None


def resolve_places(
    texts: Sequence[str], context: Sequence[str] = (), gazetteer: Gazetteer | None = None
) -> list[Place]:
    """Return one `Place` for each text.

    `texts` are the place names of an article in their order, `context` its participants (or place names that
    need no answer), both as often as they are named. The countries that they point at settle which of several
    places of one name is meant, nearer place names more than others. A text that cannot be resolved keeps its
    words, and the country that leads among the others; what may have been meant is in its `alternatives`.

    `gazetteer` is asked for places besides those of the tables, which keep what they know; what points at a
    country is read from the tables alone, since in a large gazetteer hardly a name is the only one of its kind.
    """
    pointers = [_evidence(text) for text in texts]
    article = Counter(country for text in context for country in _evidence(text))
    article.update(country for countries in pointers for country in countries)
    insides = [_inside(text) for text in texts]
    return [
        _resolve(text, _Around(_prior(at, pointers, article), _nearness(at, insides), gazetteer))
        for at, text in enumerate(texts)
    ]


def dominant_country(texts: Sequence[str]) -> str | None:
    """Return the alpha-3 code of the country that most names and peoples in the texts belong to.

    None where none clearly leads: an article about two countries has none.
    """
    return _leader(Counter(country for text in texts for country in _evidence(text)))


def _prior(at: int, pointers: Sequence[Sequence[str]], article: Mapping[str, int]) -> dict[str, float]:
    """Return country -> weight among what stands around the place name at an index, itself left out."""
    prior: dict[str, float] = {**article}
    for country in pointers[at]:
        prior[country] -= 1
    for other in range(max(0, at - _NEIGHBOURS), min(len(pointers), at + _NEIGHBOURS + 1)):
        for country in pointers[other] if other != at else ():
            prior[country] += 1 / abs(other - at)
    return {country: weight for country, weight in prior.items() if weight}


def _nearness(at: int, insides: Sequence[Sequence[Region]]) -> dict[Region, float]:
    """Return region -> how near it is named to the place name at an index: 1 next to it, 1/2 next but one."""
    near: defaultdict[Region, float] = defaultdict(float)
    for other in range(max(0, at - _NEIGHBOURS), min(len(insides), at + _NEIGHBOURS + 1)):
        for region in insides[other] if other != at else ():
            near[region] = max(near[region], 1 / abs(other - at))
    return near


def _leader(prior: Mapping[str, float]) -> str | None:
    first, second = [*sorted(prior, key=lambda code: -prior[code]), "", ""][:2]
    return first if prior.get(first, 0) > _AHEAD * prior.get(second, 0) else None


@functools.lru_cache(maxsize=4096)
def _evidence(text: str) -> tuple[str, ...]:
    """Return the countries that a phrase points at by a country, people, region, group or unmistakable town.

    A border points at no side.
    """
    if _BORDER.search(text):
        return ()
    words = tokens(text)
    groups = find_groups(words)
    taken = {at for hit in groups for at in range(hit.first, hit.last)}
    found = [hit.value.country for hit in groups if hit.value.country]
    found += [hit.value for hit in find_countries(words) if hit.first not in taken]
    if text[:1].isupper() and len(taken) in (0, len(words)):
        for reading in readings(text):
            known = tabled(reading)
            if known:
                return _unmistakable(known, reading) or tuple(dict.fromkeys(found))
    return tuple(dict.fromkeys(found))


def _unmistakable(known: Sequence[Entry], reading: Reading) -> tuple[str, ...]:
    best = max(known, key=standing)
    elsewhere = [entry for entry in known if entry.country != best.country]
    if best.kind == "country" or (best.kind == "town" and reading.head == "site" and best.population < _FAMOUS):
        return ()
    if best.kind == "town" and elsewhere:
        return (best.country,) if outdoes(best, elsewhere) else ()
    return (best.country,) if best.main and not elsewhere else ()


@functools.lru_cache(maxsize=4096)
def _inside(text: str) -> tuple[Region, ...]:
    """Return the first-level regions that a place name means or lies in, one for each region or large town."""
    for reading in readings(text):
        known = tabled(reading)
        if known:
            sure = [entry for entry in known if entry.main and (entry.kind == "region" or entry.population >= LARGE)]
            return tuple({(entry.country, entry.region) for entry in sure if entry.region})
    return ()


def _resolve(text: str, around: _Around) -> Place:
    unsettled: Place | None = None
    for reading in () if is_wide(text) else readings(text):
        ranked = _ranked(reading, around)
        chosen = _choice(reading, ranked, around)
        if chosen:
            return _place(text, reading, chosen, ranked)
        if ranked and unsettled is None and reading.head != "site":
            unsettled = Place(text, alternatives=_runners_up(ranked))
    place = _with_container(text, around) or _by_parts(text, around)
    return replace(place, alternatives=unsettled.alternatives) if unsettled and place.id is None else place


def _ranked(reading: Reading, around: _Around) -> list[tuple[Entry, float]]:
    """Return the candidates with their shares, the likeliest first."""
    known = candidates(reading, around.gazetteer)
    largest = max(map(people, known), default=0)
    # Americans speak in news from everywhere, so their country alone does not make Paris the one in Texas.
    known = [e for e in known if e.country != "USA" or people(e) * _DWARFED > largest or largest < _METROPOLIS]
    total = sum(around.countries.values()) or 1.0

    def weight(entry: Entry) -> float:
        inside = around.regions.get((entry.country, entry.region), 0) if entry.region else 0
        return (
            math.log10(standing(entry))
            + _CONTEXT * around.countries.get(entry.country, 0) / total
            + _CONTAINER * inside
        )

    weights: dict[str, tuple[Entry, float]] = {}
    for entry in sorted(known, key=weight, reverse=True):
        weights.setdefault(entry.id, (entry, 10 ** weight(entry)))
    whole = sum(value for _, value in weights.values())
    return [(entry, value / whole) for entry, value in weights.values()]


def _best(reading: Reading, around: _Around) -> Entry | None:
    return _choice(reading, _ranked(reading, around), around)


def _choice(reading: Reading, shares: Sequence[tuple[Entry, float]], around: _Around) -> Entry | None:
    """Return the candidate that the article's countries and its size speak for, None where neither does."""
    if not shares:
        return None
    prior, ranked = around.countries, [entry for entry, _ in shares]
    best = ranked[0]
    share = prior.get(best.country, 0) / (sum(prior.values()) or 1.0)
    famous = best.population >= _FAMOUS or (best.kind in ("region", "country") and people(best) >= _FAMOUS)
    # "Rashid Hotel" and "Camp Rashid" are rarely at a town called Rashid.
    if share > _SITE_SHARE or (share and (famous or reading.head != "site")):
        return _finest([entry for entry in ranked if entry.country == best.country], reading)
    if reading.head == "site" or (reading.head == "town" and not famous):
        return best if best.kind == "region" and famous else None
    elsewhere = [entry for entry in ranked if entry.country != best.country]
    if elsewhere:
        return best if outdoes(best, elsewhere) else None
    small = 0 < best.population < LARGE
    return best if not prior or (best.main and not small) else None


def _finest(same: list[Entry], reading: Reading) -> Entry:
    """Return the town that a region is named after, unless the words around the name ask for the region."""
    towns = [entry for entry in same if entry.kind == "town" and entry.main and entry.population >= PEOPLE["town"]]
    if reading.head == "region" or same[0].kind != "region" or not towns:
        return same[0]
    return max(towns, key=lambda entry: entry.population)


def _place(text: str, reading: Reading, entry: Entry, ranked: Sequence[tuple[Entry, float]]) -> Place:
    shares = dict(ranked)
    top = ranked[0][0]
    shares[top], shares[entry] = shares[entry], shares[top]
    others = _runners_up([(other, share) for other, share in shares.items() if other is not entry])
    score = round(shares[entry], 4)
    found = Place(text, entry.name, entry.country, id=entry.id, score=score, alternatives=others)
    if entry.kind == "country":
        return replace(found, precision="country", rule="country name")
    precision = {"site": "exact", "town": "town"}.get(entry.kind, "region")
    return replace(
        found,
        name=_spelled(entry, ranked),
        latitude=entry.latitude,
        longitude=entry.longitude,
        precision="region" if reading.head == "region" else precision,
        region=entry.region,
        rule=f"{entry.kind} of the gazetteer",
    )


def _spelled(entry: Entry, ranked: Sequence[tuple[Entry, float]]) -> str:
    """Return the name of an entry; a town is spelled as the region called after it, which the tables spell as news."""
    regions = [other for other, _ in ranked if other.id.startswith("regions:") and other.kind == "region"]
    names = [region.name for region in regions if region.country == entry.country]
    return names[0] if names and entry.kind == "town" else entry.name


def _runners_up(shares: Sequence[tuple[Entry, float]]) -> tuple[Candidate, ...]:
    likely = sorted((pair for pair in shares if pair[1] >= _NOTABLE), key=lambda pair: -pair[1])
    return tuple(_candidate(entry, share) for entry, share in likely[:_RUNNERS_UP])


def _candidate(entry: Entry, share: float) -> Candidate:
    latitude, longitude = (None, None) if entry.kind == "country" else (entry.latitude, entry.longitude)
    return Candidate(entry.id, entry.name, entry.country, latitude, longitude, round(share, 4))


def _with_container(text: str, around: _Around) -> Place | None:
    """Return the place before a comma where what follows names its region or country: "Laylan, Kirkuk province"."""
    name, *containers = (part.strip() for part in text.split(",", _DEEPEST))
    if not name or not containers:
        return None
    countries = [country for part in containers for country in _evidence(part)]
    regions = [region for part in containers for region in _inside(part)]
    named = Counter(countries) + Counter(country for country, _ in regions)
    inner = _resolve(name, _Around(named or around.countries, dict.fromkeys(regions, 1.0), around.gazetteer))
    holds = inner.country in countries or (inner.country, inner.region) in regions
    return replace(inner, text=text) if inner.id and holds else None


def _by_parts(text: str, around: _Around) -> Place:
    """Return the country that the parts of a phrase or else the article point at; no name, no degrees."""
    leader = _leader(around.countries)
    named = [hit.value for hit in find_countries(tokens(text))]
    ends = [_best(Reading(end), around) for end in _JOINED.split(without_site(text))]
    countries = {end.country if end else None for end in ends}
    if len(ends) > 1 and len(countries) == 1 and None not in countries:
        return Place(text, country=countries.pop(), rule="both ends of a route")
    if named and _BORDER.search(text):
        return Place(text, country=leader or (named[0] if len(named) == 1 else None), rule="border")
    if named:
        return Place(text, country=named[0], rule="country named in the phrase")
    return Place(text, country=leader, rule="country of the article" if leader else None)
