"""Fits the weights by which sentences are joined into events, from documents with labelled event records.

`python -m training.antecedents FILES` writes the table that `inference/data/antecedents.toml` holds to standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import torch

from inference.acts import Act, acts_of
from inference.antecedents import FEATURES, features
from inference.clusters import candidates, same_kind, ties
from inference.coreference import Cluster
from inference.scenes import parts_of
from inference.story import read_story
from labels import jsonl
from labels.record import Document

Pair = tuple[dict[str, float], bool]
"""The features of a sentence and an earlier event, and whether the sentence reports it."""

_PENALTY = 8.0
"""Weight of the squared weights; chosen of 1, 3 and 8 on the dev documents."""
_STEPS = 50


def pairs(document: Document) -> Iterator[Pair]:
    """Yield what the model is asked about a document, when all that came before was answered right."""
    story = read_story(document)
    told: dict[int, Cluster] = {}
    for index in range(len(story.sentences)):
        for act in (part for whole in acts_of(story, index) for part in parts_of(story, whole)):
            reported = _events(document, act, told)
            if not reported:
                continue
            known = sorted((c for c in told.values() if same_kind(c, act)), key=lambda c: -c.acts[-1].sentence)
            if not any(ties(story, act, c) for c in known):
                open_to = candidates(story, act, known)
                right = [told[k] for k in reported if k in told]
                for c in open_to:
                    yield features(story, act, c, told_last=c is open_to[0]), any(c is other for other in right)
            home = told.setdefault(reported[0], Cluster((document.events or ())[reported[0]].type))
            home.add(story, act, "labelled")


def _events(document: Document, act: Act, told: dict[int, Cluster]) -> list[int]:
    """Return which of the labelled events an act may report, the likeliest first."""
    found = [
        k
        for k, event in enumerate(document.events or ())
        if act.sentence in event.sentences and (event.type == act.type or event.type in act.also)
    ]
    return sorted(found, key=lambda k: (k in told and told[k].acts[-1].sentence == act.sentence, k not in told))


def fit_weights(answered: Sequence[Pair], penalty: float = _PENALTY) -> dict[str, float]:
    """Return the weights of a logistic regression, by Newton's method; the penalty is on all but the constant."""
    rows = torch.tensor([[found.get(name, 0.0) for name in FEATURES] for found, _ in answered], dtype=torch.float64)
    right = torch.tensor([float(answer) for _, answer in answered], dtype=torch.float64)
    held = torch.full((len(FEATURES),), penalty, dtype=torch.float64)
    held[0] = 1e-6
    weights = torch.zeros(len(FEATURES), dtype=torch.float64)
    for _ in range(_STEPS):
        chance = torch.sigmoid(rows @ weights)
        slope = rows.T @ (chance - right) + held * weights
        bend = (rows.T * (chance * (1 - chance))) @ rows + torch.diag(held)
        weights = weights - torch.linalg.solve(bend, slope)
    return dict(zip(FEATURES, weights.tolist(), strict=True))


def table(weights: dict[str, float], files: Sequence[str], count: int) -> str:
    """Return the text of `inference/data/antecedents.toml`."""
    head = (
        f"# Weights of inference.antecedents, from {count} pairs of {' and '.join(files)}; see training.antecedents.\n"
    )
    return head + "[weights]\n" + "".join(f"{name} = {value:.3f}\n" for name, value in weights.items())


def main(paths: Iterable[str]) -> None:
    """Write the table fitted on labelled files to standard output."""
    files = [Path(path) for path in paths]
    answered = [pair for path in files for document in jsonl.read(path) if document.events for pair in pairs(document)]
    sys.stdout.write(table(fit_weights(answered), [path.name for path in files], len(answered)))


if __name__ == "__main__":
    main(sys.argv[1:])
