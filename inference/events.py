"""From a document with spans and typed sentences to event records: one for each event of the real world."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from inference.acts import acts_of
from inference.clusters import cluster
from inference.coreference import Cluster, referring_words
from inference.dates import resolve_date
from inference.gazetteer import Gazetteer
from inference.groups import ActorTable
from inference.hypotheticals import only_hypothetical
from inference.parties import parties_of
from inference.scenes import parts_of
from inference.slots import date_of, part_of_place, place_of, weapons_of
from inference.status import status_of
from inference.story import Story, read_story
from inference.tolls import toll
from labels.record import Document, Event, EventDate, Place

T = TypeVar("T")

# Where a treaty is signed or a man waylaid is not where the fighting told before it was.
_ELSEWHERE = frozenset(("agreement", "assassination"))
_DOUBTFUL = 0.5
"""Score below which a record needs two facts; chosen on dev documents, where it drops more wrong records than right."""
_NEAR = 2
"""Sentences within which an event without a place of its own is where the one before it was."""


def assemble(
    document: Document, actors: ActorTable | None = None, gazetteer: Gazetteer | None = None
) -> tuple[Event, ...]:
    """Return the event records of a document, in the order in which its sentences first report them.

    The document's sentences need their event types, its spans are what the fields are filled from; both may be
    predicted. `actors` and `gazetteer` take the place of the built-in tables.

    Every field keeps the offsets of its words in `mentions`, and what cannot be determined is None.
    A record's `score` is the highest score of its type among its sentences: errors of sentences about one event
    go together, so that many middling ones do not make a sure record; None without scores.
    """
    story = read_story(document, actors, gazetteer)
    acts = [act for index in range(len(story.sentences)) for act in acts_of(story, index)]
    found = cluster(story, [part for act in acts for part in parts_of(story, act)])
    found = [each for each in found if not only_hypothetical(story, each.acts)]
    places, dates = _places(story, found), _dates(story, found)
    records = [_record(story, each, place, date) for each, place, date in zip(found, places, dates, strict=True)]
    return tuple(record for record, each in zip(records, found, strict=True) if _says_something(story, each, record))


def _says_something(story: Story, found: Cluster, event: Event) -> bool:
    """Tell an event from a mere word for one: it has a date, toll, party or at least a place.

    Where the model doubts the type, a place alone is not enough, nor any other single fact. Nor is a place where the
    model found "This operation …" without an event of its type before.
    """
    counts = (event.killed, event.injured, event.captured)
    facts = sum(map(bool, (event.date, event.attackers, event.targets, *counts)))
    if event.score is not None and event.score < _DOUBTFUL:
        return facts > 1
    refers = event.score is not None and bool(referring_words(story, found.acts[0]))
    return facts > 0 or (event.location is not None and event.location.text is not None and not refers)


def _record(story: Story, found: Cluster, place: Place | None, date: EventDate | None) -> Event:
    acts = found.acts
    sentences = sorted({act.sentence for act in acts})
    scores = [(story.sentences[index].scores or {}).get(found.type) for index in sentences]
    attackers = parties_of(story, acts, "ATTACKER")
    status, claimed_by = status_of(story, found.type, sentences, attackers)
    return Event(
        type=found.type,
        date=date,
        location=place,
        attackers=attackers,
        targets=parties_of(story, acts, "TARGET"),
        killed=toll(story, acts, "KILLED"),
        injured=toll(story, acts, "INJURED"),
        captured=toll(story, acts, "CAPTURED"),
        weapons=weapons_of(story, acts),
        sentences=tuple(sentences),
        score=max((score for score in scores if score is not None), default=None),
        status=status,
        claimed_by=claimed_by,
        reasons=tuple(found.reasons),
    )


def _places(story: Story, found: Sequence[Cluster]) -> list[Place | None]:
    """Return the place of each event: its own, else that of the event told just before, else only a country."""
    own = [_narrower(story, each, place_of(story, each.acts)) for each in found]
    places = []
    for each, place in zip(found, own, strict=True):
        if place is None and each.type not in _ELSEWHERE:
            place = _from_before(found, own, each, _NEAR) or _named_before(story, each)
        if place is None and story.country:
            place = Place(None, country=story.country)
        elif place and place.country is None:
            place = replace(place, country=story.country)
        places.append(place)
    return places


def _narrower(story: Story, each: Cluster, place: Place | None) -> Place | None:
    """Return a part of an event's place that is named between its sentences: "a hideout in Old Town of Kirkuk"."""
    told = {act.sentence for act in each.acts}
    for index in range(min(told) + 1, max(told)) if place else ():
        if not story.sentences[index].event_types and index + 1 in told:
            inner = part_of_place(story, index, place.text if place else None)
            if inner is not None:
                return inner
    return place


def _dates(story: Story, found: Sequence[Cluster]) -> list[EventDate | None]:
    """Return the date of each event: its own, else that of an event of the same sentence."""
    own = [date_of(story, each.acts) for each in found]
    dates = []
    for each, date in zip(found, own, strict=True):
        if date is None and not any(act.of("LOCATION") for act in each.acts):
            date = _from_before(found, own, each, 0)
        if date is not None and date.start is None:
            date = _from_anchor(story, date, _from_before(found, own, each, len(story.sentences)))
        dates.append(date)
    return dates


def _from_anchor(story: Story, date: EventDate, anchor: EventDate | None) -> EventDate:
    """Resolve "two days later" by the day of the event told before."""
    if anchor is None or anchor.start is None or anchor.precision != "day":
        return date
    day = datetime.date.fromisoformat(anchor.start)
    return replace(resolve_date(date.text or "", story.published, anchor=day), mentions=date.mentions)


def _from_before(found: Sequence[Cluster], values: Sequence[T | None], each: Cluster, near: int) -> T | None:
    """Return the value of the event that was told last, up to `near` sentences before `each`."""
    at = each.acts[0].sentence
    told = [
        (act.sentence, number)
        for number, other in enumerate(found)
        if other is not each and values[number] is not None
        for act in other.acts
        if 0 <= at - act.sentence <= near
    ]
    return values[max(told)[1]] if told else None


def _named_before(story: Story, each: Cluster) -> Place | None:
    at = each.acts[0].sentence
    for index in range(at, max(-1, at - _NEAR - 1), -1):
        for span in story.spans[index]:
            if span.label == "LOCATION":
                return replace(story.place(span), mentions=((span.start, span.end),))
    return None
