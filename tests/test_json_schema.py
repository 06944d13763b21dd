"""The published schema says of a document what the reader says."""

from __future__ import annotations

import copy
import json
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from labels import EVENT_TYPES, SPAN_LABELS, InputError, jsonl, record
from labels.json_schema import load_schema
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

VALIDATOR = Draft202012Validator(load_schema())

RICH = Document(
    id="doc-1",
    text="Rebels shot two guards in Zarun on Friday.",
    source="wire",
    published="2024-09-17T08:00:00+00:00",
    spans=(Span(0, 6, "ATTACKER", 0.98), Span(12, 15, "KILLED")),
    sentences=(Sentence(0, 42, ("armed_attack",), {"armed_attack": 0.97}),),
    events=(
        Event(
            "armed_attack",
            date=EventDate("Friday", "2024-09-13", "2024-09-13", "day", "night", "weekday", ((35, 41),)),
            location=Place(
                *("Zarun", "Zarun", "IRQ", 35.3, 44.5, "town", "Kirkuk", "gazetteer", ((26, 31),)),
                *("geonames:1", 0.8, (Candidate("geonames:2", "Zarun", "IRN", 34.0, 46.5, 0.2),)),
            ),
            attackers=(Party("Rebels", "non_state_armed_group", ((0, 6),), "Zarun Front", "IRQ"),),
            targets=(Party("guards"),),
            killed=Count(
                *("two", 2, 3, 2, "exact", "number word", ((12, 15),)),
                accounts=(PartCount("police", "two", 2, 2), PartCount("rebels", "three", 3, 3, None, ((12, 15),))),
                groups=(PartCount("guards", "two", 2, 2, "police"),),
            ),
            injured=Count(None, None, 5),
            weapons=(Weapon("rifles", ()),),
            sentences=(0,),
            score=0.5,
            status="claimed",
            claimed_by="Rebels",
            reasons=("sentence 2: same place",),
        ),
        Event("riot"),
    ),
    model="conflict-events 0.1.0",
    extra={"style": "wire", "tags": ["a"]},
)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(load_schema())


@pytest.mark.parametrize("document", [RICH, Document("d", ""), Document("d", "a", spans=(), sentences=(), events=())])
def test_what_is_written_is_valid(document: Document) -> None:
    VALIDATOR.validate(json.loads(jsonl.dumps(document)))


def test_the_corpus_is_valid() -> None:
    corpus = Path(str(resources.files("labels") / "corpus" / "authored_dev.jsonl"))
    for line in corpus.read_text(encoding="utf-8").splitlines():
        VALIDATOR.validate(json.loads(line))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("span", Span),
        ("sentence", Sentence),
        ("event", Event),
        ("event_date", EventDate),
        ("place", Place),
        ("party", Party),
        ("count", Count),
        ("part_count", PartCount),
        ("candidate", Candidate),
        ("weapon", Weapon),
    ],
)
def test_the_keys_are_those_of_the_record(name: str, kind: type[Any]) -> None:
    assert list(load_schema()["$defs"][name]["properties"]) == [f.name for f in fields(kind)]


def test_the_keys_of_a_document_are_those_of_the_record() -> None:
    assert set(load_schema()["properties"]) == {f.name for f in fields(Document)} - {"extra"}


def test_the_names_are_those_of_the_code() -> None:
    defs = load_schema()["$defs"]
    assert defs["event_type"]["enum"] == list(EVENT_TYPES)
    assert defs["span"]["properties"]["label"]["enum"] == list(SPAN_LABELS)
    assert defs["party"]["properties"]["kind"]["enum"] == [*record.PARTY_KINDS, None]
    assert defs["event_date"]["properties"]["precision"]["enum"] == [*record.DATE_PRECISIONS, None]
    assert defs["place"]["properties"]["precision"]["enum"] == [*record.PLACE_PRECISIONS, None]
    assert defs["event"]["properties"]["status"]["enum"] == [*record.STATUSES, None]


MISSING = object()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["id"], MISSING),
        (["id"], ""),
        (["id"], 7),
        (["text"], MISSING),
        (["source"], 7),
        (["published"], "last week"),
        (["spans"], {}),
        (["spans", 0, "start"], MISSING),
        (["spans", 0, "start"], -1),
        (["spans", 0, "end"], "6"),
        (["spans", 0, "label"], "PERSON"),
        (["spans", 0, "score"], 1.5),
        (["sentences", 0, "event_types"], ["battle"]),
        (["sentences", 0, "event_types"], ["riot", "riot"]),
        (["sentences", 0, "scores"], {"battle": 0.5}),
        (["events", 0, "type"], MISSING),
        (["events", 0, "type"], "battle"),
        (["events", 0, "status"], "rumoured"),
        (["events", 0, "sentences"], ["0"]),
        (["events", 0, "date", "precision"], "hour"),
        (["events", 0, "date", "start"], "13.9.2024"),
        (["events", 0, "location", "latitude"], 91),
        (["events", 0, "location", "precision"], "street"),
        (["events", 0, "attackers", 0, "text"], MISSING),
        (["events", 0, "attackers", 0, "kind"], "army"),
        (["events", 0, "attackers", 0, "mentions"], [[0, 6, 7]]),
        (["events", 0, "killed"], 2),
        (["events", 0, "killed", "min"], -1),
        (["events", 0, "killed", "max"], 2.5),
        (["events", 0, "weapons", 0], "rifles"),
    ],
)
def test_what_the_reader_refuses_is_not_valid(path: list[str | int], value: object) -> None:
    data = broken = copy.deepcopy(json.loads(jsonl.dumps(RICH)))
    for step in path[:-1]:
        broken = broken[step]
    if value is MISSING:
        del broken[path[-1]]
    else:
        broken[path[-1]] = value
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(InputError):
        jsonl.from_dict(data)


def test_unknown_keys_are_kept_at_the_top_only() -> None:
    data = jsonl.to_dict(RICH)
    assert VALIDATOR.is_valid({**data, "annotator": {"name": "x"}})
    data["spans"][0]["lable"] = "ATTACKER"
    assert not VALIDATOR.is_valid(data)


numbers = st.none() | st.integers(0, 9)
texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
words = texts.map(lambda text: text or "x")
counts = st.builds(Count, texts, numbers, st.none() | st.integers(9, 20), numbers, texts)
dates = st.builds(EventDate, texts, st.none() | st.dates().map(str), precision=st.sampled_from(record.DATE_PRECISIONS))
parties = st.lists(st.builds(Party, words, st.none() | st.sampled_from(record.PARTY_KINDS)), max_size=2).map(tuple)
places = st.builds(Place, texts, texts, texts, st.none() | st.floats(-90, 90), region=texts)
events = st.builds(
    Event,
    st.sampled_from(list(EVENT_TYPES)),
    st.none() | dates,
    st.none() | places,
    parties,
    parties,
    st.none() | counts,
    score=st.none() | st.floats(0, 1),
    status=st.none() | st.sampled_from(record.STATUSES),
)
documents = st.builds(
    Document,
    words,
    words,
    texts,
    st.none() | st.dates().map(str),
    events=st.none() | st.lists(events, max_size=2).map(tuple),
    extra=st.dictionaries(st.just("note"), st.integers()),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(documents)
def test_any_document_is_written_validly(document: Document) -> None:
    VALIDATOR.validate(json.loads(jsonl.dumps(document)))
