"""Exports for event databases: known answers by their codebooks, and rows that are whole for any record."""

from __future__ import annotations

import csv
import datetime
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from inference import export_acled, export_ged
from inference.acled_toll import fatalities
from inference.cli import app
from inference.counts import add, parse_count
from inference.export_acled import acled_row, write_acled
from inference.export_ged import ged_row, out_of_scope, priogrid, write_ged
from inference.export_geojson import write_geojson
from inference.exports import UNDETERMINED, country_code, event_id, sides_of, write_csv
from labels import jsonl
from labels.record import (
    DATE_PRECISIONS,
    PARTY_KINDS,
    PLACE_PRECISIONS,
    STATUSES,
    Count,
    Document,
    Event,
    EventDate,
    PartCount,
    Party,
    Place,
    Sentence,
)
from labels.schema import EVENT_TYPES

ARMY = Party("Iraqi Air Force", "state_forces", country="IRQ")
REBELS = Party("ISIS militants", "non_state_armed_group", name="Islamic State")
VILLAGERS = Party("villagers", "civilians")
STRIKE = Event(
    "airstrike",
    date=EventDate("Tuesday", "2024-09-17", "2024-09-17", "day"),
    location=Place("Laylan", "Laylan", "IRQ", 35.31, 44.46, "town"),
    attackers=(ARMY,),
    targets=(REBELS,),
    killed=Count("at least four", 4, None, 4),
    sentences=(0,),
)
TEXT = "Iraqi jets killed at least four ISIS militants near Laylan on Tuesday."


def document(*events: Event, **fields: str | None) -> Document:
    known: dict[str, Any] = {"source": "wire", "published": "2024-09-18", **fields}
    return Document(id="wire/1", text=TEXT, sentences=(Sentence(0, len(TEXT)),), events=events, **known)


def acled(event: Event, **fields: str | None) -> dict[str, Any]:
    row = acled_row(document(event, **fields), 0)
    assert row is not None
    return dict(row)


def ged(event: Event, **fields: str | None) -> dict[str, Any]:
    assert out_of_scope(event) is None
    return dict(ged_row(document(event, **fields), 0))


def written(write: Callable[[Iterable[Document], TextIO], Counter[str]], *documents: Document) -> list[list[str]]:
    stream = io.StringIO()
    write(iter(documents), stream)
    return list(csv.reader(io.StringIO(stream.getvalue()), strict=True))


def test_an_airstrike_in_the_columns_of_acled() -> None:
    row = acled(STRIKE)
    assert row.keys() == set(export_acled.COLUMNS)
    known = {name: cell for name, cell in row.items() if UNDETERMINED not in str(cell) and name != "notes"}
    assert known == {
        "event_id_cnty": "wire/1#1",
        "event_date": "2024-09-17",
        "year": 2024,
        "time_precision": 1,
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "actor1": "Iraqi Air Force",
        "assoc_actor_1": "",
        "inter1": "State forces",
        "actor2": "Islamic State",
        "assoc_actor_2": "",
        "inter2": "Rebel group",
        "interaction": "State forces-Rebel group",
        "civilian_targeting": "",
        "iso": 368,
        "region": "Middle East",
        "country": "Iraq",
        "location": "Laylan",
        "latitude": 35.31,
        "longitude": 44.46,
        "geo_precision": 1,
        "source": "wire",
        "fatalities": 4,
    }
    assert row["notes"].startswith("airstrike; attackers: Iraqi Air Force; targets: Islamic State; date: 2024-09-17;")
    assert row["notes"].endswith(f"Text: {TEXT}")


def test_an_airstrike_in_the_columns_of_ged() -> None:
    row = ged(STRIKE)
    known = {name: cell for name, cell in row.items() if UNDETERMINED not in str(cell) and name != "source_original"}
    assert known == {
        "id": "wire/1#1",
        "year": 2024,
        "type_of_violence": 1,
        "dyad_name": "Government of Iraq - Islamic State",
        "side_a": "Government of Iraq",
        "side_b": "Islamic State",
        "number_of_sources": 1,
        "source_article": "wire,2024-09-18",
        "source_office": "wire",
        "source_date": "2024-09-18",
        "where_prec": 1,
        "where_coordinates": "Laylan",
        "where_description": "Laylan",
        "latitude": 35.31,
        "longitude": 44.46,
        "geom_wkt": "POINT (44.46 35.31)",
        "priogrid_gid": priogrid(35.31, 44.46),
        "country": "Iraq",
        "country_id": 645,
        "region": "Middle East",
        "event_clarity": 1,
        "date_prec": 1,
        "date_start": "2024-09-17",
        "date_end": "2024-09-17",
        "deaths_a": 0,
        "deaths_b": 0,
        "deaths_civilians": 0,
        "deaths_unknown": 4,
        "best": 4,
        "low": 4,
        "gwnoa": 645,
        "gwnob": "",
    }
    assert row["high"] == "undetermined: no upper bound of the deaths"
    assert row["conflict_new_id"] == row["dyad_new_id"] == "undetermined: needs the UCDP actor list"


def test_what_is_missing_is_named() -> None:
    bare = acled(Event("armed_attack"), source=None)
    assert {
        name: bare[name] for name in ("event_date", "sub_event_type", "actor1", "latitude", "country", "source")
    } == {
        "event_date": "undetermined: no date",
        "sub_event_type": "undetermined: target kind unknown",
        "actor1": "undetermined: no attacker",
        "latitude": "undetermined: no location",
        "country": "undetermined: no country",
        "source": "undetermined: no source",
    }
    unresolved = Event("bombing", date=EventDate("on Monday"), location=Place("Zarun"))
    assert acled(unresolved, published=None)["event_date"] == "undetermined: no publication date"
    assert acled(unresolved)["event_date"] == "undetermined: date not resolved"
    assert acled(unresolved)["longitude"] == "undetermined: no coordinates"


@pytest.mark.parametrize(
    ("event", "event_type", "sub_event_type"),
    [
        (Event("drone_strike"), "Explosions/Remote violence", "Air/drone strike"),
        (Event("armed_clash"), "Battles", "Armed clash"),
        (Event("armed_attack", targets=(VILLAGERS,)), "Violence against civilians", "Attack"),
        (Event("ambush", targets=(ARMY,)), "Battles", "Armed clash"),
        (Event("abduction"), "Violence against civilians", "Abduction/forced disappearance"),
        (Event("protest"), "Protests", "undetermined: response to the protest unknown"),
        (Event("agreement"), "Strategic developments", "Agreement"),
        (Event("raid_arrest", captured=Count("3", 3, 3)), "Strategic developments", "Arrests"),
    ],
)
def test_acled_types(event: Event, event_type: str, sub_event_type: str) -> None:
    row = acled(event)
    assert (row["event_type"], row["sub_event_type"]) == (event_type, sub_event_type)


@pytest.mark.parametrize(
    ("parties", "text", "expected"),
    [
        ((REBELS,), "Militants seized the town.", "Non-state actor overtakes territory"),
        ((ARMY,), "The army retook the town.", "Government regains territory"),
        ((Party("Turkish army", "state_forces"),), "The army took it.", "Non-state actor overtakes territory"),
        ((Party("army", "state_forces"),), "The army took it.", "undetermined"),
        ((Party("militia", "militia"),), "The militia took it.", "undetermined"),
        ((ARMY, REBELS), "Both took it.", "undetermined"),
        ((REBELS,), "Militants withdrew from the town.", "undetermined"),
        ((), "The town fell.", "undetermined"),
    ],
)
def test_who_took_a_place_decides_its_acled_type(parties: tuple[Party, ...], text: str, expected: str) -> None:
    event = Event("territorial_change", location=Place("Zarun", country="IRQ"), attackers=parties, sentences=(0,))
    found = Document(id="1", text=text, sentences=(Sentence(0, len(text)),), events=(event,))
    row = acled_row(found, 0)
    assert row is not None
    assert str(row["sub_event_type"]).split(":")[0] == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-09-17", "2024-09-17", ("2024-09-17", 2024, 1)),
        ("2024-09-16", "2024-09-22", ("2024-09-19", 2024, 2)),
        ("2024-06-01", "2024-06-30", ("2024-06-15", 2024, 3)),
        ("2024-01-01", "2024-12-31", ("undetermined: date less precise than a month", 2024, UNDETERMINED)),
        ("2023-12-01", "2024-02-28", ("undetermined: date less precise than a month", UNDETERMINED, UNDETERMINED)),
    ],
)
def test_acled_has_the_middle_of_a_week_or_month(start: str, end: str, expected: tuple[Any, ...]) -> None:
    row = acled(Event("bombing", date=EventDate("then", start, end)))
    found = (row["event_date"], row["year"], row["time_precision"])
    assert found[0] == expected[0]
    assert [UNDETERMINED if str(x).startswith(UNDETERMINED) else x for x in found[1:]] == list(expected[1:])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("dozens", 12),
        ("hundreds of people", 100),
        ("tens", 10),
        ("tens of thousands", 10_000),
        ("several", 3),
        ("two dozen", 24),
        ("between 8 and 11", 8),
        ("at least 12", 12),
        ("no one", 0),
        ("up to 50", "undetermined: lowest number of deaths unknown"),
    ],
)
def test_fatalities_by_the_rule_of_acled(words: str, expected: int | str) -> None:
    count = parse_count(words)
    assert count is not None
    assert fatalities(count) == expected


def test_fatalities_without_a_report_and_of_several_groups() -> None:
    dozens, three = parse_count("dozens"), parse_count("three")
    assert dozens is not None
    assert three is not None
    assert fatalities(None) == 0
    assert fatalities(add([dozens, three])) == 15
    both = (PartCount("doctors", "dozens", 24, None), PartCount("the army", "nine", 9, 9))
    assert fatalities(Count("dozens", 9, None, accounts=both)) == 9


@pytest.mark.parametrize(
    ("event_type", "party", "role", "expected"),
    [
        ("airstrike", ARMY, "attackers", "State forces"),
        ("airstrike", Party("Turkish jets", "state_forces"), "attackers", "External/Other forces"),
        ("bombing", Party("gunmen", "unknown"), "attackers", "Political militia"),
        ("bombing", Party("a driver", "unknown"), "attackers", "undetermined: attacker kind unknown"),
        ("bombing", Party("Dinka tribal militia", "militia"), "attackers", "Identity militia"),
        ("bombing", Party("peacekeepers", "international_forces"), "targets", "External/Other forces"),
        ("riot", Party("students", "protesters"), "attackers", "Rioters"),
        ("protest", Party("students", "protesters"), "attackers", "Protesters"),
        ("assassination", Party("governor", "officials"), "targets", "Civilians"),
        ("agreement", Party("government", "officials"), "attackers", "State forces"),
    ],
)
def test_types_of_acled_actors(event_type: str, party: Party, role: str, expected: str) -> None:
    event = replace(Event(event_type, location=Place("Laylan", country="IRQ")), **{role: (party,)})
    assert acled(event)["inter1" if role == "attackers" else "inter2"] == expected


@pytest.mark.parametrize(
    ("attackers", "targets", "expected"),
    [
        ((REBELS,), (ARMY,), "State forces-Rebel group"),
        ((REBELS,), (VILLAGERS,), "Rebel group-Civilians"),
        ((Party("UN troops", "international_forces"),), (VILLAGERS,), "External/Other forces-Civilians"),
        ((Party("x", "other"),), (VILLAGERS,), "undetermined: attacker kind unknown"),
    ],
)
def test_interaction_has_the_lower_code_first(
    attackers: tuple[Party, ...], targets: tuple[Party, ...], expected: str
) -> None:
    assert acled(Event("shelling", attackers=attackers, targets=targets))["interaction"] == expected


def test_a_protest_has_no_second_actor() -> None:
    row = acled(Event("protest", attackers=(Party("students", "protesters"),)))
    assert (row["actor2"], row["inter2"], row["interaction"]) == ("", "", "Protesters only")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Event("shelling", targets=(VILLAGERS,)), "Civilian targeting"),
        (Event("shelling", targets=(ARMY,)), ""),
        (Event("shelling", targets=(VILLAGERS, ARMY)), "undetermined: main target unknown"),
        (Event("shelling"), "undetermined: no target"),
        (Event("abduction"), "Civilian targeting"),
        (Event("armed_clash", targets=(VILLAGERS,)), ""),
        (Event("agreement"), ""),
    ],
)
def test_civilian_targeting(event: Event, expected: str) -> None:
    assert acled(event)["civilian_targeting"] == expected


def test_the_sides_of_a_clash_without_a_beginner() -> None:
    police = Party("police", "police")
    assert sides_of(Event("armed_clash", attackers=(ARMY, REBELS))) == ((ARMY,), (REBELS,))
    assert sides_of(Event("armed_clash", attackers=(ARMY, REBELS, police))) == ((ARMY, police), (REBELS,))
    assert sides_of(Event("armed_clash", attackers=(REBELS,))) == ((REBELS,), ())
    assert sides_of(Event("bombing", attackers=(ARMY, REBELS))) == ((ARMY, REBELS), ())


def test_side_a_of_a_state_based_conflict_is_the_government() -> None:
    row = ged(replace(STRIKE, type="ambush", attackers=(REBELS,), targets=(ARMY,)))
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == (1, "Government of Iraq", "Islamic State")
    assert (row["gwnoa"], row["gwnob"]) == (645, "")


def test_one_sided_violence_kills_civilians() -> None:
    row = ged(Event("armed_attack", attackers=(REBELS,), targets=(VILLAGERS,), killed=Count("8 to 11", 8, 11, 9)))
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == (3, "Islamic State", "Civilians")
    assert (row["low"], row["best"], row["high"], row["deaths_civilians"], row["deaths_unknown"]) == (8, 9, 11, 9, 0)


def test_deaths_go_to_the_sides_that_the_text_counts() -> None:
    groups = (
        PartCount("soldiers", "two", 2, 2, "state_forces"),
        PartCount("militants", "five", 5, 5, "non_state_armed_group"),
        PartCount("a farmer", "a", 1, 1, "civilians"),
    )
    row = ged(replace(STRIKE, killed=Count("nine", 9, 9, 9, groups=groups)))
    names = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best")
    assert tuple(row[name] for name in names) == (2, 5, 1, 1, 9)
    few = ged(replace(STRIKE, killed=Count("four", 4, 4, 4, groups=groups)))
    assert tuple(few[name] for name in names) == (0, 0, 0, 4, 4)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (Event("airstrike"), "no deaths stated"),
        (Event("airstrike", killed=Count("no one", 0, 0)), "UCDP needs at least one direct death"),
        (Event("airstrike", killed=Count("up to 5", None, 5)), "no death certain"),
        (Event("protest", killed=Count("5", 5, 5)), "UCDP records the use of armed force only"),
    ],
)
def test_events_out_of_the_scope_of_ged_are_counted(event: Event, reason: str) -> None:
    stream = io.StringIO()
    assert write_ged([document(event, STRIKE)], stream) == {reason: 1}
    assert [row["id"] for row in csv.DictReader(io.StringIO(stream.getvalue()))] == ["wire/1#2"]


@pytest.mark.parametrize(
    ("days", "expected"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (366, 5), (400, None)]
)
def test_date_precision_of_ged(days: int, expected: int | None) -> None:
    end = datetime.date(2024, 1, 1) + datetime.timedelta(days - 1)
    row = ged(replace(STRIKE, date=EventDate("then", "2024-01-01", end.isoformat())))
    assert row["date_prec"] == (expected or "undetermined: date less precise than a year")


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [
        # the first four are the checks of a public R package for PRIO-GRID
        *((1.55, 1.25, 132123), (0, 0, 129961), (-10.55, 20.23, 114161), (82, -102.99, 247835)),
        *((-90, -180, 1), (90, 180, 259200)),
    ],
)
def test_priogrid_cells(latitude: float, longitude: float, cell: int) -> None:
    assert priogrid(latitude, longitude) == cell


def test_country_codes_are_those_of_iso_and_of_distinct_states() -> None:
    from inference.countries import country_names
    from inference.exports import _codes

    assert _codes().keys() == country_names().keys()
    for name in ("iso", "gw"):
        found = [row[name] for row in _codes().values() if name in row]
        assert len(found) == len(set(found))
    assert [country_code(code, "iso") for code in ("AFG", "SSD", "USA", "XKX")] == [4, 728, 840, None]
    assert [country_code(code, "gw") for code in ("AFG", "SSD", "YEM", "DEU", "PSE")] == [700, 626, 678, 260, None]


def test_cells_cannot_run_as_formulas() -> None:
    stream = io.StringIO()
    cells = ['=HYPERLINK("x")', "+1", "-1", "@a", "\t=1", " =1", "＝1", 'a\r\n"b",c', "ok"]
    write_csv(("x",), [{"x": cell} for cell in cells], stream)
    assert "\r" not in stream.getvalue()
    found = [row[0] for row in csv.reader(io.StringIO(stream.getvalue()))][1:]
    assert found == ['\'=HYPERLINK("x")', "'+1", "'-1", "'@a", "'=1", "'=1", "'＝1", 'a "b",c', "ok"]


def test_numbers_below_zero_stay_numbers() -> None:
    stream = io.StringIO()
    write_csv(("x",), [{"x": -1.25}], stream)
    assert stream.getvalue() == "x\n-1.25\n"


def test_rows_that_do_not_fit_the_heading_are_an_error() -> None:
    with pytest.raises(KeyError):
        write_csv(("a", "b"), [{"a": 1}], io.StringIO())
    with pytest.raises(ValueError, match="no such column: b"):
        write_csv(("a",), [{"a": 1, "b": 2}], io.StringIO())


def check_geojson(found: dict[str, Any]) -> None:
    """Check what RFC 7946 asks of a feature collection of points, sections 3 and 4."""
    assert found["type"] == "FeatureCollection"
    assert not found.keys() & {"coordinates", "geometries", "geometry", "properties", "crs"}
    for feature in found["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str)
        assert isinstance(feature["properties"], dict)
        geometry = feature["geometry"]
        if geometry is not None:
            assert geometry.keys() == {"type", "coordinates"}
            assert geometry["type"] == "Point"
            longitude, latitude = geometry["coordinates"]
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90


def geojson(*documents: Document) -> dict[str, Any]:
    stream = io.StringIO()
    write_geojson(iter(documents), stream)
    found: dict[str, Any] = json.loads(stream.getvalue())
    return found


def test_geojson_has_longitude_first_and_the_record() -> None:
    nowhere = Event("protest", location=Place(None, country="IRQ"))
    found = geojson(document(STRIKE, nowhere))
    check_geojson(found)
    first, second = found["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [44.46, 35.31]}
    assert first["properties"]["attackers"][0]["text"] == "Iraqi Air Force"
    assert first["properties"]["document"] == "wire/1"
    assert (second["id"], second["geometry"]) == ("wire/1#2", None)


def test_no_documents_give_a_heading_and_an_empty_collection() -> None:
    assert written(write_acled) == [list(export_acled.COLUMNS)]
    assert written(write_ged) == [list(export_ged.COLUMNS)]
    assert geojson() == {"type": "FeatureCollection", "features": []}


words = st.text(max_size=20) | st.sampled_from(["=1", "-", "dozens", "dozens + 3", "\r\n", '"', "Iraqi army"])
some = st.integers(0, 400)
days = st.dates().map(str)


@st.composite
def counts(draw: st.DrawFn) -> Count:
    low, high = draw(st.none() | some), draw(st.none() | some)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    kinds = st.none() | st.sampled_from(PARTY_KINDS)
    groups = st.builds(PartCount, words, words, st.none() | some, st.none(), kinds)
    rule = draw(st.sampled_from([None, "sum", "plural"]))
    found = tuple(draw(st.lists(groups, max_size=2)))
    return Count(draw(st.none() | words), low, high, draw(st.none() | some), rule=rule, groups=found)


@st.composite
def dates(draw: st.DrawFn) -> EventDate:
    start, end = sorted((draw(days), draw(days)))
    bounds = draw(st.sampled_from([(start, end), (start, start), (start, None), (None, end), (None, None)]))
    return EventDate(draw(st.none() | words), *bounds, draw(st.none() | st.sampled_from(DATE_PRECISIONS)))


countries = st.none() | st.sampled_from(["IRQ", "XKX", "PSE", "USA", "zzz"])
parties = st.builds(Party, words, st.none() | st.sampled_from(PARTY_KINDS), name=st.none() | words, country=countries)
some_parties = st.lists(parties, max_size=3).map(tuple)
places = st.builds(
    Place,
    *(
        st.none() | words,
        st.none() | words,
        countries,
        st.none() | st.floats(-90, 90),
        st.none() | st.floats(-180, 180),
    ),
    precision=st.none() | st.sampled_from(PLACE_PRECISIONS),
    region=st.none() | words,
)
events = st.builds(
    Event,
    st.sampled_from(list(EVENT_TYPES)),
    *(st.none() | dates(), st.none() | places, some_parties, some_parties),
    *(st.none() | counts(), st.none() | counts(), st.none() | counts()),
    sentences=st.sampled_from([(), (0,)]),
    status=st.none() | st.sampled_from(STATUSES),
    claimed_by=st.none() | words,
)


@settings(max_examples=60, deadline=None)
@given(
    found=st.lists(events, max_size=3),
    name=st.text(min_size=1, max_size=10),
    source=st.none() | words,
    published=st.none() | days,
    extra=st.sampled_from([{}, {"title": "x"}, {"headline": 3}]),
)
def test_any_records_give_whole_rows(
    found: list[Event], name: str, source: str | None, published: str | None, extra: dict[str, Any]
) -> None:
    given_ = replace(document(*found), id=name, source=source, published=published, extra=extra)
    for columns, write in ((export_acled.COLUMNS, write_acled), (export_ged.COLUMNS, write_ged)):
        stream = io.StringIO()
        left_out = write([given_], stream)
        heading, *rows = csv.reader(io.StringIO(stream.getvalue()), strict=True)
        assert heading == list(columns)
        assert len(rows) + left_out.total() == len(found)
        assert {len(row) for row in rows} <= {len(columns)}
        assert not [c for row in rows for c in row if c.startswith(("=", "+", "@", "\t", "\r")) or "\n" in c]
    for index, event in enumerate(found):
        if out_of_scope(event) is None:
            row = dict(ged_row(given_, index))
            assert row["low"] <= row["best"]
            parts = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
            assert sum(row[part] for part in parts) == row["best"]
    collection = geojson(given_)
    check_geojson(collection)
    assert [f["id"] for f in collection["features"]] == [event_id(given_, i) for i in range(len(found))]


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    """Work in an empty folder with `records.jsonl`."""
    monkeypatch.chdir(tmp_path)
    found = document(STRIKE, Event("protest"))
    jsonl.write(Path("records.jsonl"), [found])
    return found


def convert(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["convert", *arguments], input=stdin)


def test_convert_writes_every_format(records: Document) -> None:
    starts = {"acled": "event_id_cnty,", "ged": "id,", "geojson": '{"type": "F', "html": "<!DOCTYPE", "json": "[\n{"}
    for form, start in {**starts, "jsonl": '{"id"', "table": "wire/1"}.items():
        result = convert("records.jsonl", "-f", form)
        assert (result.exit_code, result.stdout.startswith(start)) == (0, True)
    assert jsonl.loads(convert("records.jsonl", "-f", "jsonl").stdout) == records


def test_convert_tells_what_ged_leaves_out(records: Document) -> None:
    result = convert("records.jsonl", "-f", "ged")
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == "events left out: 1 (1: UCDP records the use of armed force only)\n"


def test_convert_reads_standard_input_and_the_name_of_the_output(records: Document) -> None:
    result = convert("-o", "x.geojson", stdin=jsonl.dumps(records) + "\n")
    assert result.exit_code == 0
    check_geojson(json.loads(Path("x.geojson").read_text(encoding="utf-8")))


def test_convert_names_documents_without_records_and_goes_on(records: Document) -> None:
    jsonl.write(Path("bare.jsonl"), [Document(id="bare", text="x"), replace(records, id="2")])
    result = convert("bare.jsonl", "-f", "acled")
    assert result.exit_code == 1
    assert [line.split(",")[0] for line in result.stdout.splitlines()] == ["event_id_cnty", "2#1", "2#2"]
    assert result.stderr == (
        "error: bare: expected a document with event records, found one without; "
        "run 'conflict-events extract -f jsonl' on it first\n1 of 2 inputs failed\n"
    )


@pytest.mark.parametrize("command", ["convert", "extract"])
def test_a_csv_file_needs_a_format(records: Document, command: str) -> None:
    result = CliRunner().invoke(app, [command, "records.jsonl", "-o", "x.csv"])
    assert result.exit_code == 2
    assert "expected the columns of a CSV file by --format" in result.stderr
    assert "add --format acled or --format ged" in result.stderr
    assert not Path("x.csv").exists()


def test_convert_works_without_the_model(records: Document) -> None:
    code = (
        "import sys\nfrom inference.cli import app\n"
        "for form in ('acled', 'ged', 'geojson', 'html', 'table'):\n"
        "    app(['convert', 'records.jsonl', '-f', form], standalone_mode=False)\n"
        "print([m for m in ('torch', 'transformers', 'dateparser') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_extract_writes_the_columns_of_acled(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Gunmen hid beside the road and fired on an army patrol near Old Tarnak.")
    result = CliRunner().invoke(app, ["extract", "a.txt", "--model", str(tiny_model), "-f", "acled", "-o", "a.csv"])
    assert result.exit_code == 0
    rows = csv.DictReader(io.StringIO(Path("a.csv").read_text(encoding="utf-8")))
    assert [row["event_id_cnty"] for row in rows] == ["a.txt#1"]
