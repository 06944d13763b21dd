"""Countries by their names and peoples: ISO 3166-1 alpha-3 codes from `data/countries.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

from inference.gazetteer import fold, regions, without_article
from inference.phrases import Hit, Phrases, Token, tokens

_NO_PLURAL: Final = ("s", "sh", "ch", "x", "z", "ese", "shman", "chman", "men")
# Shorter names of regions are everyday words too: Bay, Hit, Van.
_SHORTEST_REGION: Final = 4


@functools.cache
def _table() -> dict[str, Any]:
    path = resources.files("inference") / "data" / "countries.toml"
    return tomllib.loads(path.read_text("utf-8"))


@functools.cache
def country_names() -> dict[str, str]:
    """Return alpha-3 code -> name of the country in news English."""
    return {code: row["name"] for code, row in _table().items() if isinstance(row, dict)}


@functools.cache
def alpha3_codes() -> dict[str, str]:
    """Return alpha-2 code -> alpha-3 code."""
    return {_table()[code]["alpha2"]: code for code in country_names()}


@functools.cache
def _by_name() -> dict[str, str]:
    rows = {code: _table()[code] for code in country_names()}
    return {
        without_article(fold(name)): code
        for code, row in rows.items()
        for name in (row["name"], *row.get("aliases", ()))
    }


def named_country(name: str) -> str | None:
    """Return the alpha-3 code of a country whose name this is, and nothing more.

    >>> named_country("the Ivory Coast"), named_country("Ivorian") is None
    ('CIV', True)
    """
    return _by_name().get(without_article(fold(name))) if _phrases().find(tokens(name)) else None


def entries() -> Iterator[tuple[str, str]]:
    """Yield every name of a country, people or region that belongs to one country, with its alpha-3 code."""
    for phrase in _table()["not_countries"]:
        yield phrase, ""
    for code in country_names():
        row = _table()[code]
        for name in (row["name"], *row.get("aliases", ())):
            yield name, code
        for name in row.get("demonyms", ()):
            yield name, code
            if not name.endswith(_NO_PLURAL):
                yield f"{name}s", code
    for key, found in regions().items():
        codes = {entry.country for entry in found}
        if len(codes) == 1 and len(key) >= _SHORTEST_REGION:
            yield key.title(), codes.pop()


@functools.cache
def _phrases() -> Phrases[str]:
    return Phrases(entries())


def find_countries(words: list[Token]) -> list[Hit[str]]:
    """Return where the words name a country, a people or a region of one country, with its alpha-3 code."""
    return [hit for hit in _phrases().find(words) if hit.value]


def country_of(text: str) -> str | None:
    """Return the alpha-3 code of the first country, people or region that a phrase names.

    >>> country_of("Iraqi Air Force"), country_of("gunmen")
    ('IRQ', None)
    """
    hits = find_countries(tokens(text))
    return hits[0].value if hits else None
