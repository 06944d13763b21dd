"""What one sentence says of how many: its counts added, with parts, former figures and rival accounts told apart."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from inference.acts import Act
from inference.counts import add, parse_count
from inference.lexicon import word_set
from inference.story import Story
from inference.victims import uncounted_beside
from labels.record import Count, Span

_DEAD = r"(?:dead|victims|wounded|injured|killed|slain|captives|hostages|detainees|detained|arrested|casualties)"
_PART_BEFORE = re.compile(
    r"\b(?:includ(?:ing|es?|ed)|counting|among (?:them|whom|those|the)|of (?:them|whom|which|those|these|the latter)"
    rf"|of the {_DEAD}|mostly|and of)\b\W*(?:\w+\W+){{0,3}}$",
    re.I,
)
_PART_AFTER = re.compile(
    rf"\W*(?:\w+\W+)?(?:of (?:them|whom|those(?! who)|these|the {_DEAD})|(?:\w+\W+){{0,2}}among (?:them|whom))\b", re.I
)
_FORMER = re.compile(
    r"\b(?:from|up from|down from|earlier|previously|initially|instead of)(?: an?| the)?(?: (?:initial|earlier))?\s*$",
    re.I,
)
REVISED: Final = re.compile(
    r"\b(?:revis\w+|rais\w+|rose|risen|climb\w*|updat\w+|later (?:cut|put|said)|cut to|final (?:count|toll)|new toll"
    r"|bring\w* the|toll of|so far|has grown|increased|passed|now)\b",
    re.I,
)
"""Words of a toll that takes the place of an earlier one."""
SOURCE_SAYS: Final = re.compile(
    r"\b(?:says?|said|gives?|gave|claim\w*|puts?|spoke|speaks|counts?|counted|names|admit\w*|conced\w*|acknowledg\w*"
    r"|verif\w+|report(?:s|ed)?|assert\w*|boast\w*|per|according)\b",
    re.I,
)
"""Words by which a sentence turns to a source."""
_TO = re.compile(r"\bto\W*$")
_THEN = re.compile(r",? then\b")
_BUT = re.compile(r"\b(?:whereas|but|while|or)\b|;")
_OF_THE = re.compile(r" of (?:the|its|their|some|about)? ?")
_CLAUSE = re.compile(r"[;:]|, (?:and|but) ")
_FREE = re.compile(
    r"\b(?:freed|releas\w+|escap\w+|walk(?:ed)? (?:free|out|back)|(?:come|came) (?:back|home)|handed over|let go"
    r"|rescued)\b",
    re.I,
)
_NEXT_TO = 25
_SAME_LIST = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with the head words of those counted, `soldiers` in "seven Iraqi soldiers"."""

    count: Count
    who: frozenset[str]


def stated(story: Story, act: Act, spans: Sequence[Span]) -> Figure | None:
    """Return what a sentence says in all by the counts `spans`, which are of one label; None for nothing.

    Rules: "three of them", "from 12", "nine of the 43" name no group of their own; a number given again, or
    "revised to", takes the place of the last; another source's number is a rival account; others add up.
    """
    accounts: list[list[Figure]] = [[]]
    last: Span | None = None
    inside = False
    for span in spans:
        count = parse_count(story.words(span))
        before = story.before(span, act.sentence)
        gap = story.text[last.end : span.start] if last else ""
        in_list = inside and ", and" not in gap and len(gap) < _SAME_LIST
        inside = last is not None and (is_part(story, act, gap, span.end) or in_list)
        known, last = accounts[-1], span
        former = len(spans) > 1 and _FORMER.search(before)
        if count is None or inside or former or (len(spans) > 1 and known and _set_free(story, act, span)):
            continue
        figure = _figure(story, act, span, count)
        if known and (_THEN.match(gap) or (_TO.search(gap) and REVISED.search(before))):
            accounts[-1] = [figure]
        elif known and (_OF_THE.fullmatch(gap) or _restated(known[-1], figure, gap)):
            known[-1] = figure
        elif known and _is_rival(known, figure, gap):
            accounts.append([figure])
        else:
            known.append(figure)
    totals = [total(figures, story.text) for figures in accounts if figures]
    return functools.reduce(span_of, totals) if totals else None


def is_part(story: Story, act: Act, before: str, end: int) -> bool:
    """Tell a count of some of those counted before: "including three children", "three of them".

    `before` is the text that leads up to the count, `end` where the count ends.
    """
    stop = min(story.sentences[act.sentence].end, end + 40)
    return bool(_PART_BEFORE.search(before) or _PART_AFTER.match(story.text, end, stop))


def _figure(story: Story, act: Act, span: Span, count: Count) -> Figure:
    """Return the figure of a count, with single persons that stand beside it."""
    count = replace(count, mentions=((span.start, span.end),))
    for other in uncounted_beside(story, act, span) if span.label != "INJURED" else ():
        one = Count(story.words(other), 1, 1, 1, "exact", "named victim", ((other.start, other.end),))
        count = replace(add([count, one]), rule="one more named")
    follows = [s for s in act.of("TARGET") if 0 <= s.start - span.end <= _NEXT_TO]
    heads = story.words(follows[0]).casefold().split()[-1:] if follows else []
    return Figure(count, frozenset(heads))


def _set_free(story: Story, act: Act, span: Span) -> bool:
    """Tell those who came free from those who were taken."""
    if span.label != "CAPTURED" or act.type == "agreement":
        return False
    sentence = story.sentences[act.sentence]
    before = _CLAUSE.split(story.text[max(sentence.start, span.start - 15) : span.start])[-1]
    after = _CLAUSE.split(story.text[span.end : min(sentence.end, span.end + 60)])[0]
    return _FREE.search(f"{before} {after}") is not None


def _restated(known: Figure, figure: Figure, gap: str) -> bool:
    """Tell a number that a headline run into its text gives twice."""
    same = known.count.min is not None and abs((figure.count.min or 0) - known.count.min) <= 1
    return same and len(gap) > 40 and (not (known.who and figure.who) or bool(known.who & figure.who))


def _is_rival(known: Sequence[Figure], figure: Figure, gap: str) -> bool:
    """Tell another source's number of the same dead from another group of dead."""
    if not SOURCE_SAYS.search(gap) or other_side(known, figure):
        return False
    theirs = frozenset().union(*(f.who for f in known))
    return not figure.who - word_set("anyone") or bool(figure.who & theirs) or _BUT.search(gap) is not None


def other_side(known: Sequence[Figure], figure: Figure) -> bool:
    """Tell attackers from those whom they attacked."""
    theirs = frozenset().union(*(f.who for f in known))
    return bool(figure.who & word_set("attacking")) and bool(theirs - word_set("attacking") - word_set("anyone"))


def total(figures: Sequence[Figure], text: str = "") -> Figure:
    """Add up figures of one account, of which the first or last may be the sum of the others."""
    first, rest = figures[0], figures[1:]
    if len(rest) > 1:
        listed = not first.who - word_set("anyone") or _lists(text, first, rest[0])
        if listed and _lows(rest) == first.count.min:
            return first
        if not rest[-1].who - word_set("anyone") and _lows(figures[:-1]) == rest[-1].count.min:
            return rest[-1]
    if not rest:
        return first
    count = replace(add([f.count for f in figures]), rule="groups added")
    return Figure(count, frozenset().union(*(f.who for f in figures)))


def _lists(text: str, whole: Figure, part: Figure) -> bool:
    """Tell a whole whose parts are listed behind it: "three civilians - a woman and two children -"."""
    gap = text[whole.count.mentions[-1][1] : part.count.mentions[0][0]]
    return re.search(r"[:(–—-]", gap) is not None


def _lows(figures: Sequence[Figure]) -> int:
    return sum(figure.count.min or 0 for figure in figures)


def span_of(a: Figure, b: Figure) -> Figure:
    """Return the range that two rival accounts leave."""
    lows, highs = (a.count.min, b.count.min), (a.count.max, b.count.max)
    count = Count(
        text=" or ".join(c.text for c in (a.count, b.count) if c.text),
        min=None if lows[0] is None or lows[1] is None else min(lows[0], lows[1]),
        max=None if highs[0] is None or highs[1] is None else max(highs[0], highs[1]),
        rule="range of accounts",
        mentions=(*a.count.mentions, *b.count.mentions),
    )
    return Figure(count, a.who | b.who)
