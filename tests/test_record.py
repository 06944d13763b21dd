"""The record: what it refuses, JSON Lines round trips, and errors that name the line."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels import jsonl
from labels.errors import InputError
from labels.record import (
    DATE_PRECISIONS,
    PARTY_KINDS,
    PLACE_PRECISIONS,
    Count,
    Document,
    Event,
    EventDate,
    Party,
    Place,
    Sentence,
    Span,
    Weapon,
)
from labels.schema import EVENT_TYPES, SPAN_LABELS


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Span(3, 3, "DATE"), "expected span offsets with 0 <= start < end, found start 3 and end 3"),
        (lambda: Span(-1, 3, "DATE"), "found start -1 and end 3"),
        (lambda: Span(0, 1, "PLACE"), "expected span label to be one of ATTACKER, TARGET, .* found 'PLACE'"),
        (lambda: Span(0, 1, "DATE", 1.5), "expected a score between 0 and 1, found 1.5"),
        (lambda: Sentence(0, 1, ("war",)), "event type to be one of airstrike, .* found 'war'"),
        (lambda: Sentence(0, 1, ("riot", "riot")), "each event type once in a sentence"),
        (lambda: Count("x", 3, 2), "expected a count with min <= max, found min 3 and max 2"),
        (lambda: Count("x", -1, 2), "count min of 0 or more, found -1"),
        (
            lambda: EventDate("x", "2024-02-30", None),
            "event date as a date like 2024-09-17, found '2024-02-30'",
        ),
        (lambda: EventDate("x", "2024-02-03", "2024-02-01"), "start <= end"),
        (lambda: Place("x", latitude=91.0), "latitude between -90 and 90 degrees, found 91.0"),
        (lambda: Party("x", "army"), "party kind to be one of state_forces"),
        (lambda: Event("war"), "event type to be one of"),
        (lambda: Document("", "x"), "expected a document id, found an empty one"),
        (lambda: Document("a", "x\ud800"), "a lone surrogate at character 1"),
        (lambda: Document("a", "x", published="yesterday"), "published as a date like 2024-09-17"),
        (
            lambda: Document("a", "abc", spans=(Span(0, 4, "DATE"),)),
            "within the text of 3 characters, found end 4",
        ),
        (
            lambda: Document("a", "abcd", spans=(Span(1, 3, "DATE"), Span(2, 4, "DATE"))),
            "expected spans sorted and not overlapping, found start 2 before end 3 of the last",
        ),
        (
            lambda: Document("a", "abcd", spans=(Span(2, 3, "DATE"), Span(0, 1, "DATE"))),
            "expected spans sorted and not overlapping",
        ),
        (
            lambda: Document("a", "abcd", sentences=(Sentence(0, 3), Sentence(2, 4))),
            "expected sentences sorted and not overlapping",
        ),
        (
            lambda: Document("a", "ab", sentences=(Sentence(0, 2),), events=(Event("riot", sentences=(1,)),)),
            "event sentences below 1, the number of sentences, found 1",
        ),
    ],
)
def test_a_broken_record_is_refused_at_construction(make: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make()  # type: ignore[operator]


def test_scores_take_no_part_in_comparison() -> None:
    assert Span(0, 1, "DATE", 0.5) == Span(0, 1, "DATE")
    assert Event("riot", score=0.4) == Event("riot")


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
numbers = st.none() | st.integers(0, 500)


@st.composite
def counts(draw: st.DrawFn) -> Count:
    low, high = draw(numbers), draw(numbers)
    if low is not None and high is not None:
        low, high = sorted((low, high))
    return Count(draw(st.none() | words), low, high, draw(numbers), draw(st.none() | words), None, ((0, 1),))


def events(sentences: int) -> st.SearchStrategy[Event]:
    parties = st.lists(st.builds(Party, words, st.none() | st.sampled_from(PARTY_KINDS)), max_size=2).map(tuple)
    dates = st.dates().map(lambda d: d.isoformat())
    date = st.builds(EventDate, st.none() | words, dates, st.none(), st.none() | st.sampled_from(DATE_PRECISIONS))
    degrees = st.none() | st.floats(-90, 90)
    place = st.builds(
        Place,
        words,
        st.none() | words,
        st.none(),
        degrees,
        degrees,
        st.none() | st.sampled_from(PLACE_PRECISIONS),
    )
    return st.builds(
        Event,
        st.sampled_from(list(EVENT_TYPES)),
        st.none() | date,
        st.none() | place,
        parties,
        parties,
        st.none() | counts(),
        st.none() | counts(),
        st.none() | counts(),
        st.lists(st.builds(Weapon, words), max_size=2).map(tuple),
        st.lists(st.integers(0, max(sentences - 1, 0)), max_size=sentences).map(tuple),
        st.none() | st.floats(0, 1),
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    bounds = list(itertools.pairwise(cuts))
    spans = tuple(
        Span(a, b, draw(st.sampled_from(list(SPAN_LABELS))), draw(st.none() | st.floats(0, 1))) for a, b in bounds
    )
    types = st.none() | st.lists(st.sampled_from(list(EVENT_TYPES)), unique=True, max_size=2).map(tuple)
    sentences = tuple(Sentence(a, b, draw(types), draw(st.none() | st.just({"riot": 0.25}))) for a, b in bounds)
    return Document(
        id=draw(words),
        text=text,
        source=draw(st.none() | words),
        published=draw(st.none() | st.dates().map(lambda d: d.isoformat())),
        spans=draw(st.none() | st.just(spans)),
        sentences=sentences,
        events=draw(st.none() | st.lists(events(len(sentences)), max_size=2).map(tuple)),
        model=draw(st.none() | words),
        extra=draw(st.dictionaries(st.sampled_from(["url", "tags"]), words)),
    )


@given(documents())
def test_json_gives_back_the_document_with_its_scores(document: Document) -> None:
    line = jsonl.dumps(document)
    assert "\n" not in line
    again = jsonl.loads(line)
    assert again == document
    assert jsonl.dumps(again) == line
    assert again.extra == document.extra


def test_a_layer_that_is_not_labelled_stays_apart_from_an_empty_one() -> None:
    bare = jsonl.loads('{"id": "a", "text": "x"}')
    assert (bare.spans, bare.sentences, bare.events) == (None, None, None)
    empty = jsonl.loads('{"id": "a", "text": "x", "spans": [], "sentences": [], "events": []}')
    assert (empty.spans, empty.sentences, empty.events) == ((), (), ())
    assert "spans" not in json.loads(jsonl.dumps(bare))


def test_the_published_format_is_read_whole() -> None:
    event = {
        "type": "airstrike",
        "score": 0.95,
        "date": {"text": "Tuesday", "start": "2024-09-17", "end": "2024-09-17", "precision": "day"},
        "location": {"text": "Laylan area", "name": "Laylan", "country": "IRQ", "latitude": 35.3, "longitude": 44.5,
                     "precision": "town"},
        "attackers": [{"text": "Iraqi Air Force", "kind": "state_forces"}],
        "targets": [{"text": "ISIS militants", "kind": "non_state_armed_group"}],
        "killed": {"text": "four", "min": 4, "max": 4},
        "injured": None,
        "captured": None,
        "weapons": [{"text": "F-16 fighter jets"}],
        "sentences": [0],
    }  # fmt: skip
    line = {"id": "doc-1", "source": "wire", "published": "2024-09-17", "text": "A strike.", "spans": [],
            "sentences": [{"start": 0, "end": 9, "event_types": ["airstrike"], "scores": {"airstrike": 0.97}}],
            "events": [event], "model": "m"}  # fmt: skip
    assert jsonl.to_dict(jsonl.from_dict(line)) == line


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "expected a JSON object, found '{'"),
        ('{"id": "b", "text": "x", "extra": NaN}', "expected a JSON object, found .*NaN is no JSON"),
        ("[1]", r"expected a JSON object, found \[1\]"),
        ('{"id": "b"}', 'expected a key "text", found an object with '),
        ('{"id": 7, "text": "x"}', 'expected "id" to be a string, found 7'),
        ('{"id": "a", "text": "x"}', "expected each id once, found 'a' also in line 1"),
        ('{"id": "b", "text": "\\ud83d"}', "found a lone surrogate at character 0"),
        ('{"id": "b", "text": "x", "spans": [{"start": 0}]}', r'expected in spans\[0\] a key "end"'),
        (
            '{"id": "b", "text": "x", "spans": [{"start": true, "end": 1, "label": "DATE"}]}',
            '"start" to be a whole',
        ),
        ('{"id": "b", "text": "x", "spans": {}}', 'expected "spans" to be a list, found {}'),
        (
            '{"id": "b", "text": "x", "events": [{"type": "riot", "killed": {"min": 2, "max": 1}}]}',
            "min <= max",
        ),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "a", "text": "x"}\n' + line + '\n\n{"id": "z", "text": "y"}\n', encoding="utf-8")
    first, error, last = jsonl.scan(path)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert last.id == "z"
    assert isinstance(error, InputError)
    assert str(error).startswith(f"{path}:2: ")
    with pytest.raises(InputError, match=message):
        jsonl.read(path)


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "a", "text": "x"}\n{"id": "b", "text": "caf\xe9"}\n')
    good, error = jsonl.scan(path)
    assert isinstance(good, Document)
    assert str(error) == f"{path}:2: expected UTF-8, found byte 0xe9 at byte 24; save the file as UTF-8"


def test_files_written_are_read_back(tmp_path: Path) -> None:
    made = [Document("a", "x\u2028y\n"), Document("b", "😀", spans=())]
    jsonl.write(tmp_path / "out.jsonl", made)
    assert jsonl.read(tmp_path / "out.jsonl") == made
