"""Calibration of scores: how far they are from the share that is right, and the map that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from inference.model_dir import Calibration
from labels.errors import InputError
from labels.record import Document
from training.score import pair, within

Array = NDArray[np.float64]
Outcomes = tuple[Array, Array]
"""Scores and whether each was right (1 or 0), both of *shape* (n,)."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The scores from `low` up to `high`: how many, their mean, and the share that is right."""

    low: float
    high: float
    count: int
    mean_score: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Expected calibration error of `count` scores, with the bins behind it."""

    count: int
    ece: float
    bins: tuple[Bin, ...]


def calibration(gold: Sequence[Document], predicted: Sequence[Document], bins: int = 15) -> dict[str, Reliability]:
    """Return the calibration of `span`, `event_type` and `event_type_predicted` scores, where there are any.

    Most types of most sentences are plainly absent, which flatters `event_type`; `event_type_predicted` is
    over the types that were predicted, the scores a reader of the output sees.

    :raises InputError: gold and predicted do not belong together.
    """
    outcomes = {
        "span": span_outcomes(gold, predicted),
        "event_type": event_type_outcomes(gold, predicted),
        "event_type_predicted": event_type_outcomes(gold, predicted, predicted_only=True),
    }
    return {
        name: Reliability(len(scores), ece(scores, correct, bins), tuple(reliability_table(scores, correct, bins)))
        for name, (scores, correct) in outcomes.items()
        if len(scores)
    }


def span_outcomes(gold: Sequence[Document], predicted: Sequence[Document]) -> Outcomes:
    """Return the score of each predicted span that has one, and whether gold holds exactly this span.

    :raises InputError: gold and predicted do not belong together.
    """
    rows = [
        (span.score, span in g.spans)
        for g, p in pair(gold, predicted)
        if g.spans is not None
        for span in p.spans or ()
        if span.score is not None
    ]
    return _columns(rows)


def event_type_outcomes(
    gold: Sequence[Document], predicted: Sequence[Document], *, predicted_only: bool = False
) -> Outcomes:
    """Return the score of each type of each gold sentence, and whether the sentence has that type.

    The types are those in `scores` of the predicted sentences whose middle lies in the gold sentence; of
    several such sentences the highest score counts, as their types are united when they are scored. Types
    that `scores` leaves out, as models do with the least probable ones, take no part.
    `predicted_only` leaves out the types that are not in `event_types` of these sentences.

    :raises InputError: gold and predicted do not belong together.
    """
    rows = []
    for g, p in pair(gold, predicted):
        for sentence in g.sentences or ():
            if sentence.event_types is None:
                continue
            best: dict[str, float] = {}
            for other in within(sentence, p.sentences):
                for name, value in (other.scores or {}).items():
                    if not predicted_only or name in (other.event_types or ()):
                        best[name] = max(value, best.get(name, 0.0))
            rows += [(value, name in sentence.event_types) for name, value in best.items()]
    return _columns(rows)


def _columns(rows: Sequence[tuple[float, bool]]) -> Outcomes:
    table = np.array(rows, dtype=float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def reliability_table(scores: ArrayLike, correct: ArrayLike, bins: int = 15) -> list[Bin]:
    """Sort scores into bins of equal width, the last with 1 included; empty bins are left out.

    `scores` and `correct`: *shape* (n,).
    """
    values, right = np.asarray(scores, dtype=float), np.asarray(correct, dtype=float)
    index = np.minimum((values * bins).astype(int), bins - 1)
    table = []
    for k in np.unique(index):
        inside = index == k
        mean, share = float(values[inside].mean()), float(right[inside].mean())
        table.append(Bin(float(k / bins), float((k + 1) / bins), int(inside.sum()), mean, share))
    return table


def ece(scores: ArrayLike, correct: ArrayLike, bins: int = 15) -> float:
    """Return the expected calibration error: mean over all scores of |mean score - accuracy| of their bin.

    :raises InputError: there are no scores.
    """
    table = reliability_table(scores, correct, bins)
    if not table:
        raise InputError("at least one score", "none")
    return sum(b.count * abs(b.mean_score - b.accuracy) for b in table) / sum(b.count for b in table)


def calibrate(scores: ArrayLike, scale: float, shift: float) -> Array:
    """Map scores to calibrated ones, `sigmoid(scale * logit(score) + shift)`: *shape* kept."""
    return _sigmoid(scale * _logit(scores) + shift)


def inverse(calibration: Calibration) -> Calibration:
    """Return the map that takes calibrated scores back to those of the model."""
    return Calibration(1 / calibration.scale, -calibration.shift / calibration.scale)


def recalibrated(predicted: Sequence[Document], span: Calibration, event_type: Calibration) -> list[Document]:
    """Return predicted documents with their scores mapped; labels and event types stay as they are."""

    def mapped(score: float, by: Calibration) -> float:
        return float(calibrate(score, by.scale, by.shift))

    return [
        replace(
            document,
            spans=document.spans
            and tuple(replace(s, score=None if s.score is None else mapped(s.score, span)) for s in document.spans),
            sentences=document.sentences
            and tuple(
                replace(s, scores={name: mapped(value, event_type) for name, value in (s.scores or {}).items()})
                for s in document.sentences
            ),
        )
        for document in predicted
    ]


def fit_platt(scores: ArrayLike, correct: ArrayLike) -> tuple[float, float]:
    """Fit (scale, shift) of `calibrate` by maximum likelihood, with the smoothed targets of Platt (1999).

    The smoothing keeps the fit finite where a threshold parts right from wrong.
    `scores` and `correct`: *shape* (n,).

    :raises InputError: there are no scores.
    """
    right = np.asarray(correct, dtype=float)
    if not len(right):
        raise InputError("at least one score to calibrate", "none")
    positive, n = right.sum(), len(right)
    target = np.where(right > 0, (positive + 1) / (positive + 2), 1 / (n - positive + 2))
    x = np.column_stack([_logit(scores), np.ones(n)])

    def loss(theta: Array) -> float:
        z = x @ theta
        return float((np.logaddexp(0, z) - target * z).sum())

    theta = np.array([1.0, 0.0])
    for _ in range(100):
        p = _sigmoid(x @ theta)
        gradient = x.T @ (p - target)
        hessian = (x.T * (p * (1 - p))) @ x + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        # far from the optimum a full Newton step can overshoot
        while loss(theta - step) > loss(theta) and np.abs(step).max() > 1e-9:
            step /= 2
        theta = theta - step
        if np.abs(step).max() <= 1e-9:
            break
    return float(theta[0]), float(theta[1])


def _logit(scores: ArrayLike) -> Array:
    clipped = np.clip(np.asarray(scores, dtype=float), 1e-6, 1 - 1e-6)
    out: Array = np.log(clipped) - np.log1p(-clipped)
    return out


def _sigmoid(z: Array) -> Array:
    out: Array = np.exp(-np.logaddexp(0, -z))
    return out
