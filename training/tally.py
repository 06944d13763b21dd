"""Counts of what predicted and gold labels agree on: counts are stored and add up, ratios are computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were predicted, how many are in the gold labels, and how many of these agree."""

    correct: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.correct + other.correct, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of the predicted that is right; 0 where nothing is predicted."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that is found; 0 where there is no gold."""
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def to_json(self) -> dict[str, float]:
        """Return the ratios and the counts under their names."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "correct": self.correct,
            "predicted": self.predicted,
            "gold": self.gold,
        }


Tally = Mapping[str, Counts]
"""Counts by the name of a label, an event type or a slot; names that occur on neither side are absent."""


def total(tally: Tally) -> Counts:
    """Return the counts over all names."""
    return sum(tally.values(), Counts())


def merge(a: Tally, b: Tally) -> Tally:
    """Return the counts of both, name by name."""
    return {name: a.get(name, Counts()) + b.get(name, Counts()) for name in {**a, **b}}
