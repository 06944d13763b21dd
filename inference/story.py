"""A document prepared for assembly: its spans by sentence, its places and dates resolved once."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inference.countries import country_of
from inference.dates import resolve_date
from inference.gazetteer import Gazetteer
from inference.groups import ActorTable, default_actors
from inference.places import resolve_places
from labels.record import Document, Mention, Place, Sentence, Span, iso_date
from labels.schema import ROLE_LABELS

Days = tuple[datetime.date, datetime.date]
"""The first and the last day of a stretch of time."""

SCENE, WAY, DATELINE, SOURCE = range(4)
"""How a sentence brings up a place: see `Story.standing`."""

YEAR: Final = re.compile(r"\b(?:1[5-9]|20)\d\d\b")

_SAYS_WHEN = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|acknowledged|admitted|stated|added|declared|disclosed|alleged"
    r"|posted|uploaded|wrote|insisted|updated|dated)"
    r"(?: (?:reporters|journalists|in a statement|by telephone))?(?: (?:on|late|early))?$",
    re.I,
)
_SAID = re.compile(r" (?:said|says|that)\b")
_UNTIL = re.compile(r"\b(?:until|till|scheduled for|due)(?: (?:the|late|early))?$", re.I)
_SPEAKER_AT = re.compile(r"(?:'s)?,?(?: (?!to\b)\w+){0,2} (?:in|at|from|of|near)(?: the)?")
_BEARING = re.compile(
    r"\b(?:from|to|towards?|via|reached|reaching|through|across|over|border with|bordering|based in|cross(?:ed|es|ing)?"
    r"|(?:north|south|east|west|\w+ (?:km|kilometres|miles)) (?:\w+ )?of)(?: the)?$",
    re.I,
)
_BOUND = re.compile(r"-(?:bound|based|born)\b")
_DATELINE = re.compile(r",? ?(?:\(|—|–|--|- |, [A-Z][\w. ]+(?: —| \())")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)
# Without a publication date, weekdays are compared as days of a week that no story tells of.
_SOME_DAY = datetime.date(2100, 6, 30)


@dataclass(frozen=True, slots=True)
class Story:
    """A document with its spans by sentence and its places and dates resolved.

    `days` serve to compare dates within the story only: without a publication date they rest on an arbitrary one.
    `country` is the country that the story's places and parties point at most often.
    """

    text: str
    sentences: tuple[Sentence, ...]
    spans: tuple[tuple[Span, ...], ...]
    published: datetime.date | None
    places: Mapping[Mention, Place]
    days: Mapping[Mention, Days]
    country: str | None
    actors: ActorTable

    def words(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[span.start : span.end]

    def sentence(self, index: int) -> str:
        """Return the text of a sentence."""
        return self.text[self.sentences[index].start : self.sentences[index].end]

    def before(self, span: Span, sentence: int) -> str:
        """Return the text of a sentence up to a span, without the space between."""
        return self.text[self.sentences[sentence].start : span.start].rstrip()

    def place(self, span: Span) -> Place:
        """Return what a place name stands for."""
        return self.places[span.start, span.end]

    def is_event_date(self, span: Span, sentence: int) -> bool:
        """Tell a date of the event from the date of a statement, "said on Thursday", or of a deadline."""
        before = self.before(span, sentence)
        if _SAYS_WHEN.search(before) or _UNTIL.search(before):
            return False
        return _SAID.match(self.text, span.end) is None

    def standing(self, span: Span, sentence: int) -> int:
        """Return how a sentence brings up a place.

        `SCENE`: as where something is; `WAY`: as a way or bearing, "fled towards Kabul"; `DATELINE`: in front of
        the story; `SOURCE`: as where a source speaks, "a spokesman in Kabul said".
        """
        earlier = [s for s in self.spans[sentence] if s.end <= span.start]
        by_speaker = earlier and earlier[-1].label == "ACTOR"
        if by_speaker and _SPEAKER_AT.fullmatch(self.text[earlier[-1].end : span.start].rstrip()):
            return SOURCE
        before = self.before(span, sentence)
        if not before and self.words(span).isupper() and _DATELINE.match(self.text, span.end):
            return DATELINE
        return WAY if _BEARING.search(before) or _BOUND.match(self.text, span.end) else SCENE


def read_story(document: Document, actors: ActorTable | None = None, gazetteer: Gazetteer | None = None) -> Story:
    """Gather what the assembly needs from a document; layers that are not labelled count as empty.

    `actors`, `gazetteer`: tables that take the place of the built-in ones.
    """
    rows = _by_sentence(document)
    published = iso_date(document.published, "published") if document.published else None
    text = document.text
    located = [span for row in rows for span in row if span.label == "LOCATION"]
    parties = [text[s.start : s.end] for row in rows for s in row if s.label in ROLE_LABELS]
    names = [text[s.start : s.end] for s in located]
    places = resolve_places(names, parties, gazetteer) if names else []
    days = {}
    for span in (span for row in rows for span in row if span.label == "DATE"):
        known = _days(text[span.start : span.end], published)
        if known:
            days[span.start, span.end] = known
    return Story(
        text=text,
        sentences=document.sentences or (),
        spans=rows,
        published=published,
        places={(s.start, s.end): place for s, place in zip(located, places, strict=True)},
        days=days,
        country=_main_country(places, parties),
        actors=actors or default_actors(),
    )


def _by_sentence(document: Document) -> tuple[tuple[Span, ...], ...]:
    """Sort the spans that have words into the sentences in which they begin."""
    text, sentences = document.text, document.sentences or ()
    rows: list[list[Span]] = [[] for _ in sentences]
    index = 0
    for span in document.spans or ():
        while index < len(sentences) and sentences[index].end <= span.start:
            index += 1
        inside = index < len(sentences) and sentences[index].start <= span.start
        if inside and any(c.isalnum() for c in text[span.start : span.end]):
            rows[index].append(span)
    return tuple(tuple(row) for row in rows)


def _days(words: str, published: datetime.date | None) -> Days | None:
    has_year = YEAR.search(words)
    if published is None and _MONTH.search(words) and not has_year:
        return None
    date = resolve_date(words, published or (None if has_year else _SOME_DAY))
    if date.start is None or date.end is None:
        return None
    return iso_date(date.start, "start"), iso_date(date.end, "end")


def _main_country(places: list[Place], actors: list[str]) -> str | None:
    # A place is better evidence than a party, which may act abroad.
    votes = Counter({country: 2 * n for country, n in Counter(p.country for p in places if p.country).items()})
    votes.update(country for actor in actors if (country := country_of(actor)))
    return votes.most_common(1)[0][0] if votes else None
