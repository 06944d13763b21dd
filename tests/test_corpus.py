"""The corpus that ships: complete, whole and divided as it says."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from labels import EVENT_TYPES, SPAN_LABELS, Document, Sentence, jsonl
from labels.split import document_of, groups, split
from labels.words import word_offsets

FOLDER = Path(str(resources.files("labels") / "corpus"))
SPLITS = ("train", "dev", "test")


@pytest.fixture(scope="module")
def corpus() -> dict[str, list[Document]]:
    return {name: jsonl.read(FOLDER / f"authored_{name}.jsonl") for name in SPLITS}


def every(corpus: dict[str, list[Document]]) -> list[Document]:
    return [passage for passages in corpus.values() for passage in passages]


def test_it_is_complete(corpus: dict[str, list[Document]]) -> None:
    passages = every(corpus)
    assert len(passages) == len({passage.id for passage in passages}) == 365
    assert sum(len(passage.sentences or ()) for passage in passages) == 2024
    assert sum(len(passage.events or ()) for passage in passages) == 1023


def test_no_document_is_in_two_splits(corpus: dict[str, list[Document]]) -> None:
    ids = [{document_of(passage.id) for passage in corpus[name]} for name in SPLITS]
    assert len(set.union(*ids)) == sum(map(len, ids))


def test_all_layers_are_labelled(corpus: dict[str, list[Document]]) -> None:
    for passage in every(corpus):
        assert passage.spans is not None
        assert passage.events is not None
        assert passage.sentences
        assert all(sentence.event_types is not None for sentence in passage.sentences)


def test_reading_and_writing_lose_nothing(corpus: dict[str, list[Document]]) -> None:
    def filled(value: object) -> object:
        if isinstance(value, dict):
            return {key: filled(x) for key, x in value.items() if x not in (None, [])}
        return [filled(x) for x in value] if isinstance(value, list) else value

    for name in SPLITS:
        lines = (FOLDER / f"authored_{name}.jsonl").read_text(encoding="utf-8").splitlines()
        for line, passage in zip(lines, corpus[name], strict=True):
            assert filled(jsonl.to_dict(passage)) == filled(json.loads(line))


@pytest.mark.parametrize("name", SPLITS)
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_event_type_is_in_each_split(corpus: dict[str, list[Document]], name: str, event_type: str) -> None:
    sentences = [sentence for passage in corpus[name] for sentence in passage.sentences or ()]
    assert sum(event_type in (sentence.event_types or ()) for sentence in sentences) >= 3


def test_spans_lie_on_whole_words_within_one_sentence(corpus: dict[str, list[Document]]) -> None:
    for passage in every(corpus):
        words = word_offsets(passage.text)
        starts, ends = {start for start, _ in words}, {end for _, end in words}
        for span in passage.spans or ():
            assert span.start in starts, (passage.id, span)
            assert span.end in ends, (passage.id, span)
            assert any(s.start <= span.start and span.end <= s.end for s in passage.sentences or ()), passage.id


def test_splitting_the_union_again_gives_the_same_splits(corpus: dict[str, list[Document]]) -> None:
    union = [passage for name in ("test", "train", "dev") for passage in corpus[name]]
    again = split(union)
    assert {name: again[name] == corpus[name] for name in SPLITS} == dict.fromkeys(SPLITS, True)


def test_the_tables_of_the_readme_count_right(corpus: dict[str, list[Document]]) -> None:
    counts: dict[str, Counter[str]] = {}
    for name in SPLITS:
        found = counts[name] = Counter({"passages": len(corpus[name])})
        for passage in corpus[name]:
            sentences = passage.sentences or ()
            found["event records"] += len(passage.events or ())
            found["spans"] += len(passage.spans or ())
            found["sentences"] += len(sentences)
            found[f"`{passage.extra['style']}`"] += 1
            found.update(f"`{span.label}`" for span in passage.spans or ())
            found.update(f"`{kind}`" for sentence in sentences for kind in sentence.event_types or ())
            found["no type"] += sum(not sentence.event_types for sentence in sentences)
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", text, re.MULTILINE)
    shown = {label: [int(n.replace(",", "")) for n in numbers] for label, *numbers in rows}
    labels = set().union(*counts.values())
    assert {f"`{label}`" for label in (*EVENT_TYPES, *SPAN_LABELS)} < labels
    assert shown == {label: [*(n := [counts[name][label] for name in SPLITS]), sum(n)] for label in labels}


def passage(name: str, text: str, *event_types: str) -> Document:
    return Document(name, text, sentences=(Sentence(0, len(text), event_types),))


def test_passages_of_one_document_and_near_duplicates_stay_together() -> None:
    passages = [
        passage("a.1", "Gunmen stormed the customs post at dawn."),
        passage("a.2", "A curfew was lifted."),
        passage("b.1", "Police said gunmen stormed the customs post at dawn."),
        passage("c.1", "Nothing of this kind was seen elsewhere."),
    ]
    assert [[p.id for p in group] for group in groups(passages)] == [["a.1", "a.2", "b.1"], ["c.1"]]


def test_a_split_takes_its_share_of_a_rare_type_and_keeps_the_order() -> None:
    words = ["alpha", "bravo", "kilo", "lima", "mike", "oscar", "papa", "quebec", "romeo", "tango"]
    passages = [
        passage(f"{word}.1", f"{word} {word} {word}", "riot" if i > 7 else "protest") for i, word in enumerate(words)
    ]
    halves = split(passages[::-1], {"one": 0.5, "two": 0.5})
    for half in halves.values():
        assert [p.id for p in half] == sorted((p.id for p in half), reverse=True)
        assert [p.sentences[0].event_types for p in half if p.sentences].count(("riot",)) == 1
        assert len(half) == 5


def test_nothing_splits_into_nothing() -> None:
    assert split([]) == {"train": [], "dev": [], "test": []}


def test_the_guidelines_treat_every_label_and_type() -> None:
    text = (FOLDER.parent / "GUIDELINES.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert {*SPAN_LABELS, *EVENT_TYPES} <= rows
    marked = set(re.findall(r"\[[^\[\]|]+\\?\|(\w+)\]", text))
    assert marked == {*SPAN_LABELS, "LABEL"}


@pytest.mark.parametrize(
    ("name", "passages", "sentences"),
    [
        ("articles", 40, 764),
        ("briefs", 170, 906),
        ("contrasts", 170, 946),
        ("reports", 164, 2743),
        ("styles", 490, 2444),
        ("stories", 109, 1617),
        ("passages", 365, 1934),
    ],
)
def test_what_is_there_to_train_on_besides_is_sound_and_new(
    corpus: dict[str, list[Document]], name: str, passages: int, sentences: int
) -> None:
    more = jsonl.read(FOLDER / f"authored_{name}_train.jsonl")
    assert (len(more), sum(len(d.sentences or ()) for d in more)) == (passages, sentences)
    assert not {d.id for d in more} & {d.id for d in every(corpus)}
    assert not {d.text for d in more} & {d.text for d in every(corpus)}
    for passage in more:
        starts, ends = zip(*word_offsets(passage.text), strict=True)
        assert all(span.start in starts and span.end in ends for span in passage.spans or ())
