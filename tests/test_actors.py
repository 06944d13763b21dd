"""Kinds of parties, known groups and their countries, the user's own groups, and whether two phrases name one party."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.actor_file import load_actors
from inference.actors import canonical, groups, party_country, party_kind, same_party
from inference.countries import country_names
from labels.errors import InputError
from labels.record import PARTY_KINDS

KINDS = {
    "state_forces": (
        "soldiers|Somali troops|the army|Nigerien army|a marine|security forces|government forces|Turkish air force"
        "|coast guard|army convoy|military base|border guards|army checkpoint|U.S. soldier|patrol|Israel Defense Forces"
        "|FARDC|Revolutionary Guards|paratroopers|an army colonel|army helicopter|Sudanese Armed Forces|naval vessel"
        "|junta troops|presidential guard|intelligence officers|wounded soldiers|paramilitary soldiers|local forces"
    ),
    "police": (
        "police|Kenyan police|policemen|a police officer|riot police|police station|police convoy|police vehicle"
        "|gendarmes|a constable|federal police|police academy|prison guards|FBI|police bodyguard|Hamas police"
        "|customs officers|police patrol|top police official|a prison|detectives"
    ),
    "non_state_armed_group": (
        "ISIS|ISIL|Daesh militants|IS fighters|Islamic State|al-Qaida|al-Qaeda in Iraq|Taliban|Taleban insurgents"
        "|al-Shabaab|al Shabab gunmen|Boko Haram|ISWAP|Hamas|Hamas leader|Hezbollah commander|PKK|YPG|SDF|Houthi rebels"
        "|Houthis|RSF|M23|LRA|ADF|FARC|ELN|Abu Sayyaf|MILF|NPA|Lashkar-e-Taiba|TTP|Haqqani network|Tamil Tigers|LTTE"
        "|Maoist rebels|Wagner mercenaries|Hezb-e-Islami|JNIM|AQIM|CODECO|Ansar Dine|rebels|insurgents|militants"
        "|guerrillas|separatists|suicide bomber|jihadists|rebel convoy|militant hideout|terrorist group"
        "|armed wing|opposition fighters|members of Boko Haram|TTP camp|Free Syrian Army men|non-state armed group"
    ),
    "militia": (
        "militia|militiamen|Janjaweed|Mai-Mai fighters|Fano|anti-balaka|vigilantes|self-defence group|death squad"
        "|Popular Mobilization Forces|tribal militia|Mahdi Army|community police"
    ),
    "gang": (
        "gang|gang members|bandits|kidnappers|drug cartel|pirates|smugglers|cattle rustlers|CJNG gunmen|Barrio 18"
        "|criminal gangs|drug traffickers|Sinaloa Cartel"
    ),
    "protesters": "protesters|demonstrators|student protesters|a crowd|rioters|marchers|an angry mob|strikers",
    "civilians": (
        "people|civilians|villagers|residents|children|a woman|students|worshippers|farmers|herders|a teacher"
        "|passengers|a bus driver|schoolgirls|migrants|refugees|displaced people|pilgrims|tourists|foreigners|Iraqis"
        "|Palestinians|Germans|mourners|a priest|hostages|detainees|market|school|hospital|church|mosque"
        "|school bus|houses|village|refugee camp|wedding party|tribal elders|shopkeepers|a doctor|lawyers"
        "|family members|oil workers|settlers|foreign nationals|Shi'ite pilgrims|Christians|activists"
    ),
    "officials": (
        "officials|the president|a minister|lawmaker|judge|provincial governor|mayor|diplomats|parliament|an embassy"
        "|courthouse|government|Afghan authorities|ministry official|candidate|spokesman|party leader|tax office"
        "|peace delegation|government employees|town hall|district chief|polling station|sub-prefect"
    ),
    "international_forces": (
        "peacekeepers|UN peacekeepers|NATO|NATO troops|ISAF|AMISOM|MONUSCO|African Union troops|coalition forces"
        "|U.S.-led forces|U.S-led coalition troops|foreign troops|UN convoy|U.N. base|UNIFIL|Saudi-led coalition"
    ),
    "aid_workers": (
        "aid workers|an aid convoy|Red Cross|Red Crescent employees|MSF|vaccinators|rescue workers|UNHCR|UN staff"
        "|paramedics|an ambulance|deminers|humanitarian workers|UNICEF vehicle"
    ),
    "journalists": "journalists|a reporter|photographer|television crew|newspaper editor|radio station|BBC journalist",
    "other": "oil pipeline|a bridge|power plant|an oil tanker|bank|human rights group|warehouse|European Union",
    "unknown": "gunmen|unidentified attackers|assailants|armed men|suspects|Mahmoud Abbas|Farkhunda|||   |armed groups",
}
CASES = [(phrase, kind) for kind, phrases in KINDS.items() for phrase in phrases.split("|")]


@pytest.mark.parametrize(("phrase", "kind"), CASES)
def test_a_phrase_has_the_kind_of_its_head_or_group(phrase: str, kind: str) -> None:
    assert party_kind(phrase, "TARGET" if kind != "officials" else "ACTOR") == kind


@pytest.mark.parametrize(
    ("phrase", "label", "kind"),
    [
        ("Israeli", "ATTACKER", "state_forces"),
        ("U.S.", "ATTACKER", "state_forces"),
        ("Russia", "ACTOR", "officials"),
        ("Moscow", "ACTOR", "officials"),
        ("Ukraine", "TARGET", "unknown"),
        ("United States", "TARGET", "unknown"),
        ("American", "TARGET", "civilians"),
        ("residents", "ATTACKER", "protesters"),
        ("residents", "TARGET", "civilians"),
        ("herders", "ATTACKER", "militia"),
        ("men", "ATTACKER", "unknown"),
        ("settlers", "ATTACKER", "civilians"),
        ("United Nations", "ATTACKER", "international_forces"),
        ("Kurds", "ATTACKER", "civilians"),
    ],
)
def test_the_label_settles_what_the_words_leave_open(phrase: str, label: str, kind: str) -> None:
    assert party_kind(phrase, label) == kind


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60), st.sampled_from(["ATTACKER", "TARGET", "ACTOR", ""]))
def test_any_text_has_a_known_kind(text: str, label: str) -> None:
    assert party_kind(text, label) in PARTY_KINDS


def test_a_long_chain_of_phrases_ends() -> None:
    assert party_kind("group of " * 3000 + "soldiers") == "non_state_armed_group"


def test_ordinary_words_are_no_groups() -> None:
    assert canonical("is") is None
    assert canonical("a model of the car") is None
    assert canonical("eta of the flight") is None


def test_every_group_has_a_known_kind_and_country() -> None:
    found = dict(groups())
    assert len({group.name for group in found.values()}) > 400
    assert {group.kind for group in found.values()} - {"state", "international_organization"} <= set(PARTY_KINDS)
    assert {group.country for group in found.values()} - {""} <= set(country_names())


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ISIS", "Islamic State"),
        ("Daesh", "Islamic State of Iraq and the Levant"),
        ("Taliban", "Taliban fighters"),
        ("Taleban insurgents", "Taliban militants"),
        ("al-Shabab", "Al Shabaab"),
        ("PKK", "Kurdistan Workers' Party"),
        ("Kurdistan Workers’ Party", "PKK militants"),
        ("FARC", "Revolutionary Armed Forces of Colombia"),
        ("Rapid Support Forces", "RSF"),
        ("soldiers", "Iraqi soldiers"),
        ("militants", "suspected militants"),
        ("Mahmoud Abbas", "Abbas"),
        ("Israeli", "Israeli army"),
        ("U.S.", "American forces"),
        ("Israel", "Israeli"),
        ("HRW", "Human Rights Watch"),
        ("policeman", "policemen"),
    ],
)
def test_aliases_and_shorter_words_name_one_party(a: str, b: str) -> None:
    assert same_party(a, b)
    assert same_party(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Hamas", "Hezbollah"),
        ("Iraqi army", "Iraqi police"),
        ("Israeli soldiers", "Lebanese soldiers"),
        ("police", "police station"),
        ("Taliban", "anti-Taliban protesters"),
        ("Hamas leader", "Hamas-run school"),
        ("al-Qaida", "al-Qaida in Iraq"),
        ("Pakistani Taliban", "Taliban"),
        ("Israeli", "Israelis injured"),
        ("farmers", "herders"),
        ("Arakan Army", "Arakan Rohingya Salvation Army"),
        ("", "soldiers"),
        ("Lebanon", "Israel"),
    ],
)
def test_different_parties_stay_apart(a: str, b: str) -> None:
    assert not same_party(a, b)
    assert not same_party(b, a)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=40), st.text(max_size=40))
def test_sameness_has_no_direction(a: str, b: str) -> None:
    assert same_party(a, b) == same_party(b, a)


def test_a_group_is_found_under_every_alias() -> None:
    names = {canonical(phrase) for phrase in ("ISIS", "ISIL militants", "Daesh", "the Islamic State group")}
    assert names == {"Islamic State"}
    assert canonical("villagers") is None


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("fighters of the Taleban", "Taliban"),
        ("Hamas leader", "Hamas"),
        ("IDF", "Israel Defense Forces"),
        ("U.N. peacekeepers", "United Nations"),
        ("Islamic State of Iraq and the Levant", "Islamic State"),
        ("Islamic State of Levant", "Islamic State"),
        ("anti-Taliban fighters", None),
        ("Hamas-run school", None),
        ("White House reporter", None),
        ("soldiers hunting the Taliban", None),
        ("residents fleeing from Boko Haram", None),
        ("Moscow", None),
        ("", None),
    ],
)
def test_a_group_is_named_by_its_first_name(phrase: str, name: str | None) -> None:
    assert canonical(phrase) == name


@pytest.mark.parametrize(
    ("phrase", "country"),
    [
        ("Iraqi soldiers", "IRQ"),
        ("U.S. Marines", "USA"),
        ("soldiers from Chad", "TCD"),
        ("members of the Papua New Guinea Defence Force", "PNG"),
        ("Revolutionary Guards", "IRN"),
        ("Afghan National Army", "AFG"),
        ("Moscow", "RUS"),
        ("Kandahar police", "AFG"),
        ("Israeli embassy in Turkey", "ISR"),
        ("Russian-backed Syrian government", "SYR"),
        ("Yemeni rebels", "YEM"),
        ("U.S.-led coalition", None),
        ("U.S.-led forces", None),
        ("pro-Iranian militia", None),
        ("Hezbollah", None),
        ("Islamic State of Iraq and the Levant", None),
        ("Taliban fighters", None),
        ("Indian and Pakistani soldiers", None),
        ("troops near Chad", None),
        ("Chad Miller", None),
        ("Abu Omar al-Iraqi", None),
        ("gunmen", None),
        ("", None),
    ],
)
def test_the_country_of_a_party_is_the_one_that_its_words_state(phrase: str, country: str | None) -> None:
    assert party_country(phrase, party_kind(phrase)) == country


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60))
def test_any_text_has_a_known_country_or_none(text: str) -> None:
    assert party_country(text) in {None, *country_names()}


TOML_FILE = """
[groups.militia]
"River Guard|RG|Guard of the River" = "MLI"
[groups.police]
"Blue Shield" = "MLI"
"""
CSV_FILE = """Name,Kind,Aliases,Country
River Guard,militia,RG; Guard of the River,MLI

"Blue Shield", police ,,MLI
"""


@pytest.mark.parametrize(
    ("name", "text"), [("own.toml", TOML_FILE), ("own.csv", CSV_FILE), ("own.CSV", "\ufeff" + CSV_FILE)]
)
def test_a_users_file_adds_groups(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    own = load_actors(tmp_path / name)
    assert party_kind("Guard of the River fighters", actors=own) == "militia"
    assert canonical("an RG commander", own) == "River Guard"
    assert same_party("RG", "River Guard", own)
    assert party_country("Blue Shield", actors=own) == "MLI"
    assert canonical("ISIS", own) == "Islamic State"


def test_own_groups_come_first_and_leave_other_tables_alone(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[groups.gang]\n"Islamic State|Caliphate" = ""\n"MIT" = ""\n', "utf-8")
    own = load_actors(path)
    assert [party_kind(words, actors=own) for words in ("ISIS", "Caliphate", "MIT")] == ["gang"] * 3
    assert same_party("Daesh", "Caliphate", own)
    assert [party_kind(words) for words in ("ISIS", "MIT")] == ["non_state_armed_group"] * 2
    assert not same_party("Daesh", "Caliphate")


def test_own_kinds_are_kept_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,kind\nAcme Watch,other\nGrey Line,unknown\n", "utf-8")
    own = load_actors(path)
    assert party_kind("Acme Watch", "ATTACKER", own) == "other"
    assert party_kind("Grey Line", "ATTACKER", own) == "unknown"


@pytest.mark.parametrize(
    ("name", "text", "line", "found"),
    [
        ("a.csv", "", 1, "an empty file"),
        ("a.csv", "name\nX", 1, "'name'"),
        ("a.csv", "name,kind,colour\nX,gang,red", 1, "colour"),
        ("a.csv", "name,kind,name\nX,gang,Y", 1, "name"),
        ("a.csv", "name,kind\nX,gang\n\nY,army", 4, "'army'"),
        ("a.csv", "name,kind,country\nX,gang,Iraq", 2, "'Iraq'"),
        ("a.csv", "name,kind\nX,gang,", 2, "3 cells"),
        ("a.csv", "name,kind\n-,gang", 2, "'-'"),
        ("a.csv", "name,kind\n,gang", 2, "''"),
        ("a.csv", 'name,aliases,kind\n"X\nY",,gang\nZ,x y,police', 4, "'x y' also in line 2"),
        ("a.csv", 'name,kind\n"X,gang', 2, "unexpected end"),
        ("a.toml", '[groups.army]\n"X" = ""', 1, "'army'"),
        ("a.toml", "\n[groups.army]", 2, "'army'"),
        ("a.toml", '[groups.gang]\n"X" = 1', 2, "found 1"),
        ("a.toml", '[groups.gang]\n"X||Y" = ""', 2, "''"),
        ("a.toml", '[groups.gang]\n\n"X" = "Iraq"', 3, "'Iraq'"),
        ("a.toml", "groups = 1", 1, "no [groups.KIND]"),
        ("a.toml", "[groups]\ngang = 1", 1, "found 1"),
        ("a.toml", "[groups.gang]\n[names]", 2, "'names'"),
        ("a.toml", "[groups.gang", 1, "Expected"),
        ("a.toml", '[groups.gang]\n"X|Y" = ""\n"Z|y" = ""', 3, "'y' also in line 2"),
    ],
)
def test_a_wrong_line_of_a_users_file_is_named(tmp_path: Path, name: str, text: str, line: int, found: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as error:
        load_actors(path)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert found in str(error.value)


def test_files_that_are_no_table_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (tmp_path / "a.csv").write_bytes(b"name,kind\n\xff,gang")
    with pytest.raises(InputError, match=r"ends in \.toml or \.csv"):
        load_actors(tmp_path / "a.txt")
    with pytest.raises(InputError, match="UTF-8"):
        load_actors(tmp_path / "a.csv")
    with pytest.raises(OSError, match="gone"):
        load_actors(tmp_path / "gone.csv")
