"""How likely a sentence goes on about an event told before: a logistic model over what the two have in common.

Its ten weights are in `data/antecedents.toml`, written by `training.antecedents` from labelled event records.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Final

from inference.actors import same_party
from inference.acts import Act
from inference.coreference import Cluster, days_between, days_of, places_of
from inference.story import Story

FEATURES: Final = (
    "always",
    "told_last",
    "distance",
    "no_place",
    "no_day",
    "same_day",
    "other_day",
    "same_target",
    "other_target",
    "same_attacker",
    "other_attacker",
)
"""`distance` is the natural logarithm of the sentences between; the others are 1 where they hold, else 0."""

_LATELY: Final = 20
"""Mentions of each role of an event that an act is compared with, the last ones; keeps long documents linear."""


def features(story: Story, act: Act, known: Cluster, *, told_last: bool) -> dict[str, float]:
    """Return the features of an act and an event that are not 0.

    `told_last`: of the events in question, this is the one that was told last.
    """
    found = {
        "always": 1.0,
        "told_last": float(told_last),
        "distance": math.log(max(act.sentence - known.acts[-1].sentence, 1)),
        "no_place": float(not places_of(story, act)),
    }
    days = days_of(story, act)
    if not days:
        found["no_day"] = 1.0
    elif known.days:
        apart = min(days_between(a, b) for a in days for b in known.days)
        found["same_day" if apart == 0 else "other_day"] = 1.0
    for label, name in (("TARGET", "target"), ("ATTACKER", "attacker")):
        ours, theirs = _parties(story, [act], label), _parties(story, known.acts, label)
        if ours and theirs and shared_party(story, act, known, label):
            found[f"same_{name}"] = 1.0
        elif ours and theirs and _heads(ours).isdisjoint(_heads(theirs)):
            found[f"other_{name}"] = 1.0
    return {name: value for name, value in found.items() if value}


def shared_party(story: Story, act: Act, known: Cluster, label: str) -> str | None:
    """Return the words of an act for a party that an event has in the same role, None where there is none."""
    theirs = _parties(story, known.acts, label)
    return next((a for a in _parties(story, [act], label) if any(same_party(a, b, story.actors) for b in theirs)), None)


def _parties(story: Story, acts: Sequence[Act], label: str) -> list[str]:
    spans = [span for act in acts[-_LATELY:] for span in act.of(label)][-_LATELY:]
    return list(dict.fromkeys(story.words(span) for span in spans))


def _heads(parties: Sequence[str]) -> set[str]:
    return {words.split()[-1].casefold() for words in parties}


@functools.cache
def weights() -> dict[str, float]:
    """Return the weight of each feature."""
    path = resources.files("inference") / "data" / "antecedents.toml"
    table: dict[str, float] = tomllib.loads(path.read_text("utf-8"))["weights"]
    return table


def probability(found: dict[str, float]) -> float:
    """Return the probability that an act with such features reports the event."""
    logit = sum(weights().get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-logit))
