"""Event records of many documents merged: one record for each event of the real world, whatever their order.

Reports are compared where country, dates and type let them be one event. Pairs that match are joined from the
highest score down, and two groups of reports become one only if none of the pairs across them is ruled out and
more of them match than differ, so that no chain of likenesses joins what differs at its ends; pairs that too
little is known of count for neither. A document tells its own events apart, so two events of one document never
become one, not even through the report of another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from inference.merged import COUNTS, Match, MergedEvent, Report, Toll
from inference.merged_fields import best_known
from inference.same_event import Comparison, compare
from inference.telling import Limits, Telling, tellings
from labels.errors import InputError, shorten
from labels.record import Document

_NEAR_MISSES: Final = 5
"""How many near misses a record names at most, the closest ones."""
_REACH: Final = 2
"""Days beyond the limit up to which pairs are compared, so that near misses are seen."""
DEFAULT: Final = Limits()

Pair = tuple[int, int]


@dataclass(slots=True)
class _Groups:
    """Tellings by number, and which are together: `home` has the group of each, `members` those of each group.

    `outcomes` has what came of comparing each pair that is not ruled out, `matching` the scores of those that match.
    """

    told: Sequence[Telling]
    outcomes: dict[Pair, str]
    matching: dict[Pair, float]
    home: list[int]
    members: dict[int, list[int]]


def merge(documents: Iterable[Document], limits: Limits = DEFAULT) -> list[MergedEvent]:
    """Return one record for each event of the real world, in the order in which they were first reported.

    The order of the documents makes no difference.

    :raises InputError: a document has not been read for events, or an id comes twice.
    """
    told: list[Telling] = []
    ids: set[str] = set()
    for document in documents:
        if document.id in ids:
            raise InputError("each id once", shorten(document.id))
        ids.add(document.id)
        told += tellings(document)
    return merge_told(told, limits)


def merge_told(told: Iterable[Telling], limits: Limits = DEFAULT) -> list[MergedEvent]:
    """Do the same for tellings of documents with distinct ids; the texts need not be kept for it."""
    ordered = sorted(told, key=attrgetter("order"))
    groups = _Groups(ordered, {}, {}, list(range(len(ordered))), {i: [i] for i in range(len(ordered))})
    near: dict[Pair, float] = {}
    for i, j in _candidates(ordered, limits.days + _REACH):
        found = compare(ordered[i], ordered[j], limits)
        if found is None:
            continue
        if found.close:
            near[i, j] = found.score
        if found.outcome != "never":
            groups.outcomes[i, j] = found.outcome
        if found.outcome == "match":
            groups.matching[i, j] = found.score
    _join(groups)
    missed = _missed(groups, near)
    return [_merged(groups, members, missed, limits) for _, members in sorted(groups.members.items())]


def _candidates(told: Sequence[Telling], reach: int) -> Iterator[Pair]:
    """Yield pairs of different documents whose countries do not differ and whose windows are within `reach` days."""
    countries: dict[str | None, list[int]] = defaultdict(list)
    for i, one in enumerate(told):
        countries[one.event.location.country if one.event.location else None].append(i)
    unknown = countries.pop(None, [])
    for country in (None, *countries):
        indexes = unknown if country is None else countries[country] + unknown
        indexes = sorted(indexes, key=lambda i: told[i].window)
        inside = set(countries.get(country, indexes))
        for at, i in enumerate(indexes):
            last = told[i].window[1] + reach
            for j in indexes[at + 1 :]:
                if told[j].window[0] > last:
                    break
                if (i in inside or j in inside) and told[i].document != told[j].document:
                    yield _pair(i, j)


def _join(groups: _Groups) -> None:
    best_first = sorted((-score, pair) for pair, score in groups.matching.items())
    joined = True
    while joined:
        joined = False
        for _, (i, j) in best_first:
            a, b = sorted((groups.home[i], groups.home[j]))
            if a == b or _apart(groups, groups.members[a], groups.members[b]):
                continue
            for k in groups.members.pop(b):
                groups.home[k] = a
                groups.members[a].append(k)
            joined = True


def _apart(groups: _Groups, left: Sequence[int], right: Sequence[int]) -> str | None:
    """Tell why two groups with a pair that matches stay apart, None where they do not."""
    held = {groups.told[i].document: i for i in left}
    both = next((groups.told[k].document for k in right if groups.told[k].document in held), None)
    if both is not None:
        return f"{both} tells of both as different events"
    across = [_pair(i, k) for i in left for k in right]
    never = next((pair for pair in across if pair not in groups.outcomes), None)
    if never:
        a, b = (groups.told[i].name for i in never)
        return f"{a} and {b} cannot be one event"
    found = Counter(groups.outcomes[pair] for pair in across)
    if found["match"] <= found["differ"]:
        return f"of {len(across)} pairs of reports {found['match']} match and {found['differ']} differ"
    return None


def _pair(i: int, k: int) -> Pair:
    return (i, k) if i < k else (k, i)


def _missed(groups: _Groups, near: dict[Pair, float]) -> dict[int, list[tuple[float, Pair]]]:
    """Return for each group the closest pairs that were not joined, the number inside first."""
    missed: dict[int, list[tuple[float, Pair]]] = defaultdict(list)
    for (i, j), score in near.items():
        if groups.home[i] != groups.home[j]:
            missed[groups.home[i]].append((-score, (i, j)))
            missed[groups.home[j]].append((-score, (j, i)))
    return {group: sorted(pairs)[:_NEAR_MISSES] for group, pairs in missed.items()}


def _merged(
    groups: _Groups, members: list[int], missed: dict[int, list[tuple[float, Pair]]], limits: Limits
) -> MergedEvent:
    members.sort()
    told = [groups.told[i] for i in members]
    reasons = []
    for i in members[1:]:
        # An earlier report is what a reader compares with, so the best one of them comes first.
        matching = [(k > i, -groups.matching[_pair(i, k)], k) for k in members if _pair(i, k) in groups.matching]
        found = _match(groups, i, min(matching)[2], limits)
        verdict = f"joined: {found.verdict}; matches {len(matching)} of the {len(members) - 1} other reports"
        reasons.append(replace(found, verdict=verdict))
    near = []
    for _, (i, k) in missed.get(groups.home[members[0]], ()):
        found = _match(groups, i, k, limits)
        apart = _apart(groups, members, groups.members[groups.home[k]])
        why = apart if apart and _pair(i, k) in groups.matching else found.verdict
        near.append(replace(found, verdict=f"not joined: {why}"))
    return MergedEvent(best_known(told), tuple(map(_report, told)), _tolls(told), tuple(reasons), tuple(near))


def _match(groups: _Groups, i: int, k: int, limits: Limits) -> Match:
    one, other = groups.told[i], groups.told[k]
    first, second = sorted((one, other), key=attrgetter("order"))
    found = compare(first, second, limits)
    if found is None:
        raise AssertionError("only pairs that were compared are told of")
    return _told(one, other, found)


def _told(one: Telling, other: Telling, found: Comparison) -> Match:
    head = (one.document, one.index, other.document, other.index)
    return Match(*head, found.score, found.facts, found.against, found.verdict)


def _report(one: Telling) -> Report:
    event = one.event
    return Report(one.document, one.index, event.type, one.source, one.published, event.score, event.sentences)


def _tolls(told: Sequence[Telling]) -> tuple[Toll, ...]:
    return tuple(
        Toll(one.document, one.index, one.published, **{name: getattr(one.event, name) for name in COUNTS})
        for one in told
        if any(getattr(one.event, name) for name in COUNTS)
    )
