"""Who says how many: the source of a figure by the words of its sentence, and the range that rival sources leave."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from inference.acts import Act
from inference.story import Story
from labels.record import Count, Mention, PartCount, Span

SOURCE_SAYS: Final = re.compile(
    r"\b(?:says?|said|gives?|gave|claim\w*|puts?|spoke|speaks|counts?|counted|names|admit\w*|conced\w*|acknowledg\w*"
    r"|verif\w+|report(?:s|ed)?|assert\w*|boast\w*|per|according|announced|confirmed|told|estimated?s?|register\w*)\b",
    re.I,
)
"""Words by which a sentence turns to a source."""
_BEHIND = re.compile(r"\b(?:per|according|said|says)$", re.I)
_BORDER = re.compile(r"[;:]|,? (?:and|but|while|whereas|though|although) |, ")
_FAR: Final = 60
"""What a clause border between two words adds to their distance in characters."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with the head words of those counted, `soldiers` in "seven Iraqi soldiers", and its source.

    `groups`: those of whom it is the number, for a breakdown of a total that others are added to.
    """

    count: Count
    who: frozenset[str]
    source: tuple[str, Mention] | None = None
    groups: tuple[PartCount, ...] = ()


def source_of(story: Story, act: Act, span: Span) -> tuple[str, Mention] | None:
    """Return who says a count: the actor nearest to the verb of saying that is nearest to the count.

    A party of the event counts as source only right before that verb: "the rebels said".
    """
    sentence = story.sentences[act.sentence]
    verbs = [m.span() for m in SOURCE_SAYS.finditer(story.text, sentence.start, sentence.end)]
    if not verbs:
        return None
    verb = min(verbs, key=lambda at: _distance(story.text, at, (span.start, span.end)))
    best: tuple[float, Span] | None = None
    for other in story.spans[act.sentence]:
        if other.label not in ("ACTOR", "ATTACKER", "TARGET"):
            continue
        far = _distance(story.text, verb, (other.start, other.end))
        behind = other.start >= verb[1]
        if behind and not _BEHIND.search(story.text[verb[0] : verb[1]]):
            far += _FAR
        if other.label != "ACTOR" and (behind or far > 1):
            continue
        if best is None or far < best[0]:
            best = far, other
    return (story.words(best[1]), (best[1].start, best[1].end)) if best else None


def _distance(text: str, a: Mention, b: Mention) -> float:
    between = text[a[1] : b[0]] if a[1] <= b[0] else text[b[1] : a[0]]
    return len(between) + _FAR * len(_BORDER.findall(between))


def range_of(a: Figure, b: Figure) -> Figure:
    """Return the range from the lowest to the highest of two rival accounts, with what each says.

    "At least 100" and "222" leave 100 to 222: an account bounds the range by the number that it names, and leaves a
    side open only where it is the outermost on that side. `best` is that of the lowest account, the conservative
    figure, as ACLED codes it where sources differ.
    """
    accounts = (*_accounts(a), *_accounts(b))
    named = [x for x in accounts if x.min is not None or x.max is not None] or list(accounts)
    count = Count(
        text=" or ".join(x.text for x in accounts if x.text) or None,
        min=min(named, key=lambda x: (_named(x)[0], x.min is not None)).min,
        max=max(named, key=lambda x: (_named(x)[1], x.max is None)).max,
        best=min((c.best for c in (a.count, b.count) if c.best is not None), default=None),
        qualifier="range",
        rule="range of accounts",
        mentions=tuple(dict.fromkeys((*a.count.mentions, *b.count.mentions))),
        accounts=accounts,
        groups=a.count.groups or b.count.groups,
    )
    return replace(a, count=count, who=a.who | b.who, source=None)


def _named(account: PartCount) -> tuple[int, int]:
    """Return the least and the greatest number that an account names; an open side counts as the other."""
    numbers = [x for x in (account.min, account.max) if x is not None] or [0]
    return numbers[0], numbers[-1]


def _accounts(figure: Figure) -> tuple[PartCount, ...]:
    count = figure.count
    if count.accounts:
        return count.accounts
    words, mention = figure.source or (None, None)
    mentions = (*count.mentions, *([mention] if mention else []))
    return (PartCount(words, count.text, count.min, count.max, mentions=mentions),)
