"""Confidence intervals of scores: documents are drawn anew with replacement, and scored again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from labels.errors import InputError
from labels.record import Document
from training.score import Scores, score_each
from training.tally import Counts

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """The range that holds the middle 95 % of the resampled values."""

    low: float
    high: float


Intervals = Mapping[str, Interval]
"""Interval by the path of a number in `Scores.to_json`, such as `span.f1` or `span_by_label.DATE.recall`."""


def bootstrap(
    gold: Sequence[Document], predicted: Sequence[Document], *, resamples: int = 1000, seed: int = 0
) -> dict[str, Interval]:
    """Return the 95 % percentile interval of each precision, recall, F1 and accuracy, over documents.

    :raises InputError: the two do not belong together, or there are no documents.
    """
    return intervals(resample(score_each(gold, predicted), resamples=resamples, seed=seed))


def intervals(values: Mapping[str, Array]) -> dict[str, Interval]:
    """Return the 95 % percentile interval of each figure; `values` are arrays of *shape* (resamples,).

    Draws in which a figure is not defined are left out, and figures that no draw defines.
    """
    defined = {path: array[~np.isnan(array)] for path, array in values.items()}
    bounds = {path: np.quantile(array, (0.025, 0.975)) for path, array in defined.items() if array.size}
    return {path: Interval(float(low), float(high)) for path, (low, high) in bounds.items()}


def resample(documents: Sequence[Scores], *, resamples: int = 1000, seed: int = 0) -> dict[str, Array]:
    """Return each figure in each resample of the documents, by its path: arrays of *shape* (resamples,).

    A ratio is NaN in draws that hold nothing it could be a share of, as happens to rare labels: it says nothing there.
    The draws depend on the seed and the number of documents alone, so the figures of two models on the same
    documents can be subtracted draw by draw.

    :raises InputError: there are no documents.
    """
    if not documents:
        raise InputError("at least one document to draw from", "none")
    rows = [scores.counts() for scores in documents]
    paths = sorted({path for row in rows for path in row})
    table = np.array([[astuple(row.get(path, Counts())) for path in paths] for row in rows], dtype=float)
    share = np.full(len(rows), 1 / len(rows))
    # float64 holds these whole numbers exactly and multiplies much faster than int64
    drawn = np.random.default_rng(seed).multinomial(len(rows), share, size=resamples).astype(float)
    correct, found, wanted = np.moveaxis(np.tensordot(drawn, table, 1), 2, 0)
    precision, recall = _ratio(correct, found), _ratio(correct, wanted)
    f1 = _ratio(2 * correct, found + wanted)
    out: dict[str, Array] = {}
    for column, path in enumerate(paths):
        out[f"{path}.precision"] = precision[:, column]
        out[f"{path}.recall"] = recall[:, column]
        out[f"{path}.f1"] = f1[:, column]
    by_type = [column for column, path in enumerate(paths) if path.startswith("event_type_by_type.")]
    supported = wanted[:, by_type] > 0
    out["event_type_macro_f1"] = _ratio(np.where(supported, f1[:, by_type], 0).sum(1), supported.sum(1))
    if "event_slots_by_name.killed" in paths:
        out["killed_exact.accuracy"] = out["event_slots_by_name.killed.recall"]
    return out


def _ratio(above: Array, below: NDArray[np.number]) -> Array:
    out: Array = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    return out
