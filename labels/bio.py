"""BIO tags: spans to tags and tags or scores back to spans, side by side.

Offsets are end exclusive. An `I-` tag that continues no span of its label starts one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from labels.record import Span

Offsets = Sequence[tuple[int, int]]


def tag_names(labels: Iterable[str]) -> tuple[str, ...]:
    """Return `O`, then `B-` and `I-` of each label: the order in which models number tags.

    >>> tag_names(["DATE"])
    ('O', 'B-DATE', 'I-DATE')
    """
    return ("O", *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def encode(words: Offsets, spans: Sequence[Span]) -> tuple[list[str], list[Span]]:
    """Tag each word of a text, and return the spans that no run of whole words covers exactly.

    `words` and `spans` are sorted and do not overlap. A span that is lost leaves `O` behind.

    >>> encode([(0, 4), (5, 9)], [Span(5, 9, "DATE")])
    (['O', 'B-DATE'], [])
    """
    starts = {start: i for i, (start, _) in enumerate(words)}
    ends = {end: i for i, (_, end) in enumerate(words)}
    tags = ["O"] * len(words)
    lost = []
    for span in spans:
        first, last = starts.get(span.start), ends.get(span.end)
        if first is None or last is None:
            lost.append(span)
            continue
        tags[first] = f"B-{span.label}"
        for i in range(first + 1, last + 1):
            tags[i] = f"I-{span.label}"
    return tags, lost


def decode(words: Offsets, tags: Sequence[str]) -> list[Span]:
    """Return the spans that a tag sequence marks, valid or not.

    >>> decode([(0, 4), (5, 9)], ["O", "I-DATE"])
    [Span(start=5, end=9, label='DATE', score=None)]
    """
    spans: list[Span] = []
    open_label = None
    for (start, end), tag in zip(words, tags, strict=True):
        if tag == "O":
            open_label = None
            continue
        prefix, label = tag.split("-", 1)
        if prefix == "I" and label == open_label:
            spans[-1] = Span(spans[-1].start, end, label)
        else:
            spans.append(Span(start, end, label))
        open_label = label
    return spans


def best_tags(log_probs: Sequence[Sequence[float]], labels: Sequence[str]) -> list[int]:
    """Return the most probable valid tag sequence (Viterbi over the one BIO rule).

    `log_probs`: *shape* (words, tags), tags in the order of `tag_names(labels)`. The rule: `I-X` follows only
    `B-X` or `I-X`. All other steps are free, so each step costs one pass over the tags.
    """
    if not log_probs:
        return []
    size = 2 * len(labels) + 1
    inside = range(2, size, 2)
    best = [-math.inf if i in inside else score for i, score in enumerate(log_probs[0])]
    back: list[list[int]] = []
    for row in log_probs[1:]:
        top = max(range(size), key=best.__getitem__)
        came = [top] * size
        scores = [best[top] + value for value in row]
        for i in inside:
            came[i] = i if best[i] >= best[i - 1] else i - 1
            scores[i] = best[came[i]] + row[i]
        back.append(came)
        best = scores
    path = [max(range(size), key=best.__getitem__)]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def decode_scores(words: Offsets, log_probs: Sequence[Sequence[float]], labels: Sequence[str]) -> list[Span]:
    """Return the spans of the most probable valid tag sequence, each with a score.

    `log_probs`: *shape* (words, tags). The score of a span is the smallest probability among the decisions that
    make it: the tag of each of its words, and that the word behind it does not continue it. Tag errors inside
    one span go together, so a product would be far too low.
    """
    path = best_tags(log_probs, labels)
    names = tag_names(labels)
    spans = decode(words, [names[i] for i in path])
    index = {start: i for i, (start, _) in enumerate(words)}
    ends = {end: i for i, (_, end) in enumerate(words)}
    scored = []
    for span in spans:
        first, last = index[span.start], ends[span.end]
        score = min(math.exp(log_probs[i][path[i]]) for i in range(first, last + 1))
        if last + 1 < len(words):
            continuation = names.index(f"I-{span.label}")
            score = min(score, 1.0 - math.exp(log_probs[last + 1][continuation]))
        scored.append(Span(span.start, span.end, span.label, min(1.0, max(0.0, score))))
    return scored
