"""Reads a user's own list of armed groups and other parties, which comes before the one of the package."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inference.countries import country_names
from inference.groups import ActorTable, named
from inference.phrases import tokens
from labels.errors import InputError, shorten
from labels.record import PARTY_KINDS

_COLUMNS: Final = ("name", "aliases", "kind", "country")
_AT_LINE: Final = re.compile(r"at line (\d+)")
_SEPARATORS: Final = re.compile(r"[|;]")


@dataclass(frozen=True, slots=True)
class _Row:
    """A group as a file states it, and the number of its line."""

    names: tuple[str, ...]
    kind: str
    country: str
    line: int


def load_actors(path: str | Path) -> ActorTable:
    """Read a user's file of parties; its names come before those of the package.

    A `.csv` file has the columns `name`, `aliases` (parted by "|" or ";"), `kind` and `country`, of which `aliases`
    and `country` may be left out. A `.toml` file has the form of the package's own table::

        [groups.militia]
        "River Guard|RG|Guard of the River" = "MLI"

    `kind` is one of `labels.record.PARTY_KINDS`; `country` is an ISO 3166 alpha-3 code or empty, of the state whose
    forces or offices a party is, or where an armed group fights. A name in capitals of at most five letters is found
    in capitals only.

    :raises InputError: the file is no such list; the message names file and line.
    :raises OSError: the file cannot be read.
    """
    path = Path(path)
    readers = {".toml": _toml_rows, ".csv": _csv_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError("a file of parties that ends in .toml or .csv", shorten(path.name), where=str(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("UTF-8 text", f"byte {error.object[error.start]:#04x}", where=str(path)) from None
    rows = [_checked(row, f"{path}:{row.line}") for row in reader(text, path)]
    _check_unique(rows, path)
    return ActorTable(pair for row in rows for pair in named(list(row.names), row.kind, row.country))


def _toml_rows(text: str, path: Path) -> Iterator[_Row]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = at[1] if at else len(text.splitlines())
        raise InputError("TOML", str(error), where=f"{path}:{line}") from None
    groups = content.get("groups")
    extra = next((key for key in content if key != "groups"), None)
    if not isinstance(groups, dict) or extra is not None:
        where = f"{path}:{_line_of(text, extra)}" if extra else f"{path}:1"
        raise InputError("tables [groups.KIND] and nothing else", shorten(extra or "no [groups.KIND]"), where=where)
    for kind, rows in groups.items():
        where = f"{path}:{_line_of(text, f'groups.{kind}')}"
        if not isinstance(rows, dict):
            raise InputError(f"[groups.{kind}] to be a table", shorten(rows), where=where)
        _check_kind(kind, where)
        for names, country in rows.items():
            line = _line_of(text, names)
            if not isinstance(country, str):
                raise InputError('"Name|alias" = "country code or empty"', shorten(country), where=f"{path}:{line}")
            yield _Row(tuple(name.strip() for name in names.split("|")), kind, country, line)


def _line_of(text: str, key: str) -> int:
    """Return the number of the first line that holds a key; 1 where it is written with escapes."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if key in line), 1)


def _csv_rows(text: str, path: Path) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] | None = None
    last = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InputError("CSV", str(error), where=f"{path}:{reader.line_num}") from None
        if cells is None:
            break
        first, last = last + 1, reader.line_num
        if columns is None:
            columns = _columns(cells, f"{path}:{first}")
        elif any(cell.strip() for cell in cells):
            if len(cells) != len(columns):
                found = f"{len(cells)} cells"
                raise InputError(f"{len(columns)} cells as in the first line", found, where=f"{path}:{first}")
            cell = dict(zip(columns, (value.strip() for value in cells), strict=True))
            aliases = [alias.strip() for alias in _SEPARATORS.split(cell.get("aliases", "")) if alias.strip()]
            yield _Row((cell["name"], *aliases), cell["kind"], cell.get("country", ""), first)
    if columns is None:
        raise InputError(f"a first line with the columns {', '.join(_COLUMNS)}", "an empty file", where=f"{path}:1")


def _columns(cells: list[str], where: str) -> list[str]:
    columns = [cell.strip().casefold() for cell in cells]
    missing = {"name", "kind"} - {*columns}
    unknown = {*columns} - {*_COLUMNS}
    if missing or unknown or len({*columns}) < len(columns):
        expected = "the columns name, aliases, kind and country; the second and the last may be left out"
        raise InputError(expected, shorten(",".join(cells)), where=where)
    return columns


def _check_kind(kind: str, where: str) -> None:
    if kind not in PARTY_KINDS:
        raise InputError(f"a kind that is one of {', '.join(PARTY_KINDS)}", shorten(kind), where=where)


def _checked(row: _Row, where: str) -> _Row:
    _check_kind(row.kind, where)
    if row.country and row.country not in country_names():
        raise InputError("a country as an ISO 3166 alpha-3 code or nothing", shorten(row.country), where=where)
    for name in row.names:
        if not tokens(name):
            raise InputError("a name with letters", shorten(name), where=where)
    return row


def _check_unique(rows: list[_Row], path: Path) -> None:
    seen: dict[tuple[str, ...], _Row] = {}
    for row in rows:
        for name in row.names:
            other = seen.setdefault(tuple(token.key for token in tokens(name)), row)
            if other is not row:
                raise InputError(
                    "each name of one party only",
                    f"{shorten(name)} also in line {other.line}",
                    where=f"{path}:{row.line}",
                )
