"""Scores of event records: predicted records are paired with gold ones, then compared slot by slot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from labels.record import Document, Event
from training.tally import Counts, Tally

SLOTS: Final = (
    "type",
    "date",
    "location",
    "country",
    "attackers",
    "targets",
    "killed",
    "injured",
    "captured",
)
"""What is compared of an event record."""

_UNNAMED: Final = frozenset({"the", "a", "an", "s"})

Slot = tuple[str, str | tuple[int | None, int | None]]


def _slots(event: Event) -> list[Slot]:
    """List the filled slots of a record: texts, and the bounds of counts."""
    out: list[Slot] = [("type", event.type)]
    date, place = event.date, event.location
    for name, text in (
        ("date", date and date.text),
        ("location", place and place.text),
        ("country", place and place.country),
    ):
        if text:
            out.append((name, text))
    out += [("attackers", party.text) for party in event.attackers]
    out += [("targets", party.text) for party in event.targets]
    people = {"killed": event.killed, "injured": event.injured, "captured": event.captured}
    out += [(name, (count.min, count.max)) for name, count in people.items() if count is not None]
    return out


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if word not in _UNNAMED]


def same_text(a: str, b: str) -> bool:
    """Whether two texts agree: without case, articles and punctuation, one holds the other as whole words.

    >>> same_text("the Iraqi Air Force", "Air Force"), same_text("Air Force", "Airport")
    (True, False)
    """
    short, long = sorted((_words(a), _words(b)), key=len)
    return bool(short) and any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _same_slot(a: Slot, b: Slot) -> bool:
    (name, value), (other, theirs) = a, b
    if isinstance(value, str) and isinstance(theirs, str):
        return name == other and same_text(value, theirs)
    return a == b


def _agreeing(want: Sequence[Slot], got: Sequence[Slot]) -> Counter[str]:
    """Count by name the slots of two records that agree; each slot is used once."""
    hits: Counter[str] = Counter()
    left = list(got)
    for slot in want:
        k = next((k for k, other in enumerate(left) if _same_slot(slot, other)), None)
        if k is not None:
            hits[slot[0]] += 1
            del left[k]
    return hits


def _overlap(gold: Document, a: Event, predicted: Document, b: Event) -> bool:
    ours, theirs = gold.sentences or (), predicted.sentences or ()
    pairs = ((ours[i], theirs[k]) for i in a.sentences for k in b.sentences)
    return any(s.start < t.end and t.start < s.end for s, t in pairs)


def score_events(gold: Document, predicted: Document) -> tuple[Counts, Tally]:
    """Count the event records of one document that are found, and their slots by name.

    Records may pair when they have the same type and share a sentence; pairs are chosen one to one, most
    agreeing slots first. Slots of records without a partner are wrong.
    """
    wanted, found = gold.events or (), predicted.events or ()
    want, got = [_slots(event) for event in wanted], [_slots(event) for event in found]
    candidates = {
        (i, k): _agreeing(want[i], got[k])
        for i, a in enumerate(wanted)
        for k, b in enumerate(found)
        if a.type == b.type and _overlap(gold, a, predicted, b)
    }
    partner: dict[int, int] = {}
    for i, k in sorted(candidates, key=lambda ik: (-candidates[ik].total(), ik)):
        if i not in partner and k not in partner.values():
            partner[i] = k
    hits = sum((candidates[ik] for ik in partner.items()), Counter())
    predicted_names = Counter(name for slots in got for name, _ in slots)
    gold_names = Counter(name for slots in want for name, _ in slots)
    tally = {
        name: Counts(hits[name], predicted_names[name], gold_names[name])
        for name in SLOTS
        if predicted_names[name] or gold_names[name]
    }
    return Counts(len(partner), len(found), len(wanted)), tally
