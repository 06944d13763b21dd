"""Calibration: known answers of the error, where the scores come from, and the fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inference.model_dir import Calibration
from labels.errors import InputError
from labels.record import Document, Sentence, Span
from training.calibration import (
    Bin,
    calibrate,
    calibration,
    ece,
    event_type_outcomes,
    fit_platt,
    inverse,
    recalibrated,
    reliability_table,
    span_outcomes,
)

TEXT = "Rebels shelled Aleppo on Monday."


@pytest.mark.parametrize(
    ("scores", "correct", "bins", "expected"),
    [
        ([0.5, 0.5], [1, 0], 15, 0.0),
        ([1.0, 1.0, 1.0], [1, 1, 1], 15, 0.0),
        ([1.0, 1.0], [0, 0], 15, 1.0),
        ([0.9, 0.9, 0.9, 0.9], [1, 1, 1, 0], 15, 0.15),
        ([0.2, 0.9], [1, 1], 2, 0.5 * 0.8 + 0.5 * 0.1),
        ([0.2, 0.9], [1, 1], 1, 0.45),
        ([0.1, 0.6, 0.7, 0.8], [0, 1, 0, 1], 2, 0.25 * 0.1 + 0.75 * (0.7 - 2 / 3)),
    ],
)
def test_ece_by_hand(scores: list[float], correct: list[int], bins: int, expected: float) -> None:
    assert ece(scores, correct, bins) == pytest.approx(expected)


def test_bins_hold_their_lower_edge_and_the_last_one_holds_1() -> None:
    table = reliability_table([0.0, 0.5, 1.0], [0, 0, 1], bins=4)
    assert table == [
        Bin(0.0, 0.25, 1, 0.0, 0.0),
        Bin(0.5, 0.75, 1, 0.5, 0.0),
        Bin(0.75, 1.0, 1, 1.0, 1.0),
    ]


def test_there_is_no_error_of_nothing() -> None:
    assert reliability_table([], []) == []
    with pytest.raises(InputError, match="expected at least one score, found none"):
        ece([], [])


def test_a_span_is_right_when_gold_holds_it_exactly() -> None:
    gold = [
        Document("a", TEXT, spans=(Span(0, 6, "ATTACKER"), Span(15, 21, "LOCATION"))),
        Document("b", TEXT),
    ]
    spans = (Span(0, 6, "ACTOR", 0.6), Span(15, 21, "LOCATION", 0.9), Span(25, 31, "DATE"))
    scores, correct = span_outcomes(gold, [Document("a", TEXT, spans=spans), Document("b", TEXT, spans=spans)])
    assert (scores.tolist(), correct.tolist()) == ([0.6, 0.9], [0, 1])


def test_the_highest_score_within_a_gold_sentence_counts() -> None:
    gold = [Document("a", TEXT, sentences=(Sentence(0, 20, ("riot",)), Sentence(20, 32, None)))]
    parts = (
        Sentence(0, 5, ("riot",), {"riot": 0.7, "ambush": 0.1}),
        Sentence(5, 19, (), {"riot": 0.2, "ambush": 0.3}),
        Sentence(20, 32, ("riot",), {"riot": 0.9}),
    )
    predicted = [Document("a", TEXT, sentences=parts)]
    scores, correct = event_type_outcomes(gold, predicted)
    assert (scores.tolist(), correct.tolist()) == ([0.7, 0.3], [1, 0])
    scores, correct = event_type_outcomes(gold, predicted, predicted_only=True)
    assert (scores.tolist(), correct.tolist()) == ([0.7], [1])
    found = calibration(gold, predicted)
    assert {name: c.count for name, c in found.items()} == {"event_type": 2, "event_type_predicted": 1}
    assert found["event_type"].ece == pytest.approx(0.3)


def test_the_fit_finds_the_map_that_made_the_outcomes() -> None:
    rng = np.random.default_rng(0)
    scores = rng.uniform(0.01, 0.99, 20_000)
    truth = calibrate(scores, 0.5, -1.0)
    correct = rng.uniform(size=scores.size) < truth
    a, b = fit_platt(scores, correct)
    assert (a, b) == pytest.approx((0.5, -1.0), abs=0.05)
    assert ece(calibrate(scores, a, b), correct) < 0.02 < ece(scores, correct)


def test_the_fit_is_where_the_likelihood_is_flat() -> None:
    scores, correct = np.array([0.1, 0.4, 0.6, 0.8, 0.9]), np.array([0, 1, 0, 1, 1])
    target = np.where(correct > 0, 4 / 5, 1 / 4)
    residual = calibrate(scores, *fit_platt(scores, correct)) - target
    assert residual.sum() == pytest.approx(0, abs=1e-6)
    assert (residual * np.log(scores / (1 - scores))).sum() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("scores", "correct"),
    [([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]), ([1.0, 1.0], [1, 1]), ([0.5], [0]), ([0.0, 1.0], [1, 0])],
)
def test_the_fit_stays_finite(scores: list[float], correct: list[int]) -> None:
    calibrated = calibrate(scores, *fit_platt(scores, correct))
    assert np.isfinite(calibrated).all()
    assert calibrated.mean() == pytest.approx((sum(correct) + 1) / (len(correct) + 2), abs=0.15)


def test_nothing_to_fit() -> None:
    with pytest.raises(InputError, match="expected at least one score to calibrate, found none"):
        fit_platt([], [])


def test_scores_go_back_to_what_they_were_before_calibration() -> None:
    raw = Document(
        "d",
        "Rebels marched.",
        spans=(Span(0, 6, "ACTOR", 0.3), Span(7, 14, "DATE")),
        sentences=(Sentence(0, 15, ("riot",), {"riot": 0.6}),),
    )
    spans, types = Calibration(1.7, -0.4), Calibration(0.6, 0.2)
    told = replace(
        raw,
        spans=(replace(raw.spans[0], score=float(calibrate(0.3, 1.7, -0.4))), raw.spans[1]),  # type: ignore[index]
        sentences=(Sentence(0, 15, ("riot",), {"riot": float(calibrate(0.6, 0.6, 0.2))}),),
    )
    [found] = recalibrated([told], inverse(spans), inverse(types))
    assert found.spans is not None
    assert found.sentences is not None
    assert found.spans[0].score == pytest.approx(0.3)
    assert found.spans[1].score is None
    assert (found.sentences[0].scores or {})["riot"] == pytest.approx(0.6)
