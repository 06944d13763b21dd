"""BIO tags: known answers, round trips, and that no sequence that comes out is invalid."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.bio import best_tags, decode, decode_scores, encode, tag_names
from labels.record import Span
from labels.schema import SPAN_LABELS
from labels.words import word_offsets

LABELS = ("ATTACKER", "DATE")
TAGS = tag_names(LABELS)


def test_tag_names_number_outside_first_then_begin_and_inside_of_each_label() -> None:
    assert TAGS == ("O", "B-ATTACKER", "I-ATTACKER", "B-DATE", "I-DATE")


def test_neighbouring_spans_of_one_label_stay_apart() -> None:
    words = [(0, 3), (4, 7), (8, 11)]
    spans = [Span(0, 3, "DATE"), Span(4, 11, "DATE")]
    tags, lost = encode(words, spans)
    assert tags == ["B-DATE", "B-DATE", "I-DATE"]
    assert lost == []
    assert decode(words, tags) == spans


@pytest.mark.parametrize("span", [Span(1, 3, "DATE"), Span(0, 2, "DATE"), Span(0, 5, "DATE")])
def test_a_span_that_cuts_a_word_is_given_back_as_lost(span: Span) -> None:
    assert encode([(0, 3), (4, 7)], [span]) == (["O", "O"], [span])


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["I-DATE", "O", "O"], [(0, 1, "DATE")]),
        (["B-DATE", "I-ATTACKER", "O"], [(0, 1, "DATE"), (2, 3, "ATTACKER")]),
        (["O", "I-DATE", "I-DATE"], [(2, 5, "DATE")]),
        (["I-DATE", "B-DATE", "I-DATE"], [(0, 1, "DATE"), (2, 5, "DATE")]),
    ],
)
def test_an_inside_tag_that_continues_nothing_starts_a_span(
    tags: list[str], expected: list[tuple[int, int, str]]
) -> None:
    assert decode([(0, 1), (2, 3), (4, 5)], tags) == [Span(*x) for x in expected]


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(st.sampled_from("abé 1-’.中\n😀"), max_size=60))
    words = word_offsets(text)
    spans = []
    position = 0
    while position < len(words):
        size = draw(st.integers(0, 3))
        if size and position + size <= len(words):
            label = draw(st.sampled_from(list(SPAN_LABELS)))
            spans.append(Span(words[position][0], words[position + size - 1][1], label))
        position += max(size, 1)
    return text, spans


@given(texts_with_spans())
def test_decode_gives_back_what_was_encoded(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    words = word_offsets(text)
    tags, lost = encode(words, spans)
    assert lost == []
    assert decode(words, tags) == spans


scores = st.lists(st.lists(st.floats(-9, 0), min_size=len(TAGS), max_size=len(TAGS)), min_size=1, max_size=5)


def valid(path: tuple[int, ...]) -> bool:
    return all(i % 2 == 1 or i == 0 or (before in (i, i - 1)) for before, i in itertools.pairwise((0, *path)))


@given(scores)
def test_best_tags_is_the_best_of_all_valid_sequences(rows: list[list[float]]) -> None:
    found = tuple(best_tags(rows, LABELS))
    assert valid(found)
    every = (p for p in itertools.product(range(len(TAGS)), repeat=len(rows)) if valid(p))
    best = max(sum(row[i] for row, i in zip(rows, path, strict=True)) for path in every)
    assert math.isclose(sum(row[i] for row, i in zip(rows, found, strict=True)), best, abs_tol=1e-9)


@given(scores)
def test_decoded_spans_lie_on_words_in_order_with_a_probability(rows: list[list[float]]) -> None:
    normal = [[x - math.log(sum(map(math.exp, row))) for x in row] for row in rows]
    words = [(3 * i, 3 * i + 2) for i in range(len(rows))]
    end = 0
    for span in decode_scores(words, normal, LABELS):
        assert span.start >= end
        assert span.start % 3 == 0
        assert span.end % 3 == 2
        assert span.score is not None
        assert 0 <= span.score <= 1
        end = span.end


def test_the_score_of_a_span_is_its_weakest_decision() -> None:
    rows = [[math.log(p) for p in row] for row in ([0.05, 0.8, 0.05, 0.05, 0.05], [0.1, 0.05, 0.6, 0.2, 0.05])]
    (span,) = decode_scores([(0, 1), (2, 3)], rows, LABELS)
    assert (span.start, span.end, span.label) == (0, 3, "ATTACKER")
    assert span.score == pytest.approx(0.6)
    rows[1] = [math.log(p) for p in (0.65, 0.01, 0.32, 0.01, 0.01)]
    (span,) = decode_scores([(0, 1), (2, 3)], rows, LABELS)
    assert (span.start, span.end) == (0, 1)
    assert span.score == pytest.approx(0.68)


def test_no_words_give_no_spans() -> None:
    assert decode_scores([], [], LABELS) == []
