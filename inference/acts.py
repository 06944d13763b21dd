"""What each sentence says about an event: acts, each with the spans of the sentence that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from inference.lexicon import trigger
from inference.story import Story
from labels.record import Mention, Span
from labels.schema import COUNT_LABELS, EVENT_TYPES

ABSORBS: Final[Mapping[str, frozenset[str]]] = {
    "assassination": frozenset(("armed_attack", "suicide_bombing", "bombing", "drone_strike", "airstrike", "shelling")),
    "suicide_bombing": frozenset(("armed_attack", "bombing")),
    "ambush": frozenset(("bombing",)),
    "riot": frozenset(("property_destruction",)),
}
"""Type -> types that, in the same sentence, are part of the same event: the one on the left says most about it."""

_NO_TOLL = frozenset(("protest", "agreement", "territorial_change", "property_destruction", "sexual_violence"))
_CAPTORS = frozenset(("abduction", "raid_arrest", "agreement"))
DEADLY: Final = frozenset(EVENT_TYPES) - _NO_TOLL - _CAPTORS
"""Types of events whose toll is of dead and wounded."""
_NEVER_CAPTORS = frozenset(("protest", "riot", "armed_attack"))
_CLAUSE = re.compile(r"[;:—–]|,? (?:and|but|while|after|before|when|as|then|where|who|which)\b|, ")
_IN_RAID = re.compile(r"\b(?:in|during) (?:the|a|an) (?:\w+ ){0,2}(?:raid|search|operation|incursion|sweep)\b", re.I)
_NOUNS_AFTER = re.compile(
    r"(?:['’]s)?(?: (?!(?:was|were|is|are|has|have|had|when|after|by|in|on|and|as|to|for|that|who|which)\b)[\w-]+){1,2}"
)
_DOUBTFUL = 0.5
"""Score below which a type gives way to one that goes on from the sentence before; chosen on dev documents."""
_NEXT_TO = 25
"""Characters within which the counted people follow their number."""
_NOT_NEAR = 200.0
"""The distance of a span from an act for which the sentence has no word."""
_BORDER = 60
"""What a clause border between a span and the word for an act adds to their distance in characters."""


@dataclass(frozen=True, slots=True)
class Act:
    """One sentence's words on one event; `also` are types of the sentence that went into this one.

    `lent`: attackers that the sentence names for another of its acts, and that may be those of this one as well.
    """

    type: str
    sentence: int
    spans: tuple[Span, ...]
    also: frozenset[str] = frozenset()
    lent: frozenset[Span] = frozenset()

    def of(self, label: str) -> list[Span]:
        """Return the spans of one label, in text order."""
        return [span for span in self.spans if span.label == label]


def acts_of(story: Story, sentence: int) -> list[Act]:
    """Return the acts that a sentence reports: one for each of its types that is not part of another."""
    types = _not_doubtful(story, sentence)
    kept = [t for t in EVENT_TYPES if t in types and not any(t in ABSORBS.get(other, ()) for other in types)]
    shares, lent = _share(story, sentence, kept)
    return [
        Act(
            name,
            sentence,
            tuple(sorted(shares[name], key=lambda s: s.start)),
            ABSORBS.get(name, frozenset()) & {*types},
            lent.get(name, frozenset()),
        )
        for name in kept
    ]


def _not_doubtful(story: Story, sentence: int) -> list[str]:
    """Return the types of a sentence without those that the model doubts beside one that goes on from before.

    "The blast killed two", after a sentence about a bombing, is of the bombing and no ambush as well.
    """
    types, scores = story.sentences[sentence].event_types or (), story.sentences[sentence].scores or {}
    before = (story.sentences[sentence - 1].event_types or ()) if sentence else ()
    going_on = max((scores.get(name, 1.0) for name in types if name in before), default=0.0)
    return [name for name in types if name in before or scores.get(name, 1.0) >= min(_DOUBTFUL, going_on)]


def _takes(event_type: str, label: str, *, alone: bool) -> bool:
    """Tell whether events of a type have a field for a label; `alone`: the sentence has no other type."""
    if label in ("KILLED", "INJURED"):
        return event_type not in _NO_TOLL and (alone or event_type not in _CAPTORS)
    if label == "CAPTURED":
        return event_type in _CAPTORS or (alone and event_type not in _NEVER_CAPTORS)
    if label == "TARGET":
        return event_type != "protest"
    if label == "ATTACKER":
        return event_type != "agreement"
    return label != "ACTOR"


def _share(
    story: Story, sentence: int, types: Sequence[str]
) -> tuple[dict[str, list[Span]], dict[str, frozenset[Span]]]:
    """Give each span of a sentence to the acts that it is about; return also which attackers each is lent."""
    spans = story.spans[sentence]
    shares: dict[str, list[Span]] = {name: [] for name in types}
    triggers = {name: trigger_mentions(story, sentence, name) for name in types}
    last: tuple[Span, list[str]] | None = None
    for span in spans:
        takers = [name for name in types if _takes(name, span.label, alone=len(types) == 1)]
        if last and span.label == "TARGET" and last[0].label in COUNT_LABELS and span.start - last[0].end <= _NEXT_TO:
            takers = [name for name in takers if name in last[1]] or takers
        elif len(takers) > 1 and (owner := _owner(story, span, takers)):
            takers = [owner]
        elif len(takers) > 1 and not _is_shared(span, spans):
            takers = [min(takers, key=lambda name: _distance(story, span, triggers[name]))]
        for name in takers:
            shares[name].append(span)
        last = span, takers
    if "raid_arrest" in shares and _IN_RAID.search(story.sentence(sentence)):
        dead = [s for s in spans if s.label in ("KILLED", "INJURED") and s not in shares["raid_arrest"]]
        shares["raid_arrest"].extend(dead)
    return shares, _lend(story, spans, shares)


def _is_shared(span: Span, spans: Sequence[Span]) -> bool:
    """Tell whether a span is the only date, place or weapon of a sentence, which then holds for all its acts."""
    return span.label in ("DATE", "LOCATION", "WEAPON") and sum(s.label == span.label for s in spans) == 1


def _lend(story: Story, spans: Sequence[Span], shares: dict[str, list[Span]]) -> dict[str, frozenset[Span]]:
    """Let violent acts without attacker, date or place of their own have those of the rest of the sentence.

    Returns the attackers that each act is lent.
    """
    lent = {}
    violent = [name for name in shares if name not in ("protest", "agreement")]
    attackers = [s for name in violent for s in shares[name] if s.label == "ATTACKER"]
    for name in violent:
        for label, source in (("ATTACKER", attackers), ("DATE", spans), ("LOCATION", spans)):
            if not any(s.label == label for s in shares[name]):
                free = (s for s in source if _owner(story, s, list(shares)) in (None, name))
                found = dict.fromkeys(s for s in free if s.label == label)
                shares[name].extend(found)
                if label == "ATTACKER":
                    lent[name] = frozenset(found)
    return lent


def _owner(story: Story, span: Span, types: Sequence[str]) -> str | None:
    """Return the one act whose word a date or place stands before: "the [1995] massacre", "the [Bali] bombings"."""
    if span.label not in ("DATE", "LOCATION"):
        return None
    after = _NOUNS_AFTER.match(story.text, span.end, span.end + 40)
    found = [name for name in types if after and trigger(name).search(after.group().lower())]
    return found[0] if len(found) == 1 else None


def trigger_mentions(story: Story, sentence: int, event_type: str) -> list[Mention]:
    """Return where a sentence has a word for acts of a type."""
    start = story.sentences[sentence].start
    found = trigger(event_type).finditer(story.sentence(sentence).lower())
    return [(start + m.start(), start + m.end()) for m in found]


def _distance(story: Story, span: Span, triggers: Iterable[Mention]) -> float:
    """Return how far a span is from the nearest trigger in characters; clause borders between count extra."""
    best = _NOT_NEAR
    for start, end in triggers:
        left, right = (end, span.start) if end <= span.start else (span.end, start)
        between = story.text[left:right] if left < right else ""
        far = len(between) + _BORDER * len(_CLAUSE.findall(between))
        # Subjects mostly stand before the word for the act, objects and counts behind it.
        wrong_side = (start < span.start) == (span.label == "ATTACKER")
        best = min(best, far * (1.5 if wrong_side else 1.0))
    return best
