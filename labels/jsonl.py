"""Documents as JSON: objects to and from dictionaries, and JSON Lines files with errors that name the line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from labels.errors import InputError, shorten
from labels.record import (
    Candidate,
    Count,
    Document,
    Event,
    EventDate,
    Mention,
    PartCount,
    Party,
    Place,
    Sentence,
    Span,
    Weapon,
)

T = TypeVar("T")

# What DESIGN calls the format is always written; what only some stages know is written where it is known.
_OPTIONAL = frozenset(
    (
        *(
            "score",
            "scores",
            "mentions",
            "best",
            "qualifier",
            "rule",
            "part_of_day",
            "region",
            "status",
            "model",
            "kind",
        ),
        *("accounts", "groups", "alternatives", "claimed_by", "reasons"),
    )
)
# Of these classes, further keys are written where they are known: "name" is always written of a place.
_OPTIONAL_IN = {Party: frozenset(("name", "country")), Place: frozenset(("id",))}


def to_dict(document: Document) -> dict[str, Any]:
    """Return the JSON object of a document; layers that are not labelled are left out."""
    out: dict[str, Any] = {"id": document.id, "source": document.source, "published": document.published}
    out["text"] = document.text
    for name in ("spans", "sentences", "events"):
        layer = getattr(document, name)
        if layer is not None:
            out[name] = [plain(item) for item in layer]
    if document.model is not None:
        out["model"] = document.model
    out.update({key: value for key, value in document.extra.items() if key not in out})
    return out


def plain(item: Any) -> Any:  # noqa: ANN401 - JSON values are of any type
    """Return the JSON value of a part of a document, like an event or a count."""
    if isinstance(item, tuple):
        return [plain(x) for x in item]
    if not hasattr(item, "__dataclass_fields__"):
        return item
    out = {}
    optional = _OPTIONAL | _OPTIONAL_IN.get(type(item), frozenset())
    for f in fields(item):
        value = getattr(item, f.name)
        if f.name in optional and (value is None or value == ()):
            continue
        if f.name == "event_types" and value is None:
            continue
        out[f.name] = plain(value)
    return out


def from_dict(data: object) -> Document:
    """Read the JSON object of a document.

    :raises InputError: a field is missing, of the wrong type, or fails the checks of the record.
    """
    obj = _mapping(data, "a JSON object")
    spans, sentences, events = (_layer(obj, name) for name in ("spans", "sentences", "events"))
    known = {f.name for f in fields(Document)} - {"extra"}
    return Document(
        id=_get(obj, "id", str),
        text=_get(obj, "text", str),
        source=_get(obj, "source", str, None),
        published=_get(obj, "published", str, None),
        spans=None if spans is None else tuple(_each(spans, "spans", _span)),
        sentences=None if sentences is None else tuple(_each(sentences, "sentences", _sentence)),
        events=None if events is None else tuple(_each(events, "events", event_from_dict)),
        model=_get(obj, "model", str, None),
        extra={key: value for key, value in obj.items() if key not in known},
    )


_MISSING = object()


def _get(obj: Mapping[str, Any], key: str, kind: type[T], default: Any = _MISSING) -> Any:  # noqa: ANN401
    value = obj.get(key)
    if value is None:
        if default is _MISSING:
            raise InputError(f'a key "{key}"', f"an object with {shorten(sorted(obj), 80)}")
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        names = {str: "a string", int: "a whole number", list: "a list", dict: "an object"}
        raise InputError(f'"{key}" to be {names[kind]}', shorten(value))
    return value


def _number(obj: Mapping[str, Any], key: str) -> float | None:
    value = obj.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise InputError(f'"{key}" to be a number', shorten(value))
    return value


def _mapping(data: object, what: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise InputError(what, shorten(data))
    return data


def _layer(obj: Mapping[str, Any], name: str) -> list[Any] | None:
    value: list[Any] | None = _get(obj, name, list, None)
    return value


def _each(items: list[Any], name: str, read: Callable[[Mapping[str, Any]], T]) -> Iterator[T]:
    for i, item in enumerate(items):
        try:
            yield read(_mapping(item, "an object"))
        except InputError as error:
            raise InputError(f"in {name}[{i}] {error.expected}", error.found) from None


def _span(obj: Mapping[str, Any]) -> Span:
    return Span(_get(obj, "start", int), _get(obj, "end", int), _get(obj, "label", str), _number(obj, "score"))


def _sentence(obj: Mapping[str, Any]) -> Sentence:
    types = _get(obj, "event_types", list, None)
    scores = _get(obj, "scores", dict, None)
    return Sentence(
        _get(obj, "start", int),
        _get(obj, "end", int),
        None if types is None else _strings(types, "event_types"),
        None if scores is None else {key: _number(scores, key) or 0.0 for key in scores},
    )


def _strings(items: list[Any], name: str) -> tuple[str, ...]:
    for item in items:
        if not isinstance(item, str):
            raise InputError(f'"{name}" to hold strings', shorten(item))
    return tuple(items)


def _mentions(obj: Mapping[str, Any]) -> tuple[Mention, ...]:
    items = _get(obj, "mentions", list, [])
    for item in items:
        if not (isinstance(item, list) and len(item) == 2 and all(type(x) is int for x in item)):
            raise InputError('"mentions" to hold [start, end] pairs', shorten(item))
    return tuple((start, end) for start, end in items)


def count_from_dict(obj: Mapping[str, Any]) -> Count:
    """Read the JSON object of a count.

    :raises InputError: a field is of the wrong type, or fails the checks of the record.
    """
    numbers = {name: _get(obj, name, int, None) for name in ("min", "max", "best")}
    words = {name: _get(obj, name, str, None) for name in ("text", "qualifier", "rule")}
    return Count(
        **words,
        **numbers,
        mentions=_mentions(obj),
        accounts=_parts(obj, "accounts", _part_count),
        groups=_parts(obj, "groups", _part_count),
    )


def _part_count(obj: Mapping[str, Any]) -> PartCount:
    words = {name: _get(obj, name, str, None) for name in ("of", "text", "kind")}
    return PartCount(**words, min=_get(obj, "min", int, None), max=_get(obj, "max", int, None), mentions=_mentions(obj))


def _parts(obj: Mapping[str, Any], name: str, read: Callable[[Mapping[str, Any]], T]) -> tuple[T, ...]:
    return tuple(_each(_get(obj, name, list, []), name, read))


def _date(obj: Mapping[str, Any]) -> EventDate:
    names = ("text", "start", "end", "precision", "part_of_day", "rule")
    return EventDate(**{name: _get(obj, name, str, None) for name in names}, mentions=_mentions(obj))


def _place(obj: Mapping[str, Any]) -> Place:
    names = ("text", "name", "country", "precision", "region", "rule", "id")
    words = {name: _get(obj, name, str, None) for name in names}
    return Place(
        **words,
        latitude=_number(obj, "latitude"),
        longitude=_number(obj, "longitude"),
        mentions=_mentions(obj),
        score=_number(obj, "score"),
        alternatives=_parts(obj, "alternatives", _candidate),
    )


def _candidate(obj: Mapping[str, Any]) -> Candidate:
    return Candidate(
        id=_get(obj, "id", str),
        name=_get(obj, "name", str),
        country=_get(obj, "country", str, None),
        latitude=_number(obj, "latitude"),
        longitude=_number(obj, "longitude"),
        score=_number(obj, "score"),
    )


def _party(obj: Mapping[str, Any]) -> Party:
    words = {name: _get(obj, name, str, None) for name in ("kind", "name", "country")}
    return Party(_get(obj, "text", str), **words, mentions=_mentions(obj))


def _weapon(obj: Mapping[str, Any]) -> Weapon:
    return Weapon(_get(obj, "text", str), _mentions(obj))


def event_from_dict(obj: Mapping[str, Any]) -> Event:
    """Read the JSON object of an event record.

    :raises InputError: a field is missing, of the wrong type, or fails the checks of the record.
    """

    def part(name: str, read: Callable[[Mapping[str, Any]], T]) -> T | None:
        value = _get(obj, name, dict, None)
        return None if value is None else read(value)

    indexes = _get(obj, "sentences", list, [])
    for index in indexes:
        if type(index) is not int:
            raise InputError('"sentences" of an event to hold whole numbers', shorten(index))
    return Event(
        type=_get(obj, "type", str),
        date=part("date", _date),
        location=part("location", _place),
        attackers=_parts(obj, "attackers", _party),
        targets=_parts(obj, "targets", _party),
        killed=part("killed", count_from_dict),
        injured=part("injured", count_from_dict),
        captured=part("captured", count_from_dict),
        weapons=_parts(obj, "weapons", _weapon),
        sentences=tuple(indexes),
        score=_number(obj, "score"),
        status=_get(obj, "status", str, None),
        claimed_by=_get(obj, "claimed_by", str, None),
        reasons=_strings(_get(obj, "reasons", list, []), "reasons"),
    )


def dumps(document: Document) -> str:
    """Return a document as one line of JSON, without the line end."""
    return json.dumps(to_dict(document), ensure_ascii=False)


def loads(line: str) -> Document:
    """Read a document from one line of JSON.

    :raises InputError: the line is not JSON or not a document.
    """
    try:
        data = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InputError("a JSON object", f"{shorten(line.strip())} ({error})") from None
    return from_dict(data)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def scan(path: Path) -> Iterator[Document | InputError]:
    """Read a JSON Lines file line by line: a document, or the error of a line that is none.

    Blank lines are passed over; a second document with the same id is an error.

    :raises OSError: the file cannot be read.
    """
    seen: dict[str, int] = {}
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            try:
                document = loads(_utf8(raw, first=number == 1))
                if document.id in seen:
                    raise InputError("each id once", f"{shorten(document.id)} also in line {seen[document.id]}")
            except InputError as error:
                yield error.at(f"{path}:{number}")
                continue
            seen[document.id] = number
            yield document


def _utf8(raw: bytes, *, first: bool) -> str:
    try:
        return raw.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError as error:
        remedy = "save the file as UTF-8"
        raise InputError("UTF-8", f"byte 0x{raw[error.start]:02x} at byte {error.start}", remedy=remedy) from None


def read(path: Path) -> list[Document]:
    """Read all documents of a JSON Lines file.

    :raises InputError: at the first line that is no document.
    :raises OSError: the file cannot be read.
    """
    documents = []
    for item in scan(path):
        if isinstance(item, InputError):
            raise item
        documents.append(item)
    return documents


def write(path: Path, documents: Iterable[Document]) -> None:
    """Write documents as JSON Lines.

    :raises OSError: the file cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            file.write(dumps(document) + "\n")
