"""Countries by name and people, places with the article as a prior, and the tables behind them."""

from __future__ import annotations

import itertools
import math
import time
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference import gazetteer
from inference.countries import country_names, named_country
from inference.gazetteer import fold, places
from inference.places import country_of, dominant_country, resolve_places
from labels import jsonl
from labels.schema import ROLE_LABELS

DATA = resources.files("inference") / "data"
CORPUS = sorted((Path(__file__).parent.parent / "labels" / "corpus").glob("authored_*.jsonl"))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Iraqi Air Force", "IRQ"),
        ("Afghan officials", "AFG"),
        ("Syrians", "SYR"),
        ("Palestinian gunmen", "PSE"),
        ("West Bank", "PSE"),
        ("Gaza Strip", "PSE"),
        ("U.S. troops", "USA"),
        ("U.S.-led coalition", "USA"),
        ("US", "USA"),
        ("USA", "USA"),
        ("UK", "GBR"),
        ("Britain", "GBR"),
        ("Northern Ireland", "GBR"),
        ("DRC", "COD"),
        ("DR Congo", "COD"),
        ("Congo", "COD"),
        ("Republic of Congo", "COG"),
        ("Congolese soldiers", "COD"),
        ("Ivory Coast", "CIV"),
        ("Côte d'Ivoire", "CIV"),
        ("Burma's generals", "MMR"),
        ("Myanmar", "MMR"),
        ("Türkiye", "TUR"),
        ("Turks", "TUR"),
        ("Kosovo", "XKX"),
        ("Nigerien army", "NER"),
        ("Nigerian army", "NGA"),
        ("Niger", "NER"),
        ("South Sudanese rebels", "SSD"),
        ("Sudanese", "SDN"),
        ("South Korean", "KOR"),
        ("North Korea", "PRK"),
        ("Guinea-Bissau", "GNB"),
        ("Equatorial Guinea", "GNQ"),
        ("Papua New Guinea", "PNG"),
        ("Central African Republic", "CAF"),
        ("Bosnian Serbs", "BIH"),
        ("Germans", "DEU"),
        ("Omanis", "OMN"),
        ("the Netherlands", "NLD"),
        ("Dutch", "NLD"),
        ("Helmand police chief", "AFG"),
        ("Donbas", "UKR"),
        ("gunmen", None),
        ("us", None),
        ("car bomb", None),
        ("turkey dinner", None),
        ("Latin American leaders", None),
        ("Indian Ocean", None),
        ("", None),
    ],
)
def test_country_of_a_name_people_or_phrase(text: str, country: str | None) -> None:
    assert country_of(text) == country


def test_a_whole_name_is_told_from_a_people() -> None:
    assert named_country("the Ivory Coast") == "CIV"
    assert named_country("Ivorian") is None


@pytest.mark.parametrize(
    ("text", "context", "name", "country", "precision"),
    [
        ("Kirkuk", ["Iraqi army"], "Kirkuk", "IRQ", "town"),
        ("Kirkuk province", ["Iraqi army"], "Kirkuk", "IRQ", "region"),
        ("Laylan area", ["Iraqi Air Force"], "Laylan", "IRQ", "town"),
        ("northern Iraq", [], "Iraq", "IRQ", "country"),
        ("the Hamrin Mountains", [], "Hamrin", "IRQ", "region"),
        ("southern Helmand province", ["Taliban"], "Helmand", "AFG", "region"),
        ("Sangin district", ["NATO", "Afghan officials"], "Sangin", "AFG", "town"),
        ("town of Dabiq", ["Syrian rebels"], "Dabiq", "SYR", "town"),
        ("outskirts of Mosul", ["Iraqi"], "Mosul", "IRQ", "town"),
        ("downtown Bangkok", [], "Bangkok", "THA", "town"),
        ("Damascus' airport", ["Syrian"], "Damascus", "SYR", "town"),
        ("Baghdad's Sadr City", ["Iraqi"], "Sadr City", "IRQ", "town"),
        ("Tripoli", ["Libyan coast guard"], "Tripoli", "LBY", "town"),
        ("Tripoli", ["Lebanese army"], "Tripoli", "LBN", "town"),
        ("Alexandria", ["Egyptian police"], "Alexandria", "EGY", "town"),
        ("Alexandria", ["Virginia", "U.S. police"], "Alexandria", "USA", "town"),
        ("Pokrovsk", ["Ukrainian troops"], "Pokrovsk", "UKR", "town"),
        ("Georgia", ["Tbilisi", "Russian troops"], "Georgia", "GEO", "country"),
        ("Georgia", ["Texas", "Florida", "U.S. police"], "Georgia", "USA", "region"),
        ("Punjab", ["Pakistani police"], "Punjab", "PAK", "region"),
        ("Punjab", ["Indian police"], "Punjab", "IND", "region"),
        ("Tahrir Square", ["Egyptians"], "Tahrir Square", "EGY", "exact"),
        ("Tahrir Square", ["Iraqis"], "Tahrir Square", "IRQ", "exact"),
        ("Paris", ["U.S. officials", "Texas"], "Paris", "FRA", "town"),
        ("London", [], "London", "GBR", "town"),
        ("Moscow", [], "Moscow", "RUS", "town"),
        ("Khan Yunis", [], "Khan Yunis", "PSE", "town"),
        ("North Kivu", [], "North Kivu", "COD", "region"),
        ("Kashmir", [], "Kashmir", "IND", "region"),
        ("Pakistani-controlled Kashmir", [], "Azad Kashmir", "PAK", "region"),
        ("West Bank", [], "West Bank", "PSE", "region"),
    ],
)
def test_a_place_with_its_article(text: str, context: list[str], name: str, country: str, precision: str) -> None:
    place = resolve_places([text], context)[0]
    assert (place.text, place.name, place.country, place.precision) == (text, name, country, precision)
    assert (place.latitude is None) == (precision == "country")


@pytest.mark.parametrize(
    ("text", "context", "country"),
    [
        ("Qarat Hadid", ["Iraqi police", "Baghdad"], "IRQ"),
        ("Qarat Hadid", ["Iraqi police", "Syrian police"], None),
        ("Qarat Hadid", [], None),
        ("southern", ["Afghan officials"], "AFG"),
        ("Lebanese territory", ["Israeli"], "LBN"),
        ("Syrian border", ["Turkish soldiers", "Ankara"], "TUR"),
        ("Syrian border", [], "SYR"),
        ("Gaza-Egypt border", [], None),
        ("Baquba-Kirkuk road", ["Iraqi"], "IRQ"),
        ("Tahrir Square", [], None),
        ("Foca", ["Bosnian Serb forces", "Sarajevo"], "BIH"),
        ("", ["Iraqi"], "IRQ"),
    ],
)
def test_what_nothing_knows_gets_a_country_at_most(text: str, context: list[str], country: str | None) -> None:
    place = resolve_places([text], context)[0]
    assert (place.text, place.name, place.country) == (text, None, country)
    assert (place.latitude, place.longitude, place.precision) == (None, None, None)


def test_places_of_one_call_settle_each_other_but_not_themselves() -> None:
    together = resolve_places(["Tripoli", "Beirut", "Sidon"])
    assert [place.country for place in together] == ["LBN", "LBN", "LBN"]
    assert resolve_places(["Rashid Hotel"], ["Iraqi"])[0].country == "IRQ"


def test_nearer_places_count_for_more() -> None:
    roundup = ["Qarat Hadid", "Mosul", "Baghdad", "Bamako", "Timbuktu", "Tal Wahmi"]
    first, *_, last = resolve_places(roundup)
    assert (first.country, last.country) == ("IRQ", "MLI")


def test_country_that_leads_in_an_article() -> None:
    assert dominant_country(["Mosul", "Iraqi army", "ISIS", "gunmen", "Turkish"]) == "IRQ"
    assert dominant_country(["Israeli", "Lebanese"]) is None
    assert dominant_country([]) is None


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=40), max_size=4), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_keeps_its_words_and_invents_no_degrees(texts: list[str], context: list[str]) -> None:
    found = resolve_places(texts, context)
    assert [place.text for place in found] == texts
    assert all((place.latitude is None) == (place.longitude is None) for place in found)
    assert all(place.name is not None for place in found if place.latitude is not None)


def test_many_words_of_direction_take_no_longer() -> None:
    start = time.process_time()
    resolve_places(["north " * 60 + "-", "north-" * 60, "the " * 60 + "of"])
    assert time.process_time() - start < 1


def test_an_article_of_thousands_of_places_takes_linear_time() -> None:
    start = time.process_time()
    found = resolve_places(["Mosul", "Qarat Hadid"] * 1500)
    assert time.process_time() - start < 3
    assert {place.country for place in found} == {"IRQ"}


def test_names_fold_to_one_spelling() -> None:
    assert {fold(name) for name in ("Sa'dah", "SA‘DAH", "Ṣa'dah")} == {"sadah"}
    assert fold("Iğdır") == "igdir"
    assert fold("Deir ez-Zor") == fold("Deir Ez Zor") == "deir ez zor"


def test_cities_are_sorted_and_each_line_reads_back() -> None:
    lines = (DATA / "cities.tsv").read_bytes().split(b"\n")
    keys = [line.partition(b"\t")[0] for line in lines]
    # A tab sorts before every character of a name, so lines and their names are in one order.
    assert all(a < b for a, b in itertools.pairwise(keys))
    for line in lines[::997]:
        key, *cells = line.decode().split("\t")
        assert [gazetteer._cell(entry) for entry in gazetteer._towns(key)] == cells


def test_towns_and_regions_are_found_under_every_name() -> None:
    for file in ("towns.toml", "regions.toml"):
        for country, rows in tomllib.loads((DATA / file).read_text("utf-8")).items():
            for names in rows:
                for name in names.split("|"):
                    assert country in {entry.country for entry in places(name)}, (file, country, name)


def test_regions_lie_near_a_town_of_their_country() -> None:
    towns: dict[str, list[tuple[float, float]]] = {}
    for line in (DATA / "cities.tsv").read_text("utf-8").split("\n")[::3]:
        _, country, latitude, longitude, population = line.split("\t")[1].split("|")
        if population != "0":
            towns.setdefault(country, []).append((float(latitude), float(longitude)))
    far = []
    for country, rows in tomllib.loads((DATA / "regions.toml").read_text("utf-8")).items():
        for name, (latitude, longitude, *_) in rows.items():
            degrees = min(math.dist((latitude, longitude), town) for town in towns[country])
            if degrees > 5:
                far.append((country, name, round(degrees, 1)))
    # Wide and empty: a town may be days away.
    wide = {"Manitoba", "Nunavut", "Ontario", "Siberia", "South Australia", "Western Australia", "Yukon"}
    assert {name for _, name, _ in far} <= {*wide, "Northern Territory"}


def test_every_code_of_the_tables_is_a_country() -> None:
    codes = set(country_names())
    assert len(codes) == 250
    for file in ("towns.toml", "regions.toml"):
        assert set(tomllib.loads((DATA / file).read_text("utf-8"))) <= codes
    lines = (DATA / "cities.tsv").read_text("utf-8").split("\n")
    assert {cell.split("|")[1] for line in lines[::7] for cell in line.split("\t")[1:]} <= codes


@pytest.mark.skipif(not CORPUS, reason="the authored corpus is not here")
def test_countries_of_the_authored_events() -> None:
    right = named = 0
    for document in (document for path in CORPUS for document in jsonl.read(path)):
        spans = document.spans or ()
        places_named = [document.text[s.start : s.end] for s in spans if s.label == "LOCATION"]
        parties = [document.text[s.start : s.end] for s in spans if s.label in ROLE_LABELS]
        found = dict(zip(places_named, resolve_places(places_named, parties), strict=True))
        for event in document.events or ():
            if event.location and event.location.text in found and event.location.country:
                named += 1
                right += found[event.location.text].country == event.location.country
    assert named > 100
    assert right / named >= 0.93
