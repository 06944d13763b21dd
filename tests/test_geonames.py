"""A GeoNames dump as a gazetteer: what is indexed and found, when it is indexed, and what bad lines do."""

from __future__ import annotations

import logging
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference import geonames
from inference.geonames import GeoNames, open_gazetteer
from inference.places import resolve_places
from labels.errors import InputError


def line(
    number: int,
    name: str,
    latitude: float,
    longitude: float,
    code: str,
    country: str = "IQ",
    admin1: str = "13",
    people: int = 0,
    others: str = "",
) -> str:
    ascii_name = name.encode("ascii", "ignore").decode()
    cells = [
        number,
        name,
        ascii_name,
        others,
        latitude,
        longitude,
        code[0],
        code,
        country,
        "",
        admin1,
        "",
        "",
        "",
        people,
    ]
    return "\t".join(map(str, [*cells, "", 0, "Asia/Baghdad", "2024-01-01"]))


# All invented, but for the first-level regions.
LINES = [
    line(98410, "Kirkūk", 35.4, 44.2, "ADM1", people=1_200_000),
    line(92877, "Nīnawá", 36.2, 42.4, "ADM1", admin1="15"),
    line(901, "Tall Zardak", 35.61, 44.11, "PPL", others="Tell Zardak,تل زردك,tl zrdk"),
    line(902, "Qasbat Umar", 35.2, 44.3, "PPL"),
    line(903, "Qasbat Umar", 36.4, 42.2, "PPL", admin1="15", people=900),
    line(904, "Qasbat Umar", 33.1, 36.2, "PPL", country="SY", admin1="06", people=5_000),
    line(905, "Al Marsuk Air Base", 35.5, 44.6, "AIRB"),
    line(906, "Jabal Marsuk", 35.4, 44.7, "MTS"),
    line(907, "Zardak Road", 35.4, 44.7, "RD"),
    line(908, "Laylan", 35.3271, 44.5163, "PPLA3", people=9_000),
    line(912, "Middle East", 35.41, 44.41, "PPLX"),
    line(909, "Nowhere Basin", 10.0, 50.0, "SEA", country=""),
]


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return write(tmp_path / "IQ.txt", LINES)


def test_a_village_that_the_tables_lack_is_resolved_with_region_and_id(dump: Path) -> None:
    assert resolve_places(["Tell Zardak"], ["Iraqi police"])[0].name is None
    place = resolve_places(["Tell Zardak"], ["Iraqi police"], open_gazetteer(dump))[0]
    assert (place.name, place.country, place.region, place.precision) == ("Tall Zardak", "IRQ", "Kirkuk", "town")
    assert (place.latitude, place.longitude, place.id, place.score) == (35.61, 44.11, "geonames:901", 1.0)


@pytest.mark.parametrize(
    ("texts", "parties", "number"),
    [
        (["Qasbat Umar"], ["Iraqi police"], 903),
        (["Qasbat Umar", "Kirkuk"], ["Iraqi police"], 902),
        (["Mosul", "Qasbat Umar"], ["Iraqi police"], 903),
        (["Qasbat Umar"], ["Syrian army", "Damascus"], 904),
        (["Qasbat Umar, Kirkuk province"], [], 902),
    ],
)
def test_namesakes_are_settled_by_the_article(dump: Path, texts: list[str], parties: list[str], number: int) -> None:
    found = resolve_places(texts, parties, open_gazetteer(dump))
    place = next(place for place in found if place.name == "Qasbat Umar")
    assert place.id == f"geonames:{number}"
    shares = [place.score or 0, *(other.score or 0 for other in place.alternatives)]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.0001


def test_namesakes_that_nothing_settles_stay_open_but_are_listed(dump: Path) -> None:
    place = resolve_places(["Qasbat Umar"], [], open_gazetteer(dump))[0]
    assert (place.name, place.id, place.latitude) == (None, None, None)
    assert [other.id for other in place.alternatives] == ["geonames:904", "geonames:903", "geonames:902"]


@pytest.mark.parametrize(
    ("text", "number", "precision"),
    [("Marsuk air base", 905, "exact"), ("the Marsuk Mountains", None, None), ("Jabal Marsuk", 906, "region")],
)
def test_kinds_of_place_give_the_precision(dump: Path, text: str, number: int | None, precision: str | None) -> None:
    place = resolve_places([text], ["Iraqi army"], open_gazetteer(dump))[0]
    assert (place.id, place.precision) == (number and f"geonames:{number}", precision)


def test_a_town_of_the_tables_gets_the_degrees_and_id_of_the_dump(dump: Path) -> None:
    place = resolve_places(["Laylan area", "Kirkuk", "Iraq"], [], open_gazetteer(dump))[0]
    assert (place.name, place.country, place.region) == ("Laylan", "IRQ", "Kirkuk")
    assert (place.latitude, place.longitude, place.id) == (35.3271, 44.5163, "geonames:908")


def test_parts_of_the_world_are_not_looked_up(dump: Path) -> None:
    gazetteer = open_gazetteer(dump)
    assert gazetteer.find("Middle East")
    assert resolve_places(["Middle East"], ["Iraqi army"], gazetteer)[0].id is None


def test_regions_of_the_tables_keep_their_ids(dump: Path) -> None:
    place = resolve_places(["Kirkuk province"], ["Iraqi army"], open_gazetteer(dump))[0]
    assert (place.id, place.alternatives) == ("regions:IRQ/Kirkuk", ())


def test_names_are_found_however_they_are_spelled(dump: Path) -> None:
    gazetteer = open_gazetteer(dump)
    for name in ("Tall Zardak", "tall-zardak", "TELL ZARDAK", "Al-Marsuk air base", "Marsuk Air Base", "Kirkūk"):
        assert gazetteer.find(name), name
    for name in ("Zardak Road", "Nowhere Basin", "tl zrdk", "", "'; drop table place; --"):
        assert not gazetteer.find(name), name


def test_the_index_is_kept_until_the_dump_changes(dump: Path) -> None:
    index = open_gazetteer(dump).index
    written = index.stat().st_mtime_ns, index.stat().st_ino
    assert (open_gazetteer(dump).index.stat().st_mtime_ns, index.stat().st_ino) == written
    write(dump, [*LINES, line(910, "Birkat Sul", 35.0, 44.0, "PPL")])
    assert open_gazetteer(dump).find("Birkat Sul")
    assert {path.name for path in dump.parent.iterdir()} == {"IQ.txt", index.name}


def test_a_change_of_time_alone_is_a_change(dump: Path) -> None:
    index = open_gazetteer(dump).index
    before = index.stat().st_ino
    write(dump, [row.replace("Tall Zardak", "Tall Zardik") for row in LINES])
    os.utime(dump, ns=(1, 1))
    assert open_gazetteer(dump).find("Tall Zardik")
    assert index.stat().st_ino != before


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 100])
def test_a_broken_index_is_made_anew(dump: Path, content: bytes) -> None:
    index = open_gazetteer(dump).index
    index.write_bytes(content)
    assert open_gazetteer(dump).find("Tall Zardak")


def test_an_index_of_an_older_form_is_made_anew(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_gazetteer(dump).index
    before = index.stat().st_ino
    monkeypatch.setattr(geonames, "_FORMAT", 99)
    assert open_gazetteer(dump).index.stat().st_ino != before


def test_the_index_goes_to_the_cache_folder_where_the_dump_is_read_only(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    make = geonames.tempfile.mkstemp

    def refuse(prefix: str, dir: Path) -> tuple[int, str]:  # noqa: A002
        if dir == dump.parent:
            raise PermissionError(13, "Permission denied")
        return make(prefix=prefix, dir=dir)

    monkeypatch.setattr(geonames.tempfile, "mkstemp", refuse)
    gazetteer = open_gazetteer(dump)
    assert gazetteer.index.parent == cache / "conflict-events"
    assert gazetteer.find("Tall Zardak")


def test_bad_lines_are_named_counted_and_passed_over(dump: Path, caplog: pytest.LogCaptureFixture) -> None:
    bad = [
        "three\tcells\tonly",
        line(911, "Too Far", 95.0, 44.0, "PPL"),
        line(920, "No Land", 35.0, 44.0, "PPL", country="Q1"),
        line(913, "No Number", 35.0, 44.0, "PPL").replace("913", "x"),
        line(914, "Many", 35.0, 44.0, "PPL", people=-4),
        "",
    ]
    write(dump, [*LINES[:3], *bad, *LINES[3:]])
    with caplog.at_level(logging.WARNING):
        gazetteer = open_gazetteer(dump)
    assert gazetteer.find("Tall Zardak")
    assert gazetteer.find("Laylan")
    assert not gazetteer.find("Too Far")
    assert f"{dump}:4: passed over: expected 19 columns separated by tabs, found 3" in caplog.messages[0]
    assert f"passed over {len(bad)} of {len(LINES) + len(bad)} lines" in caplog.messages[-1]


def test_bytes_that_are_not_text_are_passed_over(dump: Path) -> None:
    dump.write_bytes(b"\xff\xfe\t\n" + "\n".join(LINES).encode() + b"\r\n")
    assert open_gazetteer(dump).find("Laylan")


def test_a_file_without_a_place_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "notes.txt", ["some notes", "and more"])
    with pytest.raises(InputError, match=r"notes\.txt:1: expected a GeoNames dump.*found no line with a place among 2"):
        open_gazetteer(path)
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.txt", tmp_path, ""):
        with pytest.raises(InputError, match="found no such file"):
            open_gazetteer(path)


def test_a_zip_is_read_without_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "IQ.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "about the columns")
        archive.writestr("IQ.txt", "\n".join(LINES))
    assert open_gazetteer(path).find("Tall Zardak")
    assert {found.suffix for found in tmp_path.iterdir()} == {".zip", ".sqlite"}


@pytest.mark.parametrize("names", [[], ["readme.txt"], ["IQ.txt", "SY.txt"]])
def test_a_zip_needs_one_dump(tmp_path: Path, names: list[str]) -> None:
    path = tmp_path / "IQ.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "\n".join(LINES))
    with pytest.raises(InputError, match="a zip with"):
        open_gazetteer(path)


def test_a_zip_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "IQ.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("IQ.txt", "\n".join(LINES))
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read to its end"):
        open_gazetteer(path)
    assert list(tmp_path.iterdir()) == [path]


def test_the_index_cannot_be_written_through(dump: Path) -> None:
    gazetteer = open_gazetteer(dump)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        gazetteer._database.execute("delete from place")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> GeoNames:
    return open_gazetteer(write(tmp_path_factory.mktemp("dump") / "IQ.txt", LINES))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=30), max_size=3))
def test_any_text_keeps_its_words(opened: GeoNames, texts: list[str]) -> None:
    found = resolve_places(texts, ["Iraqi police"], opened)
    assert [place.text for place in found] == texts
    assert all((place.id is None) == (place.score is None) for place in found)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 18), st.text(max_size=20))
def test_a_line_with_any_cell_is_sound_left_out_or_bad(at: int, cell: str) -> None:
    cells = LINES[2].split("\t")
    cells[at] = cell
    try:
        row = geonames._row("\t".join(cells).encode("utf-8", "surrogatepass"))
    except ValueError:
        return
    if row is not None:
        (number, _, country, latitude, longitude, kind, people, _), keys, _ = row
        assert number >= 0
        assert people >= 0
        assert country == "IRQ" or at == 8
        assert kind == "town" or (at in (6, 7) and kind in ("town", "site", "region", "country"))
        assert abs(latitude) <= 90
        assert abs(longitude) <= 180
        assert keys
        assert "" not in keys
