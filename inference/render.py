"""Writes documents down: as JSON for programs, and as tables of events for people at a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TextIO

from labels import jsonl
from labels.record import Count, Document, Event, EventDate, PartCount, Place

if TYPE_CHECKING:
    from rich.console import Console

# Control characters move the cursor and set colours, and direction overrides reorder what stands around them.
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def write_jsonl(documents: Iterable[Document], stream: TextIO) -> None:
    """Write one document a line, each as soon as it comes."""
    for document in documents:
        stream.write(jsonl.dumps(document) + "\n")
        stream.flush()


def write_json(documents: Iterable[Document], stream: TextIO) -> None:
    """Write one JSON array with a document a line."""
    lead = "[\n"
    for document in documents:
        stream.write(lead + jsonl.dumps(document))
        lead = ",\n"
    stream.write("[]\n" if lead == "[\n" else "\n]\n")


def write_table(documents: Iterable[Document], console: Console) -> None:
    """Print a heading and a table of events for each document, each as soon as it comes."""
    from rich.table import Table
    from rich.text import Text

    for document in documents:
        published = f"  published {plain(document.published)}" if document.published else ""
        console.print(Text.assemble((plain(document.id), "bold"), (published, "dim")))
        if document.events:
            table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
            table.add_column("event", style="cyan")
            for heading in ("when and where", "attackers", "targets", "toll"):
                table.add_column(heading)
            table.add_column("sent.", justify="right")
            table.add_column("score", justify="right", no_wrap=True)
            for event in document.events:
                table.add_row(*(Text(cell) for cell in _cells(event)))
            console.print(table)
        else:
            console.print(Text("no events found" if document.events is not None else "not read for events"))
        console.print()


def _cells(event: Event) -> Iterator[str]:
    yield event_name(event)
    yield lines(date_words(event.date), place_words(event.location))
    for parties in (event.attackers, event.targets):
        yield lines(*(party.text for party in parties), separator=";\n")
    yield lines(*toll_words(event))
    yield sentence_numbers(event.sentences)
    yield score_words(event.score)


def lines(*parts: str, separator: str = "\n") -> str:
    """Write the parts that are not empty into one cell, each made harmless in a terminal."""
    return separator.join(plain(part) for part in parts if part)


def plain(text: str) -> str:
    """Make a text harmless in one line of a terminal: runs of control characters become a space."""
    return _CONTROL.sub(" ", text)


def event_name(event: Event) -> str:
    """Name the type of an event, and its status unless it is simply reported.

    >>> event_name(Event("drone_strike", status="claimed"))
    'drone strike (claimed)'
    """
    name = event.type.replace("_", " ")
    return name if event.status in (None, "reported") else f"{name} ({event.status})"


def count_words(count: Count) -> str:
    """Write a number of people in short.

    >>> [count_words(Count(None, a, b)) for a, b in [(12, 12), (12, None), (None, 50), (8, 11)]]
    ['12', '12+', '≤50', '8–11']
    """
    if count.min is None and count.max is None:
        return f"“{count.text}”" if count.text else "?"
    if count.max is None:
        return f"{count.min}+"
    if count.min is None:
        return f"≤{count.max}"
    return str(count.min) if count.min == count.max else f"{count.min}–{count.max}"


def part_words(parts: Sequence[PartCount]) -> str:
    """Write the accounts or groups behind a count.

    >>> part_words([PartCount("police", "12", 12, 12), PartCount(None, "dozens", 24, None)])
    'police 12, others 24+'
    """
    numbers = ((part.of or "others", count_words(Count(part.text, part.min, part.max))) for part in parts)
    return ", ".join(f"{of} {number}" for of, number in numbers)


def date_words(date: EventDate | None) -> str:
    """Write a date as far as it is known: a day, a month, a year or an interval, else the words of the text.

    >>> date_words(EventDate("March", "2024-03-01", "2024-03-31", "month"))
    '2024-03'
    """
    if date is None:
        return ""
    if date.start is None or date.end is None:
        return f"“{date.text}”" if date.text else date.start or date.end or ""
    start, end = date.start[:10], date.end[:10]
    for precision, width in (("year", 4), ("month", 7), (None, 10)):
        if date.precision == precision and start[:width] == end[:width]:
            return start[:width]
    return start if start == end else f"{start} – {end}"


def place_words(place: Place | None) -> str:
    """Write a place by its gazetteer name, else the words of the text, with the country's code."""
    if place is None:
        return ""
    return ", ".join(part for part in (place.name or place.text, place.country) if part)


def toll_words(event: Event) -> list[str]:
    """Write the counts of an event that are known.

    >>> toll_words(Event("ambush", killed=Count(None, 2, 2), captured=Count(None, 3, None)))
    ['2 killed', '3+ captured']
    """
    counts = (("killed", event.killed), ("injured", event.injured), ("captured", event.captured))
    return [f"{count_words(count)} {name}" for name, count in counts if count is not None]


def score_words(score: float | None) -> str:
    """Write a probability in percent."""
    return "" if score is None else f"{score:.0%}"


def sentence_numbers(indexes: Sequence[int]) -> str:
    """Write sentence numbers, from 1 as people count, with runs drawn together.

    >>> sentence_numbers((0, 1, 2, 5))
    '1–3, 6'
    """
    runs: list[list[int]] = []
    for index in sorted(set(indexes)):
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return ", ".join(f"{run[0] + 1}–{run[-1] + 1}" if len(run) > 1 else str(run[0] + 1) for run in runs)
