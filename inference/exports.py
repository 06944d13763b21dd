"""What the exports share: rows of event records, cells that say what is missing, and CSV that is safe to open.

A cell that cannot be filled reads `undetermined: ` and the input that is missing, in columns of numbers too: an
empty cell means that the database leaves it empty, so the two can be told apart. Filter on the word before you sum.
"""

from __future__ import annotations

import csv
import datetime
import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any, Final, TextIO

from inference.countries import country_names, country_of
from inference.render import date_words, event_name, place_words, plain, toll_words
from labels.crosswalk import Code
from labels.record import Document, Event, Party, iso_date

Cell = str | int | float
Row = Mapping[str, Cell]

UNDETERMINED: Final = "undetermined"
STATE_KINDS: Final = frozenset(("state_forces", "police"))
NO_BOUNDARIES: Final = "needs administrative boundaries"
CIVILIAN_KINDS: Final = frozenset(("civilians", "officials", "aid_workers", "journalists"))

# Cells that begin so are run as formulas by spreadsheets: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_INPUTS: Final = {
    "attacker": "attacker kind unknown",
    "target": "target kind unknown",
    "initiator": "side that began unknown",
    "deaths": "number of deaths unknown",
    "weapon": "kind of weapon unknown",
    "form": "form of the event unknown",
    "response": "response to the protest unknown",
}


def undetermined(missing: str) -> str:
    """Return the text of a cell that cannot be filled, with the input that is missing.

    >>> undetermined("no location")
    'undetermined: no location'
    """
    return f"{UNDETERMINED}: {missing}"


def missing_inputs(code: Code) -> str:
    """Name the inputs that an undetermined code of the crosswalk lacks."""
    return " and ".join(_INPUTS[name] for name in code.missing)


def event_id(document: Document, index: int) -> str:
    """Return the id of an event: that of its document and its number there, from 1; the same in every export.

    >>> event_id(Document("wire/1", "x"), 0)
    'wire/1#1'
    """
    return f"{document.id}#{index + 1}"


def write_csv(columns: Sequence[str], rows: Iterable[Row], stream: TextIO) -> None:
    """Write a heading and a line for each row, as soon as it comes, with harmless cells of one line each.

    :raises KeyError: a row lacks a column.
    :raises ValueError: a row has a column that the heading lacks.
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        if unknown := row.keys() - set(columns):
            raise ValueError(f"no such column: {', '.join(sorted(unknown))}")
        writer.writerow([_safe(row[name]) for name in columns])


def _safe(cell: Cell) -> str:
    if not isinstance(cell, str):
        return str(cell)
    text = plain(cell).strip()
    return f"'{text}" if text.startswith(_FORMULA) else text


@functools.cache
def _codes() -> dict[str, dict[str, Any]]:
    path = resources.files("inference") / "data" / "country_codes.toml"
    return tomllib.loads(path.read_text("utf-8"))


def country_code(country: str | None, name: str) -> Any:  # noqa: ANN401 - numbers and names
    """Return the code `name` of a country: "iso", "gw" or "acled" of `data/country_codes.toml`; None without one.

    >>> country_code("IRQ", "iso"), country_code("IRQ", "gw"), country_code("PSE", "gw")
    (368, 645, None)
    """
    return _codes().get(country or "", {}).get(name)


def country_cell(event: Event) -> Cell:
    """Return the name of the country of an event, in news English."""
    country = event.location.country if event.location else None
    return undetermined("no country") if country is None else country_names().get(country, country)


def code_cell(event: Event, name: str, missing: str) -> Cell:
    """Return a code of the country of an event, as `country_code` does."""
    country = event.location.country if event.location else None
    found: Cell | None = country_code(country, name)
    return undetermined("no country" if country is None else missing) if found is None else found


def coordinates(event: Event) -> tuple[float, float] | None:
    """Return latitude and longitude of an event in degrees, None where either is not known."""
    place = event.location
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def coordinate_cells(event: Event) -> tuple[Cell, Cell]:
    """Return latitude and longitude in degrees, or what is missing."""
    missing = undetermined("no location" if event.location is None else "no coordinates")
    return coordinates(event) or (missing, missing)


def place_cell(event: Event) -> str:
    """Return the name of the place of an event: that of the gazetteer, else the words of the text."""
    place = event.location
    name = place.name or place.text if place else None
    return name or undetermined("no location")


def division_cell(event: Event) -> str:
    """Return the name of the province or region that an event was in, where the record has it."""
    region = event.location.region if event.location else None
    return region or undetermined(NO_BOUNDARIES)


def days_of(event: Event) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day on which an event may have been, None where they are not known."""
    date = event.date
    if date is None or date.start is None or date.end is None:
        return None
    return iso_date(date.start, "event date"), iso_date(date.end, "event date")


def no_days(document: Document, event: Event) -> str:
    """Name what is missing where `days_of` knows no days."""
    if event.date is None:
        return "no date"
    return "no publication date" if document.published is None else "date not resolved"


def sides_of(event: Event) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Return the two sides of an event: those who act and those who are acted on.

    Where a clash or an agreement has all its parties on the acting side, two parties are a side each, and more
    are parted into forces of states and others; sides that this does not part stay together on the first.
    """
    parties, others = event.attackers, event.targets
    if others or event.type not in ("armed_clash", "agreement") or len(parties) < 2:
        return parties, others
    if len(parties) == 2:
        return parties[:1], parties[1:]
    state = tuple(party for party in parties if party.kind in STATE_KINDS)
    rest = tuple(party for party in parties if party.kind not in STATE_KINDS)
    return (state, rest) if state and rest else (parties, ())


def party_name(party: Party) -> str:
    """Return the name of a party: that of a known group, else the words of the text."""
    return party.name or party.text


def party_country(party: Party) -> str | None:
    """Return the alpha-3 code of the state that forces are of, by the record or the words of the text."""
    return party.country or (country_of(party.text) if party.kind in (*STATE_KINDS, "officials") else None)


def summary(document: Document, event: Event) -> str:
    """Return the facts of a record in a line, and the sentences that report it where the document has them."""
    facts = [
        ("", event_name(event)),
        ("claimed by ", event.claimed_by or ""),
        ("attackers: ", ", ".join(map(party_name, event.attackers))),
        ("targets: ", ", ".join(map(party_name, event.targets))),
        ("date: ", date_words(event.date)),
        ("place: ", place_words(event.location)),
        ("toll: ", ", ".join(toll_words(event))),
        ("weapons: ", ", ".join(weapon.text for weapon in event.weapons)),
    ]
    line = "; ".join(f"{name}{words}" for name, words in facts if words)
    text = sentences_of(document, event)
    return f"{line}. Text: {text}" if text else f"{line}."


def sentences_of(document: Document, event: Event) -> str:
    """Return the sentences that report an event, as one line."""
    sentences = document.sentences or ()
    spans = (sentences[index] for index in event.sentences)
    return " ".join(plain(document.text[span.start : span.end]).strip() for span in spans)


def events_of(documents: Iterable[Document]) -> Iterator[tuple[Document, int, Event]]:
    """Yield each event with its document and its index there."""
    for document in documents:
        for index, event in enumerate(document.events or ()):
            yield document, index, event
