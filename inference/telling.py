"""What is compared across documents: event records with their articles, the limits, and what a comparison gives."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from labels.errors import InputError
from labels.record import Document, Event, EventDate, iso_date

RECENT: Final = 7
"""Days before its publication within which an article without a date is taken to tell of an event."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far apart two reports of one event may be: in days, in kilometres, and the least score of a match.

    :raises InputError: a limit is out of its range.
    """

    days: int = 1
    km: float = 20.0
    score: float = 0.6

    def __post_init__(self) -> None:
        if self.days < 0:
            raise InputError("0 or more days", str(self.days))
        if not 0 <= self.km < math.inf:
            raise InputError("0 or more kilometres", str(self.km))
        if not 0 <= self.score <= 1:
            raise InputError("a least score between 0 and 1", str(self.score))


@dataclass(frozen=True, slots=True)
class Finding:
    """What one comparison gives: points, words, and how far it goes.

    `weight`: 2 the same, 1 a fact that agrees, 0 no fact, -1 speaks against, -2 forbids a match.
    """

    points: float
    weight: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """An event record with the article it is from; days are counted as `datetime.date.toordinal` does.

    `days`: first and last day of the event, None where the record does not resolve them.
    """

    document: str
    index: int
    source: str | None
    published: str | None
    event: Event
    day: int | None
    days: tuple[int, int] | None

    @property
    def order(self) -> tuple[str, str, int]:
        """What tellings are sorted by: publication, undated first, then document and index."""
        return self.published or "", self.document, self.index

    @property
    def name(self) -> str:
        """How reasons name it."""
        return f"{self.document}[{self.index}]"

    @property
    def window(self) -> tuple[int, int]:
        """First and last day on which the event may have been, all of time where nothing is known."""
        if self.days:
            return self.days
        return (self.day - RECENT, self.day) if self.day else (0, 10**7)


def tellings(document: Document) -> Iterator[Telling]:
    """Yield the events of a document.

    :raises InputError: the document has not been read for events.
    """
    if document.events is None:
        remedy = "run `conflict-events extract -f jsonl` on it first"
        raise InputError("a document with event records", "one without", where=document.id, remedy=remedy)
    day = iso_date(document.published, "published").toordinal() if document.published else None
    for index, event in enumerate(document.events):
        yield Telling(document.id, index, document.source, document.published, event, day, _days(event.date))


def _days(date: EventDate | None) -> tuple[int, int] | None:
    known = [iso_date(day, "event date").toordinal() for day in (date.start, date.end) if day] if date else []
    return (known[0], known[-1]) if known else None
