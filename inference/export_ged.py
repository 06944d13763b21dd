"""Writes event records as CSV in the columns of UCDP GED, the events in its scope only.

Columns and codes: UCDP Georeferenced Event Dataset Codebook, Uppsala University, https://ucdp.uu.se/downloads/
(49 columns since version 23.1). In scope is armed force by an organised actor with at least one direct death; what
is not is left out and counted by its reason. That a conflict needs 25 deaths in a year is not checked. Ids, names of
parties and of countries are those of the record; an empty cell is one that GED leaves empty.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO

from inference.countries import country_names
from inference.exports import (
    CIVILIAN_KINDS,
    NO_BOUNDARIES,
    STATE_KINDS,
    Cell,
    Row,
    code_cell,
    coordinate_cells,
    coordinates,
    country_cell,
    country_code,
    days_of,
    division_cell,
    event_id,
    events_of,
    missing_inputs,
    no_days,
    party_country,
    party_name,
    place_cell,
    sides_of,
    summary,
    undetermined,
    write_csv,
)
from labels.crosswalk import OUT_OF_SCOPE, code, inputs_of
from labels.record import Count, Document, Event, Party

COLUMNS: Final = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
    *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name"),
    *("side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b"),
    *("number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude"),
    *("geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity"),
    *("date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
    *("best", "high", "low", "gwnoa", "gwnob"),
)

_ACTOR_LIST: Final = (
    *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id"),
    *("side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id"),
)
_GOVERNING: Final = STATE_KINDS | {"international_forces", "officials"}
# First numbers of Gleditsch and Ward beyond each region: UCDP/PRIO Armed Conflict Dataset Codebook, variable Region.
_REGIONS: Final = ((200, "Americas"), (400, "Europe"), (627, "Africa"), (700, "Middle East"), (1000, "Asia"))
_STATE_BASED, _NON_STATE, _ONE_SIDED = "1", "2", "3"


def write_ged(documents: Iterable[Document], stream: TextIO) -> Counter[str]:
    """Write a row for each event in scope, each as soon as it comes; return how many were left out, by reason."""
    left_out: Counter[str] = Counter()

    def rows() -> Iterator[Row]:
        for document, index, event in events_of(documents):
            reason = out_of_scope(event)
            if reason is None:
                yield ged_row(document, index)
            else:
                left_out[reason] += 1

    write_csv(COLUMNS, rows(), stream)
    return left_out


def out_of_scope(event: Event) -> str | None:
    """Tell why an event is not in GED, None where it is or may be."""
    found = code("ucdp", event.type, inputs_of(event))
    if found.state == OUT_OF_SCOPE:
        return found.note or found.state
    if event.killed is None:
        return "no deaths stated"
    return None if event.killed.min else "no death certain"


def ged_row(document: Document, index: int) -> Row:
    """Return the row of an event of a document by its column names; the event is in scope."""
    event = (document.events or ())[index]
    found = code("ucdp", event.type, inputs_of(event))
    kind = found.values.get("code", "")
    side_a, side_b = _sides(event, kind)
    name_a = _side_name(side_a, "attacker")
    name_b = "Civilians" if kind == _ONE_SIDED else _side_name(side_b, "target")
    named = bool(side_a) and (bool(side_b) or kind == _ONE_SIDED)
    latitude, longitude = coordinate_cells(event)
    degrees = coordinates(event)
    article = (document.source, document.published, _headline(document))
    return {
        "id": event_id(document, index),
        "relid": undetermined("set by UCDP"),
        **_when(document, event),
        "active_year": undetermined("needs the deaths of the conflict in the year"),
        "code_status": undetermined("set by UCDP"),
        "type_of_violence": int(kind) if kind else undetermined(missing_inputs(found)),
        **dict.fromkeys(_ACTOR_LIST, undetermined("needs the UCDP actor list")),
        "dyad_name": f"{name_a} - {name_b}" if named else undetermined("no attacker" if not side_a else "no target"),
        "side_a": name_a,
        "side_b": name_b,
        "number_of_sources": 1,
        "source_article": ",".join(part for part in article if part) or undetermined("no source"),
        "source_office": document.source or undetermined("no source"),
        "source_date": document.published or undetermined("no publication date"),
        "source_headline": _headline(document) or undetermined("no headline"),
        "source_original": summary(document, event),
        "where_prec": _where_prec(event),
        "where_coordinates": place_cell(event),
        "where_description": (event.location.text if event.location else None) or undetermined("no location"),
        "adm_1": division_cell(event),
        "adm_2": undetermined(NO_BOUNDARIES),
        "latitude": latitude,
        "longitude": longitude,
        "geom_wkt": f"POINT ({longitude} {latitude})" if degrees else latitude,
        "priogrid_gid": priogrid(*degrees) if degrees else latitude,
        "country": country_cell(event),
        "country_id": code_cell(event, "gw", "country not in the list of Gleditsch and Ward"),
        "region": _region(event),
        **_deaths(event, kind, side_a, side_b),
        "gwnoa": _state_number(side_a, "attacker"),
        "gwnob": "" if kind == _ONE_SIDED else _state_number(side_b, "target"),
    }


def priogrid(latitude: float, longitude: float) -> int:
    """Return the PRIO-GRID cell of a point in degrees: 1 in the southwest, 720 cells of half a degree a row.

    Source: A. F. Tollefsen, H. Strand and H. Buhaug, "PRIO-GRID: A unified spatial data structure", Journal of Peace
    Research 49 (2012). A point on an edge is in the cell north or east of it, if there is one.

    >>> priogrid(1.55, 1.25), priogrid(0, 0)
    (132123, 129961)
    """
    row = min(math.floor((latitude + 90) * 2), 359)
    column = min(math.floor((longitude + 180) * 2), 719)
    return row * 720 + column + 1


def _sides(event: Event, kind: str) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Return side A and side B; in a state-based conflict side A is a government."""
    first, second = sides_of(event)
    if kind == _STATE_BASED and not _governs(first) and _governs(second):
        return second, first
    return first, second


def _governs(parties: Sequence[Party]) -> bool:
    return any(party.kind in _GOVERNING for party in parties)


def _side_name(parties: Sequence[Party], role: str) -> str:
    if not parties:
        return undetermined(f"no {role}")
    return ", ".join(dict.fromkeys(_name(party) for party in parties))


def _name(party: Party) -> str:
    country = party_country(party) if party.kind in STATE_KINDS else None
    return f"Government of {country_names().get(country, country)}" if country else party_name(party)


def _state_number(parties: Sequence[Party], role: str) -> Cell:
    """Return the number of the state that a side is, nothing where it is none."""
    if not parties:
        return undetermined(f"no {role}")
    kinds = {party.kind for party in parties}
    if not kinds & _GOVERNING:
        return undetermined(f"{role} kind unknown") if kinds & {None, "unknown", "other"} else ""
    countries = {party_country(party) for party in parties if party.kind in _GOVERNING}
    numbers = [country_code(country, "gw") for country in countries]
    if len(numbers) != 1 or numbers[0] is None:
        return undetermined(f"state of the {role} unknown")
    return int(numbers[0])


def _headline(document: Document) -> str | None:
    for key in ("headline", "title"):
        value = document.extra.get(key)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _when(document: Document, event: Event) -> dict[str, Cell]:
    days = days_of(event)
    if days is None:
        missing = undetermined(no_days(document, event))
        return dict.fromkeys(("year", "event_clarity", "date_prec", "date_start", "date_end"), missing)
    start, end = days
    long = (end - start).days + 1
    steps = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))
    precision = next((number for most, number in steps if long <= most), None)
    return {
        "year": start.year if start.year == end.year else undetermined("date in more than one year"),
        "event_clarity": 1 if long == 1 else undetermined("one event or several unknown"),
        "date_prec": precision or undetermined("date less precise than a year"),
        "date_start": start.isoformat(),
        "date_end": end.isoformat(),
    }


def _where_prec(event: Event) -> Cell:
    place = event.location
    if place is None:
        return undetermined("no location")
    if place.precision == "region":
        return undetermined("order of the administrative division unknown")
    codes = {"exact": 1, "town": 1, "country": 6}
    return codes.get(place.precision or "") or undetermined("precision of the place unknown")


def _region(event: Event) -> Cell:
    number = code_cell(event, "gw", "country not in the list of Gleditsch and Ward")
    return number if isinstance(number, str) else next(name for beyond, name in _REGIONS if number < beyond)


def _deaths(event: Event, kind: str, side_a: Sequence[Party], side_b: Sequence[Party]) -> dict[str, Cell]:
    """Return the estimates of deaths; those that the text ascribes to no side are of unknown status.

    In one-sided violence all who are killed are civilians by definition. The four columns add up to `best`.
    """
    killed = event.killed or Count(None, None, None)
    low = killed.min or 0
    best = max(low, min(killed.best or low, killed.max if killed.max is not None else killed.best or low))
    parts = dict.fromkeys(("deaths_a", "deaths_b", "deaths_civilians"), 0)
    for group in killed.groups:
        column = _column(group.kind, side_a, side_b)
        if column:
            parts[column] += group.min or 0
    if sum(parts.values()) > best:
        parts = dict.fromkeys(parts, 0)
    rest = best - sum(parts.values())
    if kind == _ONE_SIDED and not killed.groups:
        parts["deaths_civilians"], rest = best, 0
    return {
        **parts,
        "deaths_unknown": rest,
        "best": best,
        "high": undetermined("no upper bound of the deaths") if killed.max is None else killed.max,
        "low": low,
    }


def _column(kind: str | None, side_a: Sequence[Party], side_b: Sequence[Party]) -> str | None:
    if kind in CIVILIAN_KINDS or kind == "protesters":
        return "deaths_civilians"
    on_a, on_b = (kind is not None and any(party.kind == kind for party in side) for side in (side_a, side_b))
    if on_a == on_b:
        return None
    return "deaths_a" if on_a else "deaths_b"
