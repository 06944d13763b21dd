"""The one record: a document with its spans, sentences and events, as input, gold label and prediction alike.

Offsets are characters into `Document.text`, end exclusive. `None` means "not labelled" or "not known"; an empty
tuple means "labelled, and nothing there". Scores take no part in comparison, so gold and prediction compare.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from labels.errors import InputError, shorten
from labels.schema import EVENT_TYPES, SPAN_LABELS

PARTY_KINDS: Final = (
    "state_forces",
    "police",
    "non_state_armed_group",
    "militia",
    "gang",
    "protesters",
    "civilians",
    "officials",
    "international_forces",
    "aid_workers",
    "journalists",
    "other",
    "unknown",
)
DATE_PRECISIONS: Final = ("day", "week", "month", "year")
PLACE_PRECISIONS: Final = ("exact", "town", "region", "country")
STATUSES: Final = ("reported", "claimed", "denied", "alleged")

Mention = tuple[int, int]
"""The (start, end) offsets of the words that a field came from."""


def _member(value: object, known: Collection[str], what: str) -> None:
    if value not in known:
        raise InputError(f"{what} to be one of {', '.join(known)}", shorten(value))


def _score(value: float | None) -> None:
    if value is not None and not 0.0 <= value <= 1.0:
        raise InputError("a score between 0 and 1", shorten(value))


def _offsets(start: int, end: int, what: str) -> None:
    if not 0 <= start < end:
        raise InputError(f"{what} offsets with 0 <= start < end", f"start {start} and end {end}")


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of text; `label` is one of `SPAN_LABELS`, `score` its probability of being right."""

    start: int
    end: int
    label: str
    score: float | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        _offsets(self.start, self.end, "span")
        _member(self.label, SPAN_LABELS, "span label")
        _score(self.score)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or headline with the types of the events it reports; `event_types` is None where not labelled."""

    start: int
    end: int
    event_types: tuple[str, ...] | None = None
    scores: Mapping[str, float] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        _offsets(self.start, self.end, "sentence")
        for name in self.event_types or ():
            _member(name, EVENT_TYPES, "event type")
        if len(set(self.event_types or ())) < len(self.event_types or ()):
            raise InputError("each event type once in a sentence", shorten(self.event_types))
        for name, value in (self.scores or {}).items():
            _member(name, EVENT_TYPES, "event type in scores")
            _score(value)


def _bounds(low: int | None, high: int | None) -> None:
    for name, value in (("min", low), ("max", high)):
        if value is not None and value < 0:
            raise InputError(f"count {name} of 0 or more", str(value))
    if low is not None and high is not None and low > high:
        raise InputError("a count with min <= max", f"min {low} and max {high}")


@dataclass(frozen=True, slots=True)
class PartCount:
    """A number behind a count: what one source says of it, or how many of one group are in it.

    `of` is the source or the group in the words of the text, None where the text names none; `kind` is the kind of
    a group, one of `PARTY_KINDS`.
    """

    of: str | None
    text: str | None
    min: int | None
    max: int | None
    kind: str | None = field(default=None, compare=False)
    mentions: tuple[Mention, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        _bounds(self.min, self.max)
        if self.kind is not None:
            _member(self.kind, PARTY_KINDS, "kind of a group")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people: at least `min`, at most `max`; None leaves that side open.

    `accounts`: what each source says, where sources differ; the bounds of the count then cover all of them.
    `groups`: how many of each group the text counts among them.
    """

    text: str | None
    min: int | None
    max: int | None
    best: int | None = field(default=None, compare=False)
    qualifier: str | None = field(default=None, compare=False)
    rule: str | None = field(default=None, compare=False)
    mentions: tuple[Mention, ...] = field(default=(), compare=False)
    accounts: tuple[PartCount, ...] = field(default=(), compare=False)
    groups: tuple[PartCount, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        _bounds(self.min, self.max)


@dataclass(frozen=True, slots=True)
class EventDate:
    """When: the words, and where they can be resolved the first and last day in ISO format, both inclusive."""

    text: str | None
    start: str | None = None
    end: str | None = None
    precision: str | None = None
    part_of_day: str | None = field(default=None, compare=False)
    rule: str | None = field(default=None, compare=False)
    mentions: tuple[Mention, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for value in (self.start, self.end):
            if value is not None:
                iso_date(value, "event date")
        if self.start and self.end and self.start > self.end:
            raise InputError("an event date with start <= end", f"start {self.start} and end {self.end}")
        if self.precision is not None:
            _member(self.precision, DATE_PRECISIONS, "date precision")


def _degrees(latitude: float | None, longitude: float | None) -> None:
    for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and not -limit <= value <= limit:
            raise InputError(f"{name} between -{limit} and {limit} degrees", str(value))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A gazetteer entry that a place name may stand for; `score` is its share among the entries of that name."""

    id: str
    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    score: float | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        _degrees(self.latitude, self.longitude)
        _score(self.score)


@dataclass(frozen=True, slots=True)
class Place:
    """Where: the words, and where they can be resolved the name, ISO 3166 alpha-3 country and degrees.

    `id` names the gazetteer and the entry in it, `score` is the entry's share among those of that name, and
    `alternatives` are the runners-up, most likely first.
    """

    text: str | None
    name: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: str | None = None
    region: str | None = field(default=None, compare=False)
    rule: str | None = field(default=None, compare=False)
    mentions: tuple[Mention, ...] = field(default=(), compare=False)
    id: str | None = field(default=None, compare=False)
    score: float | None = field(default=None, compare=False)
    alternatives: tuple[Candidate, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        _degrees(self.latitude, self.longitude)
        _score(self.score)
        if self.precision is not None:
            _member(self.precision, PLACE_PRECISIONS, "place precision")


@dataclass(frozen=True, slots=True)
class Party:
    """A participant of an event, by the fullest words that name it.

    `name` is the first name of a known group whatever alias the text uses, `country` the ISO 3166 alpha-3 code of
    the state that the party is of, where the words or the table of groups say so.
    """

    text: str
    kind: str | None = None
    mentions: tuple[Mention, ...] = field(default=(), compare=False)
    name: str | None = field(default=None, compare=False)
    country: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.kind is not None:
            _member(self.kind, PARTY_KINDS, "party kind")


@dataclass(frozen=True, slots=True)
class Weapon:
    """A means that was used, by the words that name it."""

    text: str
    mentions: tuple[Mention, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """One real-world event; `sentences` are indexes into `Document.sentences` of those that report it.

    `status` tells how sure the text is that it happened; `claimed_by` who claims it or the responsibility for it, where
    the text says so, whatever the status. `reasons`: why each sentence after the first was taken to report this event.
    """

    type: str
    date: EventDate | None = None
    location: Place | None = None
    attackers: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    killed: Count | None = None
    injured: Count | None = None
    captured: Count | None = None
    weapons: tuple[Weapon, ...] = ()
    sentences: tuple[int, ...] = ()
    score: float | None = field(default=None, compare=False)
    status: str | None = field(default=None, compare=False)
    claimed_by: str | None = field(default=None, compare=False)
    reasons: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        _member(self.type, EVENT_TYPES, "event type")
        _score(self.score)
        if self.status is not None:
            _member(self.status, STATUSES, "event status")


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known or was found about it; unknown keys of the input are kept in `extra`."""

    id: str
    text: str
    source: str | None = None
    published: str | None = None
    spans: tuple[Span, ...] | None = None
    sentences: tuple[Sentence, ...] | None = None
    events: tuple[Event, ...] | None = None
    model: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if not self.id:
            raise InputError("a document id", "an empty one")
        lone = next((i for i, c in enumerate(self.text) if "\ud800" <= c <= "\udfff"), None)
        if lone is not None:
            raise InputError("text of whole Unicode characters", f"a lone surrogate at character {lone}")
        if self.published is not None:
            iso_date(self.published, "published")
        _in_order(self.spans or (), len(self.text), "span")
        _in_order(self.sentences or (), len(self.text), "sentence")
        known = len(self.sentences or ())
        for event in self.events or ():
            for index in event.sentences:
                if not 0 <= index < known:
                    raise InputError(f"event sentences below {known}, the number of sentences", str(index))


def _in_order(items: Sequence[Span] | Sequence[Sentence], length: int, what: str) -> None:
    end = 0
    for item in items:
        if item.end > length:
            raise InputError(f"{what} offsets within the text of {length} characters", f"end {item.end}")
        if item.start < end:
            raise InputError(f"{what}s sorted and not overlapping", f"start {item.start} before end {end} of the last")
        end = item.end


def iso_date(value: str, what: str) -> datetime.date:
    """Read a date like 2024-09-17; a time of day behind it is allowed and left out.

    :raises InputError: the value is no such date.
    """
    try:
        if len(value) > 10 and value[10] in "T ":
            return datetime.datetime.fromisoformat(value).date()
        if len(value) == 10 and value[4] == value[7] == "-":
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise InputError(f"{what} as a date like 2024-09-17", shorten(value))
