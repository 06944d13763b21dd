"""The merged record: one event of the real world with all reports of it, and its JSON form.

The fields of the event are those of `labels.record.Event`. Offsets (`mentions`) and sentence numbers belong to one
text, so they stand with the reports and their tolls, and never in the merged fields.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from labels import jsonl
from labels.errors import InputError, shorten
from labels.record import Count, Event, iso_date

COUNTS: Final = ("killed", "injured", "captured")

_OWN: Final = ("sources", "tolls", "reasons", "near_misses")


@dataclass(frozen=True, slots=True)
class Report:
    """One article's record of the event: number `event` (from 0) among the events of `document`.

    `type`, `score` and `sentences` are as that record has them.
    """

    document: str
    event: int
    type: str
    source: str | None = None
    published: str | None = None
    score: float | None = None
    sentences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Toll:
    """What one report counts; the offsets in the counts are those of its document."""

    document: str
    event: int
    published: str | None = None
    killed: Count | None = None
    injured: Count | None = None
    captured: Count | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Two reports compared: the score from 0 to 1, what speaks for one event, what against, and what came of it."""

    document: str
    event: int
    other_document: str
    other_event: int
    score: float
    facts: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class MergedEvent:
    """One event of the real world.

    `event` has the best known value of each field, its counts being those of the latest report that has them.
    `sources` and `tolls` are in the order of publication, undated ones first. `reasons` has one entry for each
    report after the first, `near_misses` the reports that came close and stayed apart, closest first; there,
    `document` and `event` are of this record, `other_document` and `other_event` of another.
    """

    event: Event
    sources: tuple[Report, ...]
    tolls: tuple[Toll, ...] = ()
    reasons: tuple[Match, ...] = ()
    near_misses: tuple[Match, ...] = ()

    def __post_init__(self) -> None:
        if not self.sources:
            raise InputError("at least one source of a merged event", "none")


def to_dict(merged: MergedEvent) -> dict[str, Any]:
    """Return the JSON object of a merged event: the fields of the event beside `sources` and the rest."""
    out: dict[str, Any] = jsonl.plain(merged.event)
    del out["sentences"]
    out["sources"] = [_row(report) for report in merged.sources]
    out["tolls"] = [_toll_to_dict(toll) for toll in merged.tolls]
    out["reasons"] = [_row(match) for match in merged.reasons]
    out["near_misses"] = [_row(match) for match in merged.near_misses]
    return out


def _row(item: Report | Match) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(item).items()}


def dumps(merged: MergedEvent) -> str:
    """Return a merged event as one line of JSON, without the line end."""
    return json.dumps(to_dict(merged), ensure_ascii=False)


def _toll_to_dict(toll: Toll) -> dict[str, Any]:
    counts = {name: getattr(toll, name) for name in COUNTS}
    head = {"document": toll.document, "event": toll.event, "published": toll.published}
    return head | {name: jsonl.plain(count) for name, count in counts.items()}


def from_dict(data: object) -> MergedEvent:
    """Read the JSON object of a merged event.

    :raises InputError: a field is missing, of the wrong type, or fails the checks of the record.
    """
    if not isinstance(data, dict):
        raise InputError("a merged event as a JSON object", shorten(data))
    rows = {name: [_mapping(row, name) for row in _list(data, name)] for name in _OWN}
    fields = {key: value for key, value in data.items() if key not in (*_OWN, "sentences")}
    return MergedEvent(
        event=jsonl.event_from_dict(fields),
        sources=tuple(_report(row) for row in rows["sources"]),
        tolls=tuple(_toll(row) for row in rows["tolls"]),
        reasons=tuple(_match(row) for row in rows["reasons"]),
        near_misses=tuple(_match(row) for row in rows["near_misses"]),
    )


def loads(line: str) -> MergedEvent:
    """Read a merged event from one line of JSON.

    :raises InputError: the line is not JSON or not a merged event.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError("a JSON object", f"{shorten(line.strip())} ({error})") from None
    return from_dict(data)


def _report(row: Mapping[str, Any]) -> Report:
    sentences = tuple(_list(row, "sentences"))
    if any(type(index) is not int for index in sentences):
        raise InputError('"sentences" of a source to hold whole numbers', shorten(sentences))
    words = {name: _value(row, name, str, None) for name in ("source", "published")}
    head = {"document": _value(row, "document", str), "event": _value(row, "event", int)}
    score = None if row.get("score") is None else _number(row, "score")
    return Report(**head, type=_value(row, "type", str), **words, score=score, sentences=sentences)


def _toll(row: Mapping[str, Any]) -> Toll:
    published = _value(row, "published", str, None)
    if published is not None:
        iso_date(published, "published")
    rows = {name: row.get(name) for name in COUNTS}
    counts = {name: None if n is None else jsonl.count_from_dict(_mapping(n, name)) for name, n in rows.items()}
    return Toll(_value(row, "document", str), _value(row, "event", int), published, **counts)


def _match(row: Mapping[str, Any]) -> Match:
    names = {name: _value(row, name, str) for name in ("document", "other_document", "verdict")}
    numbers = {name: _value(row, name, int) for name in ("event", "other_event")}
    facts, against = _strings(row, "facts"), _strings(row, "against")
    return Match(**names, **numbers, score=_number(row, "score"), facts=facts, against=against)


def _strings(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    items = _list(row, key)
    if not all(isinstance(item, str) for item in items):
        raise InputError(f'"{key}" to hold strings', shorten(items))
    return tuple(items)


_MISSING: Final = object()


def _value(row: Mapping[str, Any], key: str, kind: type, default: Any = _MISSING) -> Any:  # noqa: ANN401
    value = row.get(key)
    if value is None and default is not _MISSING:
        return default
    if not isinstance(value, kind) or isinstance(value, bool):
        raise InputError(f'"{key}" to be {"a string" if kind is str else "a whole number"}', shorten(value))
    return value


def _number(row: Mapping[str, Any], key: str) -> float:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InputError(f'"{key}" to be a number between 0 and 1', shorten(value))
    return value


def _list(row: Mapping[str, Any], key: str) -> list[Any]:
    value = row.get(key)
    if not isinstance(value, list):
        raise InputError(f'"{key}" to be a list', shorten(value))
    return value


def _mapping(row: object, name: str) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise InputError(f'"{name}" to hold objects', shorten(row))
    return row
