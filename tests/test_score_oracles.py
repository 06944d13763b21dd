"""Random documents score as by seqeval and by the reference, skipped where ../shared/score is absent."""

from __future__ import annotations

import importlib.util
import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.scheme import IOB2

from labels import bio, jsonl
from labels.record import Count, Document, Event, EventDate, Party, Place, Sentence, Span
from labels.schema import EVENT_TYPES, SPAN_LABELS
from labels.words import word_offsets
from training.score import Scores, score, score_each
from training.tally import Counts

REFERENCE = Path(__file__).parents[2] / "shared" / "score" / "score.py"
TEXT = "Rebels shelled Aleppo on Monday, killing four. Later the army struck a camp of rebels outside the town."
WORDS = word_offsets(TEXT)
LABELS = tuple(SPAN_LABELS)
TYPES = tuple(EVENT_TYPES)

TEXTS = ("the Iraqi Air Force", "air force", "Air-Force", "", "the", "rebels", "The rebels'")
COUNTS = (None, *(Count("some", low, high) for low, high in ((None, None), (2, 2), (2, None), (None, 3), (2, 3))))

# few values, so that both sides often agree; drawing each of them through hypothesis would take seconds
seeds = st.integers(0, 2**32).map(random.Random)


def random_offsets(rng: random.Random) -> list[tuple[int, int]]:
    return list(itertools.pairwise(sorted(rng.sample(range(0, 100, 10), rng.randrange(2, 7)))))


def random_event(known: int, rng: random.Random) -> Event:
    return Event(
        rng.choice(TYPES[:2]),
        rng.choice((None, EventDate(None), EventDate(rng.choice(TEXTS)))),
        rng.choice((None, Place(rng.choice((None, *TEXTS)), country=rng.choice((None, "", "IRQ", "SYR"))))),
        tuple(Party(rng.choice(TEXTS)) for _ in range(rng.randrange(3))),
        tuple(Party(rng.choice(TEXTS)) for _ in range(rng.randrange(3))),
        killed=rng.choice(COUNTS),
        injured=rng.choice(COUNTS),
        captured=rng.choice(COUNTS),
        sentences=tuple(rng.choices(range(known), k=rng.randrange(3))),
    )


def random_document(name: str, rng: random.Random) -> Document:
    spans = tuple(Span(*s, rng.choice(LABELS[:4])) for s in random_offsets(rng) if rng.random() < 0.7)
    parts = tuple(Sentence(*s, tuple(rng.sample(TYPES[:3], rng.randrange(3)))) for s in random_offsets(rng))
    events = tuple(random_event(len(parts), rng) for _ in range(rng.randrange(4)))
    return Document(name, TEXT, spans=spans, sentences=parts, events=None if rng.random() < 0.2 else events)


def random_corpus(rng: random.Random) -> tuple[list[Document], list[Document]]:
    names = "abc"[: rng.randrange(1, 4)]
    found = [random_document(name, rng) for name in names if rng.random() < 0.8]
    return [random_document(name, rng) for name in names], found


@given(seeds)
@settings(max_examples=50, deadline=None)
def test_scores_of_disjoint_sets_add_up(rng: random.Random) -> None:
    gold, found = random_corpus(rng)
    rest = [d for d in found if d.id != "a"]
    whole = score(gold, found)
    assert score(gold[:1], [d for d in found if d.id == "a"]) + score(gold[1:], rest) == whole
    assert sum(reversed(score_each(gold, found)), Scores()).to_json() == whole.to_json()


@pytest.fixture(scope="module")
def corpus() -> list[Document]:
    folder = resources.files("labels") / "corpus"
    files = sorted(Path(str(folder)).glob("*_dev.jsonl"))
    assert files
    return [d for file in files for d in jsonl.read(file)]


def test_gold_against_itself_is_perfect(corpus: list[Document]) -> None:
    found = score(corpus, corpus)
    assert found.event_type_macro_f1 == found.killed.recall == 1.0
    assert all(c.gold and c.precision == c.recall == c.f1 == 1.0 for c in found.counts().values())


def noisy(d: Document, rng: random.Random) -> Document:
    def sometimes() -> bool:
        return rng.random() < 0.15

    def types(known: tuple[str, ...] | None) -> tuple[str, ...]:
        kept = [t for t in known or () if not sometimes()]
        return tuple(dict.fromkeys([*kept, rng.choice(TYPES)] if sometimes() else kept))

    spans = [
        Span(
            s.start,
            s.end - (sometimes() and s.end - s.start > 1),
            rng.choice(LABELS) if sometimes() else s.label,
        )
        for s in d.spans or ()
        if not sometimes()
    ]
    parts: list[Sentence] = []
    index = []
    for s in d.sentences or ():
        start = parts.pop().start if parts and sometimes() else s.start
        parts.append(Sentence(start, s.end, types(s.event_types)))
        index.append(len(parts) - 1)
    found = [
        replace(
            e,
            type=rng.choice(TYPES) if sometimes() else e.type,
            date=None if sometimes() else e.date,
            location=Place("Syria") if sometimes() else e.location,
            attackers=e.attackers[1:] if sometimes() else e.attackers,
            targets=tuple(Party(p.text.split()[-1]) if sometimes() else p for p in e.targets),
            killed=Count("two", 2, 2) if sometimes() else e.killed,
            sentences=tuple(rng.randrange(len(parts)) if sometimes() else index[i] for i in e.sentences),
        )
        for e in d.events or ()
        for _ in range(1 - sometimes() + sometimes())
    ]
    return replace(d, spans=tuple(spans), sentences=tuple(parts), events=tuple(found))


@pytest.fixture(scope="module")
def reference() -> Any:  # noqa: ANN401 - a module loaded from a file has no type
    if not REFERENCE.exists():
        pytest.skip(f"no {REFERENCE}")
    spec = importlib.util.spec_from_file_location("reference_score", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(documents: Sequence[Document]) -> dict[str, Any]:
    return {d.id: json.loads(jsonl.dumps(d)) for d in documents}


@given(rng=seeds)
@settings(max_examples=200, deadline=None)
def test_random_documents_score_as_by_the_reference(
    reference: Any,  # noqa: ANN401
    rng: random.Random,
) -> None:
    gold, found = random_corpus(rng)
    assert score(gold, found).to_json() == reference.score(plain(gold), plain(found))


@pytest.mark.parametrize("seed", range(3))
def test_noisy_corpus_scores_as_by_the_reference(
    reference: Any,  # noqa: ANN401
    corpus: list[Document],
    seed: int,
) -> None:
    rng = random.Random(seed)
    found = [noisy(d, rng) for d in corpus if rng.random() < 0.9]
    result = score(corpus, found)
    assert result.to_json() == reference.score(plain(corpus), plain(found))
    assert 0.3 < result.span.f1 < 1
    assert 0.3 < result.event_slots.f1 < 1


whole_words = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from(LABELS[:3])), max_size=5)


def laid_out(steps: Sequence[tuple[int, int, str]]) -> list[Span]:
    spans, at = [], 0
    for gap, width, label in steps:
        if at + gap + width <= len(WORDS):
            spans.append(Span(WORDS[at + gap][0], WORDS[at + gap + width - 1][1], label))
            at += gap + width
    return spans


def document(spans: Sequence[Span]) -> Document:
    return Document("d", TEXT, spans=tuple(spans))


@given(whole_words, whole_words)
@settings(max_examples=50, deadline=None)
def test_spans_score_as_by_seqeval(a: Sequence[tuple[int, int, str]], b: Sequence[tuple[int, int, str]]) -> None:
    gold, predicted = laid_out(a), laid_out(b)
    counts = score([document(gold)], [document(predicted)]).span
    if not gold and not predicted:  # seqeval fails where there is nothing on either side
        assert counts == Counts()
        return
    (want, lost), (got, lost_too) = bio.encode(WORDS, gold), bio.encode(WORDS, predicted)
    assert lost == lost_too == []
    options = {"mode": "strict", "scheme": IOB2, "zero_division": 0}
    theirs = [f([want], [got], **options) for f in (precision_score, recall_score, f1_score)]
    assert [counts.precision, counts.recall, counts.f1] == pytest.approx(theirs, abs=1e-12)
