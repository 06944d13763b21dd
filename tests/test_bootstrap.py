"""Confidence intervals: known answers, and the same figures as scoring each resample by itself."""

from __future__ import annotations

import numpy as np
import pytest

from labels.errors import InputError
from labels.record import Count, Document, Event, Sentence, Span
from training.bootstrap import Interval, bootstrap, resample
from training.score import Scores, score, score_each
from training.tally import Counts

TYPES = ("airstrike", "riot", "protest")


def document(i: int, types: tuple[str, ...], killed: int, *, span: bool = True) -> Document:
    """One sentence with its types and an event for each of them."""
    found = tuple(Event(t, killed=Count("some", killed, killed), sentences=(0,)) for t in types)
    spans = (Span(0, 3, "DATE"),) if span else ()
    return Document(str(i), "text", spans=spans, sentences=(Sentence(0, 4, types),), events=found)


GOLD = [document(i, TYPES[i % 3 : i % 3 + i % 2 + 1], i % 4) for i in range(12)]
FOUND = [document(i, TYPES[i % 2 : i % 2 + 1], i % 3, span=i % 5 > 0) for i in range(12)]


def test_perfect_predictions_leave_no_doubt() -> None:
    assert set(bootstrap(GOLD, GOLD, resamples=200).values()) == {Interval(1.0, 1.0)}


def test_one_right_of_two_can_be_anything() -> None:
    gold = [document(i, (), 0) for i in range(2)]
    found = [gold[0], document(1, (), 0, span=False)]
    assert bootstrap(gold, found)["span.recall"] == Interval(0.0, 1.0)


def test_a_share_of_single_documents_has_the_binomial_interval() -> None:
    gold = [document(i, (), 0) for i in range(400)]
    found = [document(i, (), 0, span=i % 5 > 0) for i in range(400)]
    interval = bootstrap(gold, found)["span.recall"]
    margin = 1.96 * (0.8 * 0.2 / 400) ** 0.5
    assert (interval.low, interval.high) == pytest.approx((0.8 - margin, 0.8 + margin), abs=0.01)


def test_each_resample_is_what_its_documents_score() -> None:
    each = score_each(GOLD, FOUND)
    values = resample(each, resamples=20, seed=3)
    drawn = np.random.default_rng(3).multinomial(12, [1 / 12] * 12, size=20)
    for row, times in enumerate(drawn):
        picked = [s for s, n in zip(each, times, strict=True) for _ in range(n)]
        scores = sum(picked, Scores())
        assert values["event_type_macro_f1"][row] == pytest.approx(scores.event_type_macro_f1)
        assert values["killed_exact.accuracy"][row] == pytest.approx(scores.killed.recall)
        for path in score(GOLD, FOUND).counts():
            counts = scores.counts().get(path, Counts())
            ratios = [values[f"{path}.{name}"][row] for name in ("precision", "recall", "f1")]
            known = [counts.predicted, counts.gold, counts.predicted + counts.gold]
            theirs = [counts.precision, counts.recall, counts.f1]
            expected = [ratio if n else np.nan for ratio, n in zip(theirs, known, strict=True)]
            assert ratios == pytest.approx(expected, nan_ok=True)


def test_the_seed_decides() -> None:
    assert bootstrap(GOLD, FOUND, seed=1) == bootstrap(GOLD, FOUND, seed=1)
    assert bootstrap(GOLD, FOUND, seed=1) != bootstrap(GOLD, FOUND, seed=2)


def test_nothing_to_draw_from() -> None:
    with pytest.raises(InputError, match="expected at least one document to draw from, found none"):
        bootstrap([], [])


def test_a_rare_type_is_judged_by_the_draws_that_hold_it() -> None:
    gold = [document(0, ("riot",), 1), *(document(i, (), 0) for i in range(1, 5))]
    assert bootstrap(gold, gold)["event_type_by_type.riot.f1"] == Interval(1.0, 1.0)


def test_layers_without_labels_have_no_interval() -> None:
    bare = [Document("a", "text", spans=(Span(0, 3, "DATE"),))]
    assert {path.split(".")[0] for path in bootstrap(bare, bare)} == {"span", "span_any_role", "span_by_label"}
