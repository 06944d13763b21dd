"""A larger gazetteer from a GeoNames dump (`allCountries.txt`, `IQ.txt` or a zip of one), indexed once into SQLite.

The dump's 19 columns are described at https://download.geonames.org/export/dump/readme.txt, its feature codes at
https://www.geonames.org/export/codes.html. The index lies beside the dump, or in the user's cache folder where that
cannot be written, and is made anew when the dump's size or time of change differ.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from inference.countries import alpha3_codes
from inference.gazetteer import Entry, admin1, fold, name_keys, without_article
from labels.errors import InputError, shorten

logger = logging.getLogger(__name__)

_FORMAT: Final = 1
"""Counts up when the tables of the index change, so that older ones are made anew."""
_COLUMNS: Final = 19
_LONGEST_LINE: Final = 1 << 20
_BATCH: Final = 20_000
_SHOWN: Final = 5

# Feature codes by what a place of news is: a town, a region or a spot; others (roads, wells, graves) are left out.
# The number stands for its people where the dump counts none: how well known such a place is beside its namesakes.
_PEOPLE: Final[Mapping[str, Mapping[str, int]]] = {
    "town": {
        **{"PPLC": 100_000, "PPLG": 100_000, "PPLA": 50_000, "PPLA2": 10_000, "PPLA3": 3_000, "PPLA4": 1_500},
        **dict.fromkeys(("PPL", "PPLA5", "PPLS", "PPLF", "PPLR", "STLMT"), 500),
        **dict.fromkeys(("PPLL", "PPLX", "PPLQ", "PPLW", "LCTY"), 200),
    },
    "region": {
        **{"ADM1": 500_000, "ADM2": 20_000, "ADM3": 400, "ADM4": 300, "ADM5": 200, "ADMD": 400},
        **dict.fromkeys(("TERR", "ZN", "ZNB", "LTER", "PRSH", "RGN", "RGNE", "RGNL", "AREA", "RESN", "PRK"), 400),
        **dict.fromkeys(("MTS", "HLLS", "VAL", "VALS", "PLN", "PLAT", "UPLD", "DSRT", "PEN", "DLTA", "GRGE"), 400),
        **dict.fromkeys(("ISL", "ISLS", "RDGE", "FRST", "LK", "LKS", "LKN", "LGN", "RSV", "MRSH", "SWMP"), 400),
        **dict.fromkeys(("BAY", "GULF", "STRT", "STM", "WAD", "CNL"), 300),
    },
    "site": {
        **dict.fromkeys(("AIRB", "AIRF", "AIRH", "AIRP", "BRKS", "INSM", "MILB", "FT", "PSTB", "PSTC", "PSTP"), 400),
        **dict.fromkeys(("CMP", "CMPRF", "PRN", "PP", "DAM", "BDG", "HBR", "PRT", "OILF", "OILR", "GASF"), 400),
        **dict.fromkeys(("PS", "PSH", "PSN", "CTRA", "SQR", "MKT", "MALL", "HTL", "HSP", "UNIV", "SCHC", "STDM"), 300),
        **dict.fromkeys(("MSQE", "CH", "MSTY", "CVNT", "PAL", "RSTN", "MN", "MNAU", "INDS"), 300),
        **dict.fromkeys(("MT", "PK", "HLL", "PASS"), 300),
    },
}

_SCHEMA: Final = """
create table meta (key text primary key, value text not null);
create table place (id integer primary key, name text not null, country text not null, latitude real not null,
    longitude real not null, kind text not null, people integer not null, admin1 text not null);
create table region (country text not null, code text not null, name text not null, primary key (country, code));
create table name (key text not null, place integer not null, main integer not null, primary key (key, place))
    without rowid;
create temp table staged (key text not null, place integer not null, main integer not null);
"""
# Keys that come in order fill the pages of the table one after the other, however large it is.
_SORT_NAMES: Final = "insert into name select key, place, max(main) from staged group by key, place order by key, place"
_FIND: Final = """
select place.id, place.name, place.country, latitude, longitude, kind, people, name.main, region.name
from name join place on place.id = name.place
left join region on region.country = place.country and region.code = place.admin1
where name.key = ? order by people desc, place.id
"""

_Place = tuple[int, str, str, float, float, str, int, str]
_Row = tuple[_Place, dict[str, bool], str]
"""A place, the keys that find it, and its feature code."""


class GeoNames:
    """The places of a GeoNames dump by name; see `inference.gazetteer.Gazetteer`. Serves the thread that made it."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self._database = sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)
        self.find = functools.lru_cache(maxsize=4096)(self._find)

    def _find(self, name: str) -> Sequence[Entry]:
        key = fold(name)
        return self._named(key) or self._named(without_article(key))

    def _named(self, key: str) -> tuple[Entry, ...]:
        rows = self._database.execute(_FIND, (key,))
        return tuple(
            Entry(name, country, latitude, longitude, kind, people, bool(main), f"geonames:{number}", region)
            for number, name, country, latitude, longitude, kind, people, main, region in rows
        )

    def close(self) -> None:
        """Let go of the index file."""
        self._database.close()


def open_gazetteer(dump: str | Path) -> GeoNames:
    """Return the gazetteer of a GeoNames dump, indexing it first where that has not been done since it changed.

    Lines that cannot be read are counted, passed over, and reported as a warning.

    :raises InputError: there is no such file, it is no dump, or no index can be written.
    """
    dump = Path(dump)
    if not dump.is_file():
        raise _no_dump("no such file", str(dump))
    try:
        stamp = _stamp(dump)
    except OSError as error:
        raise _no_dump(f"no readable file ({error.strerror or error})", str(dump)) from error
    places = _index_places(dump)
    for index in places:
        if _stamp_of(index) == stamp:
            return GeoNames(index)
    for index in places:
        try:
            index.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{index.name}.", dir=index.parent)
        except OSError:
            continue
        os.close(handle)
        try:
            _build(dump, Path(name), stamp)
            Path(name).replace(index)
        finally:
            Path(name).unlink(missing_ok=True)
        return GeoNames(index)
    folders = " or ".join(str(index.parent) for index in places)
    raise InputError("a folder for the index of places that can be written", folders, where=str(dump))


def _no_dump(found: str, where: str) -> InputError:
    return InputError(
        f"a GeoNames dump: lines of {_COLUMNS} columns separated by tabs, or a zip with one such file",
        found,
        where=where,
        remedy="take allCountries.zip or a country's file such as IQ.zip from download.geonames.org/export/dump",
    )


def _stamp(dump: Path) -> str:
    status = dump.stat()
    return f"{_FORMAT} {status.st_size} {status.st_mtime_ns}"


def _index_places(dump: Path) -> list[Path]:
    """Return where the index may lie: beside the dump, else in the cache folder under the dump's name and place."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "conflict-events"
    mark = hashlib.sha256(str(dump.resolve()).encode()).hexdigest()[:12]
    return [dump.with_name(f"{dump.name}.conflict-events.sqlite"), cache / f"{dump.name}-{mark}.sqlite"]


def _stamp_of(index: Path) -> str | None:
    """Return the stamp of the dump that an index was made from, None where there is no sound index."""
    if not index.is_file():
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)) as database:
            row = database.execute("select value from meta where key = 'stamp'").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def _build(dump: Path, index: Path, stamp: str) -> None:
    """Write the index of a dump; memory does not grow with its size."""
    logger.info("indexing the places of %s; this is done once", dump)
    with contextlib.closing(sqlite3.connect(index, isolation_level=None)) as database:
        # A build that is cut off leaves a file that nobody opens, so a journal would only cost time.
        database.executescript("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -65536;")
        database.executescript(_SCHEMA)
        database.execute("begin")
        read = kept = bad = 0
        first_bad = ""
        batch: list[_Row] = []
        for number, line in _numbered(dump):
            read = number
            try:
                row = _row(line)
            except ValueError as error:
                bad += 1
                first_bad = first_bad or f"{dump}:{number}"
                if bad <= _SHOWN:
                    logger.warning("%s:%d: passed over: %s", dump, number, error)
                continue
            if row is not None:
                kept += 1
                batch.append(row)
            if len(batch) == _BATCH:
                _insert(database, batch)
                batch.clear()
        _insert(database, batch)
        if not kept:
            raise _no_dump(f"no line with a place among {read}", first_bad or str(dump))
        database.execute(_SORT_NAMES)
        meta = {"stamp": stamp, "dump": dump.name, "lines": read, "places": kept, "passed over": bad}
        database.executemany("insert into meta values (?, ?)", [(key, str(value)) for key, value in meta.items()])
        database.execute("commit")
    if bad:
        logger.warning("%s: passed over %d of %d lines that are not lines of a GeoNames dump", dump, bad, read)
    logger.info("%s: indexed %d places of %d lines", dump, kept, read)


def _insert(database: sqlite3.Connection, batch: Sequence[_Row]) -> None:
    database.executemany("insert or replace into place values (?, ?, ?, ?, ?, ?, ?, ?)", [row[0] for row in batch])
    names = [(key, place[0], main) for place, keys, _ in batch for key, main in keys.items()]
    database.executemany("insert into staged values (?, ?, ?)", names)
    regions = [(place[2], place[7], place[1]) for place, _, code in batch if code == "ADM1"]
    database.executemany("insert or replace into region values (?, ?, ?)", regions)


def _numbered(dump: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a dump with their numbers, counted from 1; a line that never ends is cut into pieces."""
    try:
        with _opened(dump) as stream:
            yield from enumerate(iter(functools.partial(stream.readline, _LONGEST_LINE), b""), 1)
    except (OSError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _no_dump(f"a file that cannot be read to its end ({error})", str(dump)) from error


@contextlib.contextmanager
def _opened(dump: Path) -> Iterator[IO[bytes]]:
    if not zipfile.is_zipfile(dump):
        with dump.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(dump) as archive:
        names = [n for n in archive.namelist() if n.lower().endswith(".txt") and n.lower() != "readme.txt"]
        if len(names) != 1:
            raise _no_dump(f"a zip with {len(names)} such files", str(dump))
        with archive.open(names[0]) as member:
            yield member


@functools.cache
def _codes() -> dict[str, tuple[str, int]]:
    return {code: (kind, people) for kind, codes in _PEOPLE.items() for code, people in codes.items()}


@functools.cache
def _spellings() -> dict[int, str]:
    """Return GeoNames id -> the name that the tables give a first-level region."""
    return {int(number): name for name, number in admin1().values()}


def _row(line: bytes) -> _Row | None:
    """Return the place of a line, None where it is of a kind that is left out.

    :raises ValueError: the line is not one of a GeoNames dump; the text says what was expected and found.
    """
    try:
        cells = line.decode().rstrip("\r\n").split("\t")
    except UnicodeDecodeError:
        raise ValueError("expected text in UTF-8") from None
    if len(cells) != _COLUMNS:
        raise ValueError(f"expected {_COLUMNS} columns separated by tabs, found {len(cells)}")
    code, local = cells[7], cells[8]
    kind, people = _codes().get(code, ("", 0))
    country = alpha3_codes().get(local, "")
    if not kind or not local:
        return None
    if not country:
        raise ValueError(f"expected an ISO 3166 alpha-2 country code, found {shorten(local)}")
    number, latitude, longitude = _number(cells[0]), float(cells[4]), float(cells[5])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"expected degrees, found {latitude} and {longitude}")
    name, keys = name_keys(cells[1], [cells[2], *cells[3].split(",")], local)
    if fold(cells[2]):
        keys[fold(cells[2])] = True
    if not keys:
        raise ValueError("expected a name")
    if code == "ADM1":
        name = _spellings().get(number, name)
    people = _number(cells[14] or "0") or people
    return (number, name, country, latitude, longitude, kind, people, cells[10]), keys, code


def _number(cell: str) -> int:
    """Return a whole number that fits a column of SQLite.

    :raises ValueError: the cell holds none.
    """
    number = int(cell)
    if not 0 <= number < 1 << 53:
        raise ValueError(f"expected a number of 0 or more, found {shorten(cell)}")
    return number
