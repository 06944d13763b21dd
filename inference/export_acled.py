"""Writes event records as CSV in the columns of ACLED, coded by its codebook as far as a record tells.

Columns, codes and rules: ACLED Codebook, https://acleddata.com/knowledge-base/codebook/ (columns since 2023).
Event types come from `labels/crosswalk.toml`. Where this differs from ACLED: names of actors are those of the text,
ids those of the documents, a row is an event of the text and not one of each day, and `non_state_armed_group` counts
as a rebel group. An empty cell is one that ACLED leaves empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, TextIO

from inference.acled_toll import fatalities
from inference.exports import (
    CIVILIAN_KINDS,
    NO_BOUNDARIES,
    STATE_KINDS,
    Cell,
    Row,
    code_cell,
    coordinate_cells,
    country_cell,
    days_of,
    division_cell,
    event_id,
    events_of,
    missing_inputs,
    no_days,
    party_country,
    party_name,
    place_cell,
    sentences_of,
    sides_of,
    summary,
    undetermined,
    write_csv,
)
from labels.crosswalk import OUT_OF_SCOPE, Code, code, inputs_of
from labels.record import Document, Event, Party

COLUMNS: Final = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"),
    *("civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3"),
    *("location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes"),
    *("fatalities", "tags", "timestamp"),
)

INTER: Final = (
    *("State forces", "Rebel group", "Political militia", "Identity militia", "Rioters", "Protesters", "Civilians"),
    "External/Other forces",
)
"""Types of actors, in the order of their old codes 1 to 8."""

_POLITICAL, _DEMONSTRATIONS, _STRATEGIC = "Political violence", "Demonstrations", "Strategic developments"
_DISORDER_OF_SUB_EVENT: Final = {
    "Excessive force against protesters": f"{_POLITICAL}; {_DEMONSTRATIONS}",
    "Protest with intervention": _DEMONSTRATIONS,
    "Peaceful protest": _DEMONSTRATIONS,
    "Violent demonstration": _DEMONSTRATIONS,
}
_INTER_OF_KIND: Final = {
    "state_forces": "State forces",
    "police": "State forces",
    "non_state_armed_group": "Rebel group",
    "militia": "Political militia",
    "gang": "Political militia",
    "protesters": "Protesters",
    "civilians": "Civilians",
    "aid_workers": "Civilians",
    "journalists": "Civilians",
    "international_forces": "External/Other forces",
}
_IDENTITY: Final = re.compile(
    r"\b(?:trib(?:e|es|al|esmen)|communal|ethnic|clans?|religious|caste|herd(?:er|ers|smen)|pastoralists?)\b", re.I
)
# ACLED has unidentified armed groups among the political militias.
_UNIDENTIFIED: Final = re.compile(
    r"\b(?:gunm[ae]n|(?:armed|masked) (?:men|man|group|people|attackers)|assailants?|attackers?)\b", re.I
)
_NO_SECOND: Final = frozenset(("protest", "riot", "agreement", "territorial_change"))
"""Types of events that have no second actor where the text names none."""
_NO_BATTLE: Final = re.compile(
    r"\b(?:with(?:draw|drew)|pull(?:s|ed|ing)? (?:out|back)|retreat|abandon|hand(?:s|ed|ing)? over|ced(?:e|ed|ing)\b"
    r"|surrender|without (?:a |any )?(?:fight|resistance))",
    re.I,
)


def write_acled(documents: Iterable[Document], stream: TextIO) -> Counter[str]:
    """Write a row for each event, each as soon as it comes; return how many events were left out, by reason."""
    left_out: Counter[str] = Counter()

    def rows() -> Iterator[Row]:
        for document, index, event in events_of(documents):
            found = _code(document, event)
            if found.state == OUT_OF_SCOPE:
                left_out[found.note or found.state] += 1
            else:
                yield _row(document, index, event, found)

    write_csv(COLUMNS, rows(), stream)
    return left_out


def acled_row(document: Document, index: int) -> Row | None:
    """Return the row of an event of a document by its column names, None where ACLED records no such event."""
    event = (document.events or ())[index]
    found = _code(document, event)
    return None if found.state == OUT_OF_SCOPE else _row(document, index, event, found)


def _row(document: Document, index: int, event: Event, found: Code) -> Row:
    first, second = sides_of(event)
    actor1, associated1, inter1 = _actor(event, first, "attacker")
    actor2, associated2, inter2 = _actor(event, second, "target")
    if not second and event.type in _NO_SECOND:
        actor2 = associated2 = inter2 = ""
    latitude, longitude = coordinate_cells(event)
    return {
        "event_id_cnty": event_id(document, index),
        **_when(document, event),
        **_what(event, found),
        "actor1": actor1,
        "assoc_actor_1": associated1,
        "inter1": inter1,
        "actor2": actor2,
        "assoc_actor_2": associated2,
        "inter2": inter2,
        "interaction": _interaction(inter1, inter2),
        "civilian_targeting": _civilian_targeting(event, found),
        "iso": code_cell(event, "iso", "no ISO code for the country"),
        "region": code_cell(event, "acled", "needs the ACLED list of regions"),
        "country": country_cell(event),
        "admin1": division_cell(event),
        "admin2": undetermined(NO_BOUNDARIES),
        "admin3": undetermined(NO_BOUNDARIES),
        "location": place_cell(event),
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": _geo_precision(event),
        "source": document.source or undetermined("no source"),
        "source_scale": undetermined("needs the ACLED list of sources"),
        "notes": summary(document, event),
        "fatalities": fatalities(event.killed),
        "tags": undetermined("needs the ACLED list of tags"),
        "timestamp": undetermined("set when ACLED publishes an event"),
    }


def _code(document: Document, event: Event) -> Code:
    given = inputs_of(event)
    if event.type == "territorial_change":
        given = replace(given, form=_how_taken(document, event))
    return code("acled", event.type, given)


def _how_taken(document: Document, event: Event) -> str | None:
    """Tell whether a place was regained or overtaken by fighting; None where the record leaves it open.

    A state's forces regain a place of their own country and overtake one of another.
    """
    kinds = {party.kind for party in event.attackers}
    if not kinds or _NO_BATTLE.search(sentences_of(document, event)):
        return None
    if kinds <= {"non_state_armed_group", "gang"}:
        return "overtaken"
    own = event.location.country if event.location else None
    countries = {party_country(party) for party in event.attackers}
    if not kinds <= STATE_KINDS or own is None or None in countries:
        return None
    if own in countries:
        return "regained" if countries == {own} else None
    return "overtaken"


def _when(document: Document, event: Event) -> dict[str, Cell]:
    """Return the cells of the date; of a week or a month the middle stands for the day."""
    days = days_of(event)
    if days is None:
        missing = undetermined(no_days(document, event))
        return {"event_date": missing, "year": missing, "time_precision": missing}
    start, end = days
    long = (end - start).days + 1
    if long > 31:
        missing = undetermined("date less precise than a month")
        year: Cell = start.year if start.year == end.year else missing
        return {"event_date": missing, "year": year, "time_precision": missing}
    day = start + (end - start) // 2
    return {
        "event_date": day.isoformat(),
        "year": day.year,
        "time_precision": 1 if long == 1 else 2 if long <= 7 else 3,
    }


def _what(event: Event, found: Code) -> dict[str, Cell]:
    missing = undetermined(
        "taker unknown, or whether by fighting" if event.type == "territorial_change" else missing_inputs(found)
    )
    possible = found.candidates or (found.values,)
    disorders = {_disorder(values["event_type"], values["sub_event_type"]) for values in possible}
    return {
        "disorder_type": disorders.pop() if len(disorders) == 1 else missing,
        "event_type": found.values.get("event_type", missing),
        "sub_event_type": found.values.get("sub_event_type", missing),
    }


def _disorder(event_type: str, sub_event_type: str) -> str:
    if event_type == _STRATEGIC:
        return _STRATEGIC
    return _DISORDER_OF_SUB_EVENT.get(sub_event_type, _POLITICAL)


def _actor(event: Event, parties: tuple[Party, ...], role: str) -> tuple[str, str, str]:
    """Return the main actor of a side, those with it, and the type of the main one."""
    if not parties:
        missing = undetermined(f"no {role}")
        return missing, "", missing
    names = [party_name(party) for party in parties]
    inter = _inter(event, parties[0], role)
    return names[0], "; ".join(names[1:]), inter or undetermined(f"{role} kind unknown")


def _inter(event: Event, party: Party, role: str) -> str | None:
    if party.kind in STATE_KINDS:
        own, home = party_country(party), event.location.country if event.location else None
        return "External/Other forces" if own and home and own != home else "State forces"
    if event.type == "riot" and role == "attacker" and party.kind in ("protesters", "civilians"):
        return "Rioters"
    if party.kind == "officials":
        return "Civilians" if role == "target" and event.type != "agreement" else "State forces"
    if party.kind == "militia" and _IDENTITY.search(party.text):
        return "Identity militia"
    if party.kind in (None, "unknown") and _UNIDENTIFIED.search(party.text):
        return "Political militia"
    return _INTER_OF_KIND.get(party.kind or "")


def _interaction(first: str, second: str) -> str:
    """Join two types of actors, the one of the lower code first; civilians stand behind other forces."""
    for inter in (first, second):
        if inter and inter not in INTER:
            return inter
    if not second:
        return f"{first} only"
    if {first, second} == {"Civilians", "External/Other forces"}:
        return "External/Other forces-Civilians"
    return "-".join(sorted((first, second), key=INTER.index))


def _civilian_targeting(event: Event, found: Code) -> str:
    """Mark an event whose main or only targets are civilians; battles and peaceful events are never marked."""
    yes = "Civilian targeting"
    event_type, sub_event_type = found.values.get("event_type"), found.values.get("sub_event_type")
    if event_type == "Violence against civilians" or sub_event_type == "Excessive force against protesters":
        return yes
    if event_type in ("Battles", _STRATEGIC) or sub_event_type in ("Peaceful protest", "Protest with intervention"):
        return ""
    if event_type is None or event_type == "Protests":
        return undetermined(missing_inputs(found))
    if not event.targets:
        return "" if event.type in _NO_SECOND else undetermined("no target")
    kinds = {party.kind for party in event.targets}
    if kinds <= CIVILIAN_KINDS:
        return yes
    if kinds & {None, "unknown", "other"}:
        return undetermined("target kind unknown")
    return undetermined("main target unknown") if kinds & CIVILIAN_KINDS else ""


def _geo_precision(event: Event) -> Cell:
    place = event.location
    if place is None:
        return undetermined("no location")
    if place.precision == "country":
        return undetermined("no place below the country")
    codes = {"exact": 1, "town": 1, "region": 3}
    return codes.get(place.precision or "") or undetermined("precision of the place unknown")
