"""Writes documents down as one self-contained page: marked text with the event records beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from typing import Final

from inference.render import count_words, date_words, event_name, part_words, place_words, score_words
from labels.record import Count, Document, Event, Place, Span
from labels.schema import COUNT_LABELS, EVENT_TYPES, SPAN_LABELS

# Browsers show nothing for control characters, or take them for others; each is shown by a picture of it.
_PICTURES: Final[dict[int, int | str]] = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    0xD: "&#13;",  # a bare carriage return would be read as a line feed
}


def page(documents: Iterable[Document]) -> str:
    """Return a page that needs no other file, no script and no network.

    Nothing of the documents becomes markup: their words stand in text only, and anchors are numbered.
    """
    found = list(documents)
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return "".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="color-scheme" content="light dark">\n',
            f"<title>{_title(found)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            *_header(found),
            "<main>\n",
            *(part for number, document in enumerate(found, 1) for part in _document(number, document)),
            "</main>\n</body>\n</html>\n",
        ]
    )


@cache
def _style() -> str:
    return resources.files("inference").joinpath("data/page.css").read_text(encoding="utf-8")


def _text(text: str) -> str:
    return escape(text).translate(_PICTURES)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _title(documents: Sequence[Document]) -> str:
    return f"Events in {_text(documents[0].id) if len(documents) == 1 else _count(len(documents), 'document')}"


def _header(documents: Sequence[Document]) -> Iterator[str]:
    events = sum(len(document.events or ()) for document in documents)
    facts = [_count(len(documents), "document"), _count(events, "event")]
    facts += [_text(model) for model in dict.fromkeys(d.model for d in documents) if model]
    yield f'<header class="top">\n<h1>Conflict events</h1>\n<p>{" · ".join(facts)}</p>\n'
    yield '<ul class="legend" aria-label="Labels">'
    yield from (f'<li class="{label}">{label.lower()}</li>' for label in SPAN_LABELS)
    yield "</ul>\n<details>\n<summary>What the labels and event types mean</summary>\n<dl>\n"
    for name, meaning in (*SPAN_LABELS.items(), *EVENT_TYPES.items()):
        yield f"<dt>{_name(name)}</dt><dd>{escape(meaning)}</dd>\n"
    yield "</dl>\n</details>\n"
    if len(documents) > 1:
        yield '<nav aria-label="Documents"><ol>'
        for number, document in enumerate(documents, 1):
            amount = _count(len(document.events or ()), "event")
            yield f'<li><a href="#d{number}"><bdi>{_text(document.id)}</bdi></a> <small>{amount}</small></li>'
        yield "</ol></nav>\n"
    yield "</header>\n"


def _document(number: int, document: Document) -> Iterator[str]:
    yield f'<article id="d{number}">\n<header>\n<h2><bdi>{_text(document.id)}</bdi></h2>\n<p>'
    facts = [f"published {_text(document.published)}" if document.published else "no publication date"]
    if document.source:
        facts.append(f"source <bdi>{_text(document.source)}</bdi>")
    if document.sentences is not None:
        facts.append(_count(len(document.sentences), "sentence"))
    yield (" · ".join(facts) + '</p>\n</header>\n<div class="columns">\n<section class="text" aria-label="Text">\n')
    told = _told(document)
    for row in _rows(document):
        yield from _row(number, document, row, told)
    yield '</section>\n<section class="events" aria-label="Events">\n'
    if not document.events:
        nothing = "Not read for events" if document.events is None else "No events found"
        yield f'<p class="none">{nothing}</p>\n'
    for at, event in enumerate(document.events or (), 1):
        yield from _card(number, at, event)
    yield "</section>\n</div>\n</article>\n"


@dataclass(frozen=True, slots=True)
class _Row:
    """A stretch of text that is shown as one block: a sentence, or text that no sentence covers.

    The row is read up to `end`; the white space from there to `next` follows it.
    """

    start: int
    end: int
    next: int
    index: int | None
    spans: tuple[Span, ...]


def _rows(document: Document) -> Iterator[_Row]:
    """Cut a text into rows that together hold each of its characters once, with the spans that touch each."""
    text, spans = document.text, document.spans or ()
    cuts: list[tuple[int, int, int | None]] = []
    position = 0
    for index, sentence in enumerate(document.sentences or ()):
        if text[position : sentence.start].strip():
            cuts.append((position, sentence.start, None))
            position = sentence.start
        cuts.append((sentence.start if cuts else position, sentence.end, index))
        position = sentence.end
    if not cuts or text[position:].strip():
        cuts.append((position, len(text), None))
    first = 0
    for number, (start, end, at) in enumerate(cuts):
        following = cuts[number + 1][0] if number + 1 < len(cuts) else len(text)
        while first < len(spans) and spans[first].end <= start:
            first += 1
        last = first
        while last < len(spans) and spans[last].start < end:
            last += 1
        yield _Row(start, end, following, at, spans[first:last])


def _told(document: Document) -> dict[int, list[int]]:
    """Map sentence indexes to the numbers of the events that they report."""
    told: dict[int, list[int]] = {}
    for at, event in enumerate(document.events or (), 1):
        for index in event.sentences:
            told.setdefault(index, []).append(at)
    return told


def _row(number: int, document: Document, row: _Row, told: Mapping[int, Sequence[int]]) -> Iterator[str]:
    tags: list[str] = []
    if row.index is None or document.sentences is None:
        yield '<div class="row other">'
    else:
        anchor, sentence = f"d{number}-s{row.index + 1}", document.sentences[row.index]
        scores = sentence.scores or {}
        tags += [f"{_name(name)}{_score(scores.get(name))}" for name in sentence.event_types or ()]
        tags += [f'<a href="#d{number}-e{at}">event {at}</a>' for at in told.get(row.index, ())]
        yield f'<div class="row{" typed" if tags else ""}" id="{anchor}">'
        yield f'<a class="number" href="#{anchor}">{row.index + 1}</a>'
    yield '<p dir="auto">'
    position = row.start
    for span in row.spans:
        start, end = max(span.start, row.start), min(span.end, row.end)
        yield _text(document.text[position:start])
        yield f'<mark class="{span.label}" data-label="{span.label.lower()}"{_score_title(span)}>'
        yield _text(document.text[start:end]) + "</mark>"
        position = end
    yield _text(document.text[position : row.end])
    if row.end < row.next:
        yield f'<span class="gap">{_text(document.text[row.end : row.next])}</span>'
    yield "</p>"
    if tags:
        yield '<ul class="tags" aria-label="Event types and events">'
        yield from (f"<li>{tag}</li>" for tag in tags)
        yield "</ul>"
    yield "</div>\n"


def _score_title(span: Span) -> str:
    return "" if span.score is None else f' title="{span.label.lower()} {score_words(span.score)}"'


def _score(score: float | None) -> str:
    return "" if score is None else f" <small>{score_words(score)}</small>"


def _name(name: str) -> str:
    return name.lower().replace("_", " ")


def _card(number: int, at: int, event: Event) -> Iterator[str]:
    yield f'<div class="card" id="d{number}-e{at}">\n'
    yield f"<h3><small>{at}</small> <span>{event_name(event)}</span>{_score(event.score)}</h3>\n<dl>\n"
    if event.date:
        yield _field("date", [date_words(event.date)], _quoted(event.date.text))
    if place := event.location:
        yield _field("place", [place_words(place)], _quoted(place.text), place.region or "", _degrees(place))
    for name, parties in (("attackers", event.attackers), ("targets", event.targets)):
        yield _field(name, [party.text for party in parties])
    for name in COUNT_LABELS.values():
        count: Count | None = getattr(event, name)
        if count is not None:
            notes = (part_words(count.accounts), part_words(count.groups))
            yield _field(name, [count_words(count)], _quoted(count.text), *notes)
    yield _field("claimed by", [event.claimed_by] if event.claimed_by else [])
    yield _field("weapons", [weapon.text for weapon in event.weapons])
    if event.sentences:
        links = (f'<a href="#d{number}-s{index + 1}">{index + 1}</a>' for index in event.sentences)
        yield f"<dt>sentences</dt><dd>{' '.join(links)}</dd>\n"
    yield "</dl>\n</div>\n"


def _quoted(text: str | None) -> str:
    return f"“{text}”" if text else ""


def _field(name: str, values: Sequence[str], *notes: str) -> str:
    """Write a field of a record, and what else is known about it unless that is the same; nothing if empty."""
    if not values:
        return ""
    shown = "".join(f"<bdi>{_text(value)}</bdi>" for value in values)
    more = [f"<bdi>{_text(note)}</bdi>" for note in notes if note and note.strip("“”") not in values[0]]
    said = f" <small>{' · '.join(more)}</small>" if more else ""
    return f"<dt>{name}</dt><dd>{shown}{said}</dd>\n"


def _degrees(place: Place) -> str:
    if place.latitude is None or place.longitude is None:
        return ""
    return f"{place.latitude:.2f}, {place.longitude:.2f}"
