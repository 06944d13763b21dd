"""What is labelled: schema, records, formats, tags, corpus and guidelines. Plain Python, no ML library."""

from labels.errors import InputError
from labels.record import (
    Candidate,
    Count,
    Document,
    Event,
    EventDate,
    PartCount,
    Party,
    Place,
    Sentence,
    Span,
    Weapon,
)
from labels.schema import EVENT_TYPES, SPAN_LABELS

__all__ = [
    "EVENT_TYPES",
    "SPAN_LABELS",
    "Candidate",
    "Count",
    "Document",
    "Event",
    "EventDate",
    "InputError",
    "PartCount",
    "Party",
    "Place",
    "Sentence",
    "Span",
    "Weapon",
]
