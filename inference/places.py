"""Where: place names resolved to a name, a country and degrees, with the countries of the article as a prior.

A name is looked up as written, then without words of direction ("northern") and without its head ("province",
"airport"). Of several places of one name the one wins whose country the article names most, then the larger one.
Where the article speaks for none, a country, a region of one country, a large town, or the only place of that
name is taken; small namesakes are not. What is left keeps its text and gets a country alone, by these rules: the
two ends of a route, a country named in the phrase, or the country that clearly leads in the article. Degrees come
from the tables, never from the article; a whole country has none.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from inference.actors import find_groups
from inference.countries import country_names, country_of, find_countries, named_country
from inference.gazetteer import Entry, places
from inference.phrases import tokens
from labels.record import Place

__all__ = ["country_of", "dominant_country", "resolve_places"]

_DIRECTION: Final = (
    r"(?:the|an?|far|near|inner|outer|upper|lower|rural|downtown|central|mid|greater|occupied|mainland|neighbou?ring"
    r"|(?:north|south)?[- ]?(?:north|south|east|west)(?:ern(?:most)?)?)"
)
_BEFORE: Final = re.compile(
    rf"^(?:{_DIRECTION}[- ]+)++(?=\S)"
    r"|^(?:near|outside|around|in|at|off)\s+"
    r"|^(?:the )?(?:town|city|village|district|province|region|state|port|island|area|suburbs?|outskirts|edge|coast"
    r"|valley|municipality|territory|commune|barangay|sitio|kibbutz|camp)(?: city)?(?: of)?\s+(?-i:(?=[^a-z]))",
    re.IGNORECASE,
)
_REGION_HEAD: Final = re.compile(
    r"\s+(?:provinces?|governorates?|regions?|states?|oblast|krai|count(?:y|ies)|departments?|prefecture|republic"
    r"|division|zone|regency|tribal (?:agency|belt|area|district)|countryside|plains?|peninsula|islands?"
    r"|desert|valley|mountains?|hills?|forest|basin|delta|coast|territor(?:y|ies)|borderlands?|archipelago)$",
    re.IGNORECASE,
)
_TOWN_HEAD: Final = re.compile(
    r"\s+(?:(?:sub-?)?districts?|areas?|city|town|village|township|municipality|commune|suburbs?|neighbou?rhoods?"
    r"|quarters?|outskirts|sector|refugee camps?|camps?|primary|environs|side|front)$",
    re.IGNORECASE,
)
_SITE_HEAD: Final = re.compile(
    r"\s+(?:(?:international )?airport|airfield|air ?(?:force )?base|(?:naval|military|army) base|base|garrison"
    r"|(?:central |army )?(?:prison|jail)|hospital|university|market|(?:border )?(?:crossing|post)|checkpoint|port"
    r"|harbou?r|refinery|(?:nuclear )?(?:power )?plant|dam|bridge|square|station|junction|road|highway|street|avenue"
    r"|displacement site|pass|gorge|ridge|heights?|river(?:bed)?|lake|bay|strait|reserve|park|stadium|hotel|mosque"
    r"|church|monastery|quarry|mine|terminal|corridor|marsh|creek|triangle|field|barracks|headquarters|HQ)$",
    re.IGNORECASE,
)
_BORDER: Final = re.compile(r"\bborders?(?: (?:area|region|crossing|zone|post|town|strip))?$", re.IGNORECASE)
_JOINED: Final = re.compile(r"(?<=\w)\s*[–—-]\s*(?=[A-Z])")
_OWNER: Final = re.compile(r"^(.+?)(?:['’]s|(?<=s)['’])\s+(.+)$")

# Weights and limits were set by the countries of the authored events.
# A country that all of the article points at outweighs a namesake with 10 to the 4th times the people.
_CONTEXT: Final = 4.0
_SECOND_NAME: Final = 1.5
# How many people stand for a place whose number the tables do not give.
_PEOPLE: Final = {"town": 20_000, "region": 500_000, "site": 500_000, "country": 10_000_000}
_LARGE: Final = 50_000
_FAMOUS: Final = 300_000
_METROPOLIS: Final = 1_000_000
_CLEARLY_LARGER: Final = 4
_DWARFED: Final = 50
# The share of an article that lets a facility be at the town whose name it bears.
_SITE_SHARE: Final = 0.3
# A country leads where the article points at it this many times as often as at the next.
_AHEAD: Final = 1.3
_NEIGHBOURS: Final = 10


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a place name: the name proper and what the words around it say."""

    name: str
    head: str = ""


def resolve_places(texts: Sequence[str], context: Sequence[str] = ()) -> list[Place]:
    """Return one `Place` for each text.

    `texts` are the place names of an article in their order, `context` its participants (or place names that
    need no answer), both as often as they are named. The countries that they point at settle which of several
    places of one name is meant, nearer place names more than others. A text that cannot be resolved keeps its
    words, and the country that leads among the others.
    """
    pointers = [_evidence(text) for text in texts]
    article = Counter(country for text in context for country in _evidence(text))
    article.update(country for countries in pointers for country in countries)
    return [_resolve(text, _prior(at, pointers, article)) for at, text in enumerate(texts)]


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
        for reading in _readings(text):
            known = _candidates(reading)
            if known:
                return _unmistakable(known, reading) or tuple(dict.fromkeys(found))
    return tuple(dict.fromkeys(found))


def _unmistakable(known: Sequence[Entry], reading: _Reading) -> tuple[str, ...]:
    best = max(known, key=_people)
    elsewhere = [entry for entry in known if entry.country != best.country]
    if best.kind == "country" or (best.kind == "town" and reading.head == "site" and best.population < _FAMOUS):
        return ()
    if best.kind == "town" and elsewhere:
        larger = max(_LARGE, _CLEARLY_LARGER * max(map(_people, elsewhere)))
        return (best.country,) if _people(best) >= larger else ()
    return (best.country,) if best.main and not elsewhere else ()


def _readings(text: str) -> list[_Reading]:
    """Return the readings of a place name from the one that keeps most words to the barest."""
    full = " ".join(text.split()).strip("\"'“”‘’,.;:()")
    readings = [_Reading(full)]
    bare = full
    while _BEFORE.match(bare):
        bare = _BEFORE.sub("", bare)
    starts = [full] if bare == full else [full, bare]
    readings += [_Reading(start) for start in starts[1:]]
    for start in starts:
        for head, pattern in (("region", _REGION_HEAD), ("town", _TOWN_HEAD), ("site", _SITE_HEAD)):
            name = pattern.sub("", start)
            if name != start:
                readings.append(_Reading(name, head))
    owned = _OWNER.match(full)
    if owned:
        owner, thing = owned.groups()
        readings += [_Reading(thing)] * thing[:1].isupper() + [_Reading(owner, head="site")]
    return readings


@functools.lru_cache(maxsize=4096)
def _candidates(reading: _Reading) -> tuple[Entry, ...]:
    if reading.name.islower():
        return ()
    found = [entry for entry in places(reading.name) if reading.head != "region" or entry.kind == "region"]
    country = named_country(reading.name)
    if country:
        found = [entry for entry in found if entry.kind == "region"]
        found.append(Entry(country_names()[country], country, 0.0, 0.0, "country"))
    return tuple(found or places(reading.name))


def _resolve(text: str, prior: Mapping[str, float]) -> Place:
    for reading in _readings(text):
        entry = _best(reading, prior)
        if entry:
            return _place(text, reading, entry)
    return _by_parts(text, prior)


def _best(reading: _Reading, prior: Mapping[str, float]) -> Entry | None:
    """Return the candidate that the article's countries and its size speak for, None where neither does."""
    total = sum(prior.values()) or 1.0

    def weight(entry: Entry) -> float:
        size = math.log10(_people(entry)) - (0 if entry.main else _SECOND_NAME)
        return size + _CONTEXT * prior.get(entry.country, 0) / total

    known = list(_candidates(reading))
    largest = max(map(_people, known), default=0)
    # Americans speak in news from everywhere, so their country alone does not make Paris the one in Texas.
    known = [e for e in known if e.country != "USA" or _people(e) * _DWARFED > largest or largest < _METROPOLIS]
    ranked = sorted(known, key=weight, reverse=True)
    if not ranked:
        return None
    best = ranked[0]
    share = prior.get(best.country, 0) / total
    famous = best.kind in ("region", "country") or best.population >= _FAMOUS
    # "Rashid Hotel" and "Camp Rashid" are rarely at a town called Rashid.
    if share > _SITE_SHARE or (share and (famous or reading.head != "site")):
        return _finest([entry for entry in ranked if entry.country == best.country], reading)
    if reading.head == "site" or (reading.head == "town" and not famous):
        return best if best.kind == "region" else None
    elsewhere = [_people(entry) for entry in ranked if entry.country != best.country]
    if elsewhere:
        return best if _people(best) >= max(_LARGE, _CLEARLY_LARGER * max(elsewhere)) else None
    small = best.kind == "town" and 0 < best.population < _LARGE
    return best if not prior or (best.main and not small) else None


def _people(entry: Entry) -> int:
    return entry.population or _PEOPLE[entry.kind]


def _finest(same: list[Entry], reading: _Reading) -> Entry:
    """Return the town that a region is named after, unless the words around the name ask for the region."""
    towns = [entry for entry in same if entry.kind == "town" and entry.main and entry.population >= _PEOPLE["town"]]
    if reading.head == "region" or same[0].kind != "region" or not towns:
        return same[0]
    return max(towns, key=lambda entry: entry.population)


def _place(text: str, reading: _Reading, entry: Entry) -> Place:
    if entry.kind == "country":
        return Place(text, entry.name, entry.country, precision="country", rule="country name")
    precision = {"site": "exact", "town": "town"}.get(entry.kind, "region")
    if reading.head == "region":
        precision = "region"
    return Place(
        text,
        entry.name,
        entry.country,
        entry.latitude,
        entry.longitude,
        precision,
        region=entry.name if precision == "region" else None,
        rule=f"{entry.kind} of the gazetteer",
    )


def _by_parts(text: str, prior: Mapping[str, float]) -> Place:
    """Return the country that the parts of a phrase or else the article point at; no name, no degrees."""
    leader = _leader(prior)
    named = [hit.value for hit in find_countries(tokens(text))]
    ends = [_best(_Reading(end), prior) for end in _JOINED.split(_SITE_HEAD.sub("", text))]
    countries = {end.country if end else None for end in ends}
    if len(ends) > 1 and len(countries) == 1 and None not in countries:
        return Place(text, country=countries.pop(), rule="both ends of a route")
    if named and _BORDER.search(text):
        return Place(text, country=leader or (named[0] if len(named) == 1 else None), rule="border")
    if named:
        return Place(text, country=named[0], rule="country named in the phrase")
    return Place(text, country=leader, rule="country of the article" if leader else None)
