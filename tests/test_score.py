"""Scores of small documents, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from labels.errors import InputError
from labels.record import Count, Document, Event, EventDate, Party, Place, Sentence, Span
from labels.words import word_offsets
from training.event_score import same_text
from training.score import Scores, score
from training.tally import Counts

TEXT = "Rebels shelled Aleppo on Monday, killing four. Later the army struck a camp of the rebels."
WORDS = word_offsets(TEXT)


def span(first: int, last: int, label: str) -> Span:
    return Span(WORDS[first][0], WORDS[last][1], label)


def document(*spans: Span, name: str = "d") -> Document:
    return Document(name, TEXT, spans=spans, sentences=(), events=())


def sentences(*parts: tuple[int, int, str], events: tuple[Event, ...] = ()) -> Document:
    made = tuple(Sentence(start, end, tuple(types.split())) for start, end, types in parts)
    return Document("d", TEXT, spans=(), sentences=made, events=events)


def one(gold: Document, predicted: Document) -> Scores:
    return score([gold], [predicted])


def test_spans_by_hand() -> None:
    gold = document(span(0, 0, "ATTACKER"), span(2, 2, "LOCATION"), span(4, 4, "DATE"), span(7, 7, "KILLED"))
    predicted = document(span(0, 0, "ACTOR"), span(2, 3, "LOCATION"), span(4, 4, "DATE"))
    found = one(gold, predicted)
    assert found.span == Counts(correct=1, predicted=3, gold=4)
    assert [found.span.precision, found.span.recall, found.span.f1] == pytest.approx([1 / 3, 1 / 4, 2 / 7])
    assert found.span_any_role == Counts(2, 3, 4)
    assert found.span_by_label == {
        "ACTOR": Counts(0, 1, 0),
        "ATTACKER": Counts(0, 0, 1),
        "DATE": Counts(1, 1, 1),
        "KILLED": Counts(0, 0, 1),
        "LOCATION": Counts(0, 1, 1),
    }


def test_types_by_hand() -> None:
    gold = sentences((0, 20, "shelling"), (20, 40, "airstrike riot"), (40, 60, ""))
    predicted = sentences((0, 8, "shelling"), (8, 20, "shelling protest"), (20, 60, "airstrike"))
    found = one(gold, predicted)
    # the middle of the last predicted sentence, 40, lies in the third gold sentence
    assert found.event_type_by_type == {
        "shelling": Counts(1, 1, 1),
        "protest": Counts(0, 1, 0),
        "airstrike": Counts(0, 1, 1),
        "riot": Counts(0, 0, 1),
    }
    assert found.event_type == Counts(1, 3, 3)
    assert found.event_type_macro_f1 == 1 / 3


def test_events_by_hand() -> None:
    party = (Party("the rebels"),)
    gold = (
        Event("shelling", EventDate("Monday"), Place("Aleppo", country="SYR"), party, sentences=(0,)),
        Event("airstrike", targets=party, killed=Count("four", 4, 4), sentences=(1,)),
        Event("riot", killed=Count("dozens", 24, None), sentences=(1,)),
    )
    predicted = (
        Event("shelling", attackers=(Party("army"),), sentences=(0,)),
        Event("shelling", EventDate("on Monday"), Place("Aleppo"), (Party("Rebels"),), sentences=(0,)),
        Event("airstrike", killed=Count("4", 4, None), injured=Count("two", 2, 2), sentences=(1,)),
        Event("riot", killed=Count("dozens", 24, None), sentences=(0,)),
    )
    parts = ((0, 46, ""), (47, 90, ""))
    found = one(sentences(*parts, events=gold), sentences(*parts, events=predicted))
    assert found.event_detection == Counts(2, 4, 3)
    assert found.event_slots_by_name == {
        "type": Counts(2, 4, 3),
        "date": Counts(1, 1, 1),
        "location": Counts(1, 1, 1),
        "country": Counts(0, 0, 1),
        "attackers": Counts(1, 2, 1),
        "targets": Counts(0, 0, 1),
        "killed": Counts(0, 2, 2),
        "injured": Counts(0, 1, 0),
    }
    assert found.event_slots == Counts(5, 11, 10)
    assert found.to_json()["killed_exact"] == {"accuracy": 0.0, "gold": 2}


def test_each_slot_agrees_once() -> None:
    gold = Event("riot", targets=(Party("rebels"), Party("the rebels")), sentences=(0,))
    predicted = Event("riot", targets=(Party("Rebels"), Party("army")), sentences=(0,))
    found = one(sentences((0, 46, ""), events=(gold,)), sentences((0, 46, ""), events=(predicted,)))
    assert found.event_slots_by_name["targets"] == Counts(1, 2, 2)


def test_of_equally_good_pairs_the_first_is_taken() -> None:
    first = Event("riot", killed=Count("two", 2, 2), sentences=(0,))
    second = Event("riot", EventDate("Monday"), sentences=(0,))
    predicted = Event("riot", EventDate("Monday"), killed=Count("two", 2, 2), sentences=(0,))
    found = one(sentences((0, 46, ""), events=(first, second)), sentences((0, 46, ""), events=(predicted,)))
    assert found.killed == Counts(1, 1, 1)
    assert found.event_slots_by_name["date"] == Counts(0, 1, 1)


def test_events_in_sentences_that_only_touch_are_two() -> None:
    event = Event("riot", sentences=(0,))
    gold, predicted = (sentences(part, events=(event,)) for part in ((0, 46, ""), (46, 90, "")))
    assert one(gold, predicted).event_detection == Counts(0, 1, 1)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("The Iraqi Air Force", "air force", True),
        ("Abu Sayyaf's men", "abu sayyaf men", True),
        ("Air Force", "Air, Force", True),
        ("Force Air", "Air Force", False),
        ("men", "women", False),
        ("the", "the", False),
        ("", "anything", False),
    ],
)
def test_same_text(a: str, b: str, same: bool) -> None:
    assert same_text(a, b) is same
    assert same_text(b, a) is same


def test_a_missing_prediction_counts_as_an_empty_one() -> None:
    gold = [document(span(0, 0, "ATTACKER"), name="a"), document(span(2, 2, "LOCATION"), name="b")]
    assert score(gold, gold[1:]).span == Counts(1, 1, 2)


def test_layers_that_gold_does_not_label_are_not_scored() -> None:
    full = Document("d", TEXT, None, None, (span(0, 0, "DATE"),), (Sentence(0, 9, ("riot",)),), (Event("riot"),))
    assert one(Document("d", TEXT), full) == Scores()
    unknown = replace(full, sentences=(Sentence(0, 9, None),))
    assert one(unknown, full).event_type == Counts()
    assert one(full, unknown).event_type == Counts(0, 0, 1)


def test_documents_that_do_not_belong_together_are_refused() -> None:
    gold = [Document("a", "one")]
    with pytest.raises(InputError, match=r"expected predictions of gold documents only, found 2 .* 'b'"):
        score(gold, [Document("c", "one"), Document("b", "one")])
    with pytest.raises(InputError, match="expected the same text on both sides of document 'a'"):
        score(gold, [Document("a", "two")])
    with pytest.raises(InputError, match="expected each id once in the gold documents, found 'a' twice"):
        score(gold * 2, gold)
    with pytest.raises(InputError, match="expected each id once in the predicted documents"):
        score(gold, gold * 2)
