"""The probabilities from which on a sentence gets an event type, chosen on dev documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inference.model_dir import Settings
from labels.record import Document
from training.score import Counts

_GRID = [x / 100 for x in range(20, 81, 5)]
_PRIOR = 20
"""How many gold sentences the shared threshold counts for when a type chooses its own."""


def choose_thresholds(gold: Sequence[Document], predicted: Sequence[Document], settings: Settings) -> Settings:
    """Return the settings with the thresholds of best F1 on documents whose predictions carry scores.

    One threshold shared by all types is chosen first. Each type then moves away from it as far as its own dev
    sentences say so; with few of them it hardly moves, since a rare type's best threshold is mostly chance.
    """
    pairs = _pairs(gold, predicted, settings.event_types)
    shared = max(_GRID, key=lambda t: (sum((_counts(p, t) for p in pairs.values()), Counts()).f1, -abs(t - 0.5)))
    thresholds = {}
    for name, found in pairs.items():
        support = sum(positive for _, positive in found)
        best = max(_GRID, key=lambda t: (_counts(found, t).f1, -abs(t - shared)))
        weight = support / (support + _PRIOR)
        thresholds[name] = round(weight * best + (1 - weight) * shared, 3)
    return replace(settings, thresholds=thresholds)


def _pairs(
    gold: Sequence[Document], predicted: Sequence[Document], types: Sequence[str]
) -> dict[str, list[tuple[float, bool]]]:
    pairs: dict[str, list[tuple[float, bool]]] = {name: [] for name in types}
    for g, p in zip(gold, predicted, strict=True):
        found = {(s.start, s.end): s.scores or {} for s in p.sentences or ()}
        for sentence in g.sentences or ():
            if sentence.event_types is not None:
                scores = found.get((sentence.start, sentence.end), {})
                for name in types:
                    pairs[name].append((scores.get(name, 0.0), name in sentence.event_types))
    return pairs


def _counts(pairs: Sequence[tuple[float, bool]], threshold: float) -> Counts:
    return Counts(
        correct=sum(positive and value >= threshold for value, positive in pairs),
        predicted=sum(value >= threshold for value, _ in pairs),
        gold=sum(positive for _, positive in pairs),
    )
