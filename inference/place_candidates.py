"""Which places a reading of a name may stand for, from the tables and a larger gazetteer; how well known each is."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from inference.countries import country_names, named_country
from inference.gazetteer import Entry, Gazetteer, fold, places, without_article
from inference.place_readings import Reading

LARGE: Final = 50_000
"""People that make a town one that a name alone may mean."""
# How many people stand for a place whose number the tables do not give.
PEOPLE: Final = {"town": 20_000, "region": 500_000, "site": 500_000, "country": 10_000_000}
# Parts of the world that no country holds; a quarter of a town somewhere bears the name of nearly each.
_WIDE: Final = frozenset(
    (
        *("africa", "arctic", "asia", "balkans", "caucasus", "europe", "eurasia", "far east"),
        *(
            "horn of africa",
            "latin america",
            "central america",
            "north america",
            "south america",
            "levant",
            "maghreb",
            "middle east",
            "near east",
            "sahara",
            "scandinavia",
        ),
        *("adriatic sea", "arabian sea", "atlantic", "atlantic ocean", "baltic sea", "black sea", "caribbean"),
        *("caspian sea", "gulf", "gulf of aden", "indian ocean", "mediterranean", "mediterranean sea", "pacific"),
        *("pacific ocean", "persian gulf", "red sea", "south china sea", "strait of hormuz", "world"),
    )
)
_SECOND_NAME: Final = 1.5
_CLEARLY_LARGER: Final = 4
# Two gazetteers mean one town where their degrees differ by less, one region likewise.
_SAME_TOWN: Final = 0.15
_SAME_REGION: Final = 1.5


@functools.lru_cache(maxsize=4096)
def tabled(reading: Reading) -> tuple[Entry, ...]:
    """Return what the tables know under a reading of a place name."""
    if _names_nothing(reading):
        return ()
    found = [entry for entry in places(reading.name) if reading.head != "region" or entry.kind == "region"]
    country = named_country(reading.name)
    if country:
        found = [entry for entry in found if entry.kind == "region"]
        found.append(Entry(country_names()[country], country, 0.0, 0.0, "country", id=f"iso:{country}"))
    return tuple(found or places(reading.name))


def is_wide(name: str) -> bool:
    """Tell whether a name means a part of the world that no country holds."""
    return without_article(fold(name)) in _WIDE


def _names_nothing(reading: Reading) -> bool:
    return reading.name.islower() or is_wide(reading.name)


def candidates(reading: Reading, gazetteer: Gazetteer | None) -> list[Entry]:
    """Return what the tables and the gazetteer know under a reading, each place once."""
    known = tabled(reading)
    found = list(known)
    if gazetteer is None or _names_nothing(reading):
        return found
    more = gazetteer.find(reading.name)
    if reading.head == "region":
        more = [entry for entry in more if entry.kind == "region"] or ([] if found else more)
    for entry in more:
        twin = next((at for at, one in enumerate(known) if _same(one, entry)), None)
        if twin is None:
            found.append(entry)
        elif found[twin].kind == entry.kind == "town" and not found[twin].id.startswith("geonames:"):
            # The tables round degrees; what they say of names and importance stays.
            found[twin] = replace(
                found[twin],
                latitude=entry.latitude,
                longitude=entry.longitude,
                id=entry.id,
                region=entry.region or found[twin].region,
            )
    return found


def _same(one: Entry, other: Entry) -> bool:
    """Tell whether the tables and the gazetteer mean the same place of one name."""
    if one.id == other.id or one.kind == "country":
        return one.id == other.id
    limit = {"town": _SAME_TOWN, "region": _SAME_REGION}.get(one.kind, 0)
    apart = max(abs(one.latitude - other.latitude), abs(one.longitude - other.longitude))
    return one.country == other.country and one.kind == other.kind and apart < limit


def people(entry: Entry) -> int:
    """Return how many people stand for an entry."""
    return entry.population or PEOPLE[entry.kind]


def standing(entry: Entry) -> float:
    """Return the people that speak for an entry: a place must be far better known to be meant by a second name."""
    return people(entry) / (1 if entry.main else 10**_SECOND_NAME)


def outdoes(best: Entry, elsewhere: Sequence[Entry]) -> bool:
    """Tell whether an entry is so much better known than its namesakes that a name alone means it."""
    return people(best) >= LARGE and standing(best) >= _CLEARLY_LARGER * max(map(standing, elsewhere))
