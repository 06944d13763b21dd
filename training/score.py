"""Scores of predicted documents against gold ones, for spans, sentence event types and event records.

A layer (spans, sentences, events) that a gold document does not label is not scored there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from labels.errors import InputError, shorten
from labels.record import Document, Sentence, Span
from labels.schema import ROLE_LABELS
from training.event_score import score_events
from training.tally import Counts, Tally, merge, total

__all__ = ["Counts", "Scores", "pair", "score", "score_each", "within"]


@dataclass(frozen=True, slots=True)
class Scores:
    """The counts of one document or of many: scores of disjoint sets of documents add up to those of all."""

    span_by_label: Tally = field(default_factory=dict)
    """Spans that agree in start, end and label."""
    span_any_role: Counts = field(default_factory=Counts)
    """The same, with ATTACKER, TARGET and ACTOR as one label."""
    event_type_by_type: Tally = field(default_factory=dict)
    """Types of each gold sentence against those of the predicted sentences whose middle lies in it."""
    event_detection: Counts = field(default_factory=Counts)
    """Event records paired one to one by type and shared sentences."""
    event_slots_by_name: Tally = field(default_factory=dict)
    """Filled slots of all event records; slots of records without a partner are wrong."""

    def __add__(self, other: Scores) -> Scores:
        return Scores(
            merge(self.span_by_label, other.span_by_label),
            self.span_any_role + other.span_any_role,
            merge(self.event_type_by_type, other.event_type_by_type),
            self.event_detection + other.event_detection,
            merge(self.event_slots_by_name, other.event_slots_by_name),
        )

    @property
    def span(self) -> Counts:
        """Exact spans over all labels."""
        return total(self.span_by_label)

    @property
    def event_type(self) -> Counts:
        """Sentence event types over all types (micro)."""
        return total(self.event_type_by_type)

    @property
    def event_type_macro_f1(self) -> float:
        """Mean F1 of the event types that the gold labels hold; 0 where they hold none."""
        supported = [c.f1 for _, c in sorted(self.event_type_by_type.items()) if c.gold]
        return sum(supported) / len(supported) if supported else 0.0

    @property
    def event_slots(self) -> Counts:
        """Filled slots over all names."""
        return total(self.event_slots_by_name)

    @property
    def killed(self) -> Counts:
        """Counts of people killed; the recall is the share of gold counts that are given exactly."""
        return self.event_slots_by_name.get("killed", Counts())

    def counts(self) -> dict[str, Counts]:
        """Return all counts by their path in `to_json`, such as `span_by_label.DATE`."""
        named = {
            "span": self.span,
            "span_any_role": self.span_any_role,
            "event_type_micro": self.event_type,
            "event_detection": self.event_detection,
            "event_slots": self.event_slots,
        }
        for group in ("span_by_label", "event_type_by_type", "event_slots_by_name"):
            named.update({f"{group}.{name}": counts for name, counts in getattr(self, group).items()})
        return named

    def to_json(self) -> dict[str, Any]:
        """Return ratios and counts as one JSON object."""

        def each(tally: Tally) -> dict[str, dict[str, float]]:
            return {name: counts.to_json() for name, counts in sorted(tally.items())}

        return {
            "span": self.span.to_json(),
            "span_any_role": self.span_any_role.to_json(),
            "span_by_label": each(self.span_by_label),
            "event_type_micro": self.event_type.to_json(),
            "event_type_macro_f1": self.event_type_macro_f1,
            "event_type_by_type": each(self.event_type_by_type),
            "event_detection": self.event_detection.to_json(),
            "event_slots": self.event_slots.to_json(),
            "event_slots_by_name": each(self.event_slots_by_name),
            "killed_exact": {"accuracy": self.killed.recall, "gold": self.killed.gold},
        }


def pair(gold: Sequence[Document], predicted: Sequence[Document]) -> list[tuple[Document, Document]]:
    """Pair documents by id, in gold order; a gold document without a prediction gets an empty one.

    :raises InputError: an id comes twice, a predicted document is not in gold, or the two texts differ.
    """
    known = _by_id(gold, "gold")
    found = _by_id(predicted, "predicted")
    extra = sorted(found.keys() - known.keys())
    if extra:
        remedy = "score them against the documents they were made from"
        more = f"{len(extra)} others, the first {shorten(extra[0])}"
        raise InputError("predictions of gold documents only", more, remedy=remedy)
    for name, document in found.items():
        if document.text != known[name].text:
            remedy = "predict again from the gold file"
            raise InputError(f"the same text on both sides of document {shorten(name)}", "two", remedy=remedy)
    return [(g, found.get(name) or Document(name, g.text)) for name, g in known.items()]


def _by_id(documents: Sequence[Document], side: str) -> dict[str, Document]:
    known = {d.id: d for d in documents}
    if len(known) < len(documents):
        twice = next(name for name, n in Counter(d.id for d in documents).items() if n > 1)
        raise InputError(f"each id once in the {side} documents", f"{shorten(twice)} twice")
    return known


def score(gold: Sequence[Document], predicted: Sequence[Document]) -> Scores:
    """Score predictions against gold documents.

    :raises InputError: the two do not belong together, see `pair`.
    """
    return sum(score_each(gold, predicted), Scores())


def score_each(gold: Sequence[Document], predicted: Sequence[Document]) -> list[Scores]:
    """Score each gold document by itself, in gold order.

    :raises InputError: the two do not belong together, see `pair`.
    """
    return [_score_pair(g, p) for g, p in pair(gold, predicted)]


def _score_pair(gold: Document, predicted: Document) -> Scores:
    by_label: Tally = {}
    any_role = detection = Counts()
    if gold.spans is not None:
        want, got = set(gold.spans), set(predicted.spans or ())
        by_label = {x: _agree(_only(want, x), _only(got, x)) for x in sorted({s.label for s in want | got})}
        any_role = _agree({_roleless(s) for s in want}, {_roleless(s) for s in got})
    slots: Tally = {}
    if gold.events is not None:
        detection, slots = score_events(gold, predicted)
    return Scores(by_label, any_role, _score_types(gold, predicted), detection, slots)


def _agree(want: AbstractSet[object], got: AbstractSet[object]) -> Counts:
    return Counts(len(want & got), len(got), len(want))


def _only(spans: set[Span], label: str) -> set[Span]:
    return {s for s in spans if s.label == label}


def _roleless(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, "ACTOR" if span.label in ROLE_LABELS else span.label


def within(sentence: Sentence, others: Sequence[Sentence] | None) -> list[Sentence]:
    """Return those of the other sentences whose middle lies in the sentence."""
    return [o for o in others or () if sentence.start <= (o.start + o.end) / 2 < sentence.end]


def _score_types(gold: Document, predicted: Document) -> Tally:
    tally: dict[str, Counts] = defaultdict(Counts)
    for sentence in gold.sentences or ():
        if sentence.event_types is None:
            continue
        want = set(sentence.event_types)
        got = {name for other in within(sentence, predicted.sentences) for name in other.event_types or ()}
        for name in want | got:
            tally[name] += Counts(name in want and name in got, name in got, name in want)
    return dict(tally)
