from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.acts import acts_of
from inference.clusters import cluster
from inference.events import assemble
from inference.scenes import parts_of
from inference.story import read_story
from labels.jsonl import dumps, loads
from labels.record import Count, Document, Event, Sentence, Span
from labels.schema import COUNT_LABELS, EVENT_TYPES, SPAN_LABELS

LABELS = {label[:3]: label for label in SPAN_LABELS}
MARK = re.compile(r"\[([^|\]]+)\|([A-Z]{3})\]")
STORIES = tomllib.loads((Path(__file__).parent / "data" / "event_stories.toml").read_text("utf-8"))["story"]


def told(story: str, published: str | None = "2024-05-15") -> Document:
    """Make a document of lines "types : sentence" with spans as [words|LAB]."""
    text, spans, sentences = "", [], []
    for line in story.strip().splitlines():
        types, marked = line.split(":", 1)
        text += " " if text else ""
        start, at = len(text), 1
        for mark in MARK.finditer(marked):
            text += marked[at : mark.start()]
            spans.append(Span(len(text), len(text) + len(mark[1]), LABELS[mark[2]]))
            text += mark[1]
            at = mark.end()
        text += marked[at:]
        sentences.append(Sentence(start, len(text), tuple(types.split())))
    return Document("story", text, published=published, spans=tuple(spans), sentences=tuple(sentences))


def shown(event: Event, keys: Iterable[str]) -> dict[str, Any]:
    """Return fields of an event as the table of stories writes them."""
    place, date = event.location, event.date
    fields: dict[str, Any] = {
        "type": event.type,
        "place": (place and place.text) or "",
        "country": (place and place.country) or "",
        "date": (date and date.text) or "",
        "day": (date and date.start) or "",
        "attackers": [party.text for party in event.attackers],
        "targets": [party.text for party in event.targets],
        "weapons": [weapon.text for weapon in event.weapons],
        "sentences": list(event.sentences),
        "status": event.status,
    }
    fields |= {name: bounds(getattr(event, name)) for name in COUNT_LABELS.values()}
    return {key: fields[key] for key in keys}


def bounds(count: Count | None) -> str:
    if count is None:
        return ""
    return "..".join("" if side is None else str(side) for side in (count.min, count.max))


@pytest.mark.parametrize("story", STORIES, ids=[story["name"] for story in STORIES])
def test_story_gives_the_known_records(story: dict[str, Any]) -> None:
    events = assemble(told(story["text"]))
    assert len(events) == len(story["records"])
    assert [shown(event, want) for event, want in zip(events, story["records"], strict=True)] == story["records"]


ARTICLE = told(
    """
airstrike : [Egyptian|ATT] jets kill [six|KIL] [ISIS fighters|TAR] in [Arish|LOC]
airstrike : Aircraft bombed the [Islamic State of Iraq and the Levant|TAR] ([ISIS|TAR]) in [Arish|LOC], [northern \
Egypt|LOC], on [Tuesday|DAT] and left [several|KIL] [fighters|TAR] dead, a [spokesman|ACT] said.
: The raid was part of a campaign against [ISIS|ACT] in the [Sinai Peninsula|LOC].
airstrike : Scouts had found a [cave|TAR] in the [Samra area|LOC] of [Arish|LOC], which the [Egyptian Air Force|ATT] \
bombed with [F-16 jets|WEA].
airstrike : The strike killed [six|KIL] [ISIS fighters|TAR], including [a|KIL] [commander|TAR].
: The group goes on with its attacks.
ambush : [Earlier this month|DAT] an [ISIS|ATT] ambush in [Arish|LOC] killed [six|KIL] [Egyptian soldiers|TAR].
""",
    published="2024-09-18",
)


def test_article_of_two_events_gives_two_records() -> None:
    strike, ambush = assemble(ARTICLE)
    keys = ["type", "place", "country", "day", "attackers", "targets", "killed", "sentences"]
    assert shown(strike, [*keys, "weapons"]) == {
        "type": "airstrike",
        "place": "Samra area",
        "country": "EGY",
        "day": "2024-09-17",
        "attackers": ["Egyptian Air Force"],
        "targets": ["ISIS fighters", "cave", "commander"],
        "killed": "6..6",
        "sentences": [0, 1, 3, 4],
        "weapons": ["F-16 jets"],
    }
    assert shown(ambush, [*keys, "date"]) == {
        "type": "ambush",
        "place": "Arish",
        "country": "EGY",
        "day": "2024-09-01",
        "attackers": ["ISIS"],
        "targets": ["Egyptian soldiers"],
        "killed": "6..6",
        "sentences": [6],
        "date": "Earlier this month",
    }


def test_every_field_keeps_the_words_it_came_from() -> None:
    strike = assemble(ARTICLE)[0]
    fields = {
        "date": strike.date and strike.date.mentions,
        "killed": strike.killed and strike.killed.mentions,
        "location": strike.location and strike.location.mentions,
        "weapon": strike.weapons[0].mentions,
        "attacker": strike.attackers[0].mentions,
    }
    assert {name: [ARTICLE.text[a:b] for a, b in mentions or ()] for name, mentions in fields.items()} == {
        "date": ["Tuesday"],
        "killed": ["six"],
        "location": ["Samra area"],
        "weapon": ["F-16 jets"],
        "attacker": ["Egyptian", "Egyptian Air Force"],
    }


def test_every_decision_has_the_name_of_a_rule() -> None:
    story = read_story(ARTICLE)
    acts = [part for i in range(len(story.sentences)) for act in acts_of(story, i) for part in parts_of(story, act)]
    assert [(found.type, found.rules) for found in cluster(story, acts)] == [
        ("airstrike", ["first report", "same place again", "same place again", "refers back"]),
        ("ambush", ["first report"]),
    ]


def test_score_is_that_of_the_best_sentence() -> None:
    document = told("bombing : A bomb hit [Kabul|LOC].\nbombing : The blast hurt [two|INJ].")
    assert assemble(document)[0].score is None
    first, second = document.sentences or ()
    scored = (replace(first, scores={"bombing": 0.6, "riot": 0.99}), replace(second, scores={"bombing": 0.9}))
    assert assemble(replace(document, sentences=scored))[0].score == 0.9


def test_documents_without_layers_have_no_events() -> None:
    assert assemble(Document("bare", "A bomb went off.")) == ()
    assert assemble(Document("unlabelled", "A bomb went off.", sentences=(Sentence(0, 16),))) == ()


def test_weekdays_without_a_publication_date_are_compared_but_not_resolved() -> None:
    document = told(
        """
bombing : A bomb killed [two|KIL] [guards|TAR] in [Kabul|LOC] on [Monday|DAT].
bombing : In [2008|DAT], a bomb killed [40|KIL] [people|TAR] there.
""",
        published=None,
    )
    assert [shown(event, ["date", "day", "killed"]) for event in assemble(document)] == [
        {"date": "Monday", "day": "", "killed": "2..2"},
        {"date": "2008", "day": "2008-01-01", "killed": "40..40"},
    ]


PIECES = st.sampled_from(
    """Gunmen|the|attack|killed|at least 12|several|from|to|including|of them|in|Kabul|Islamic State|(|ISIS|)|,|and
Ali Khan|two days later|Monday|in 2008|said on|-|–|another blast|no casualties|since|:|of the|Iraq's|Mosul|31 June|0
none|IS|’s|up to 9|a|border|north of|bombed|arrested|denied that|é|あ|999999999999""".replace("\n", "|").split("|")
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Make any valid document: spans and sentences where they may be, with types and scores at random."""
    text, spans = "", []
    for piece in draw(st.lists(PIECES, min_size=1, max_size=40)):
        label = draw(st.sampled_from([*SPAN_LABELS, None, None]))
        if label:
            spans.append(Span(len(text), len(text) + len(piece), label))
        text += piece + draw(st.sampled_from([" ", " ", " ", ""]))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=5)) | {0, len(text)})
    sentences = []
    for start, end in itertools.pairwise(cuts):
        types = draw(st.lists(st.sampled_from(sorted(EVENT_TYPES)), unique=True, max_size=3))
        scores = draw(st.none() | st.just(dict.fromkeys(types, 0.5)))
        sentences.append(Sentence(start, end, tuple(types), scores))
    published = draw(st.sampled_from([None, "2024-02-29", "1999-12-31"]))
    return Document("any", text, published=published, spans=tuple(spans), sentences=tuple(sentences))


@settings(max_examples=100, deadline=None)
@given(documents())
def test_any_document_gives_valid_records_and_the_same_again(document: Document) -> None:
    events = assemble(document)
    assert assemble(document) == events
    full = replace(document, events=events)
    assert loads(dumps(full)) == full
    for event in events:
        assert list(event.sentences) == sorted({*event.sentences})
        reported = {name for index in event.sentences for name in (document.sentences or ())[index].event_types or ()}
        assert event.type in reported
        assert len(event.reasons) == len(event.sentences) - 1
        for index, reason in zip(event.sentences[1:], event.reasons, strict=True):
            assert reason.startswith(f"sentence {index}: ")
        for count in (event.killed, event.injured, event.captured):
            assert count is None or is_sound(count, document.text)


def is_sound(count: Count, text: str) -> bool:
    """Tell whether a count and its parts keep where they stand, and its bounds hold."""
    best = count.best is None or (count.min or 0) <= count.best <= (count.best if count.max is None else count.max)
    parts = (*count.accounts, *count.groups)
    placed = all(0 <= start < end <= len(text) for part in (count, *parts) for start, end in part.mentions)
    named = all(part.of in [text[start:end] for start, end in part.mentions] for part in count.groups)
    return best and placed and named and bool(count.accounts) == (count.rule == "range of accounts")
