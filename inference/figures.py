"""What one sentence says of how many: its counts added, with parts, former figures and rival accounts told apart."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from inference.accounts import SOURCE_SAYS, Figure, range_of, source_of
from inference.actors import party_kind
from inference.acts import Act
from inference.counts import add, parse_count
from inference.lexicon import word_set
from inference.story import Story
from inference.victims import uncounted_beside
from labels.record import Count, PartCount, Span

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
_HEADLINE_ENDS = re.compile(r"\w-$|\s[-–—]{1,2} ?-?(?=[A-Z0-9\"“]|$)")
_LISTED = re.compile(r"[:(–—]|\s-{1,2}\s|-$")
_NOT_COUNTED = re.compile(
    r"\b(?:in|at|on|near|after|when|by|from|to|outside|inside|with|as|killed|dead|died|hurt|wounded|injured)\b|[;:.]"
)
"""Words between a number and people whose number it is not: "killed [two] in the [market]"."""
_NEXT_TO = 25
_SAME_LIST = 60


def stated(story: Story, act: Act, spans: Sequence[Span]) -> Figure | None:
    """Return what a sentence says in all by the counts `spans`, which are of one label; None for nothing.

    Rules: "three of them", "from 12", "nine of the 43" name no group of their own, and the first is kept as a part of
    the count before; a number given again, or "revised to", takes the place of the last; another source's number is a
    rival account; others add up.
    """
    accounts: list[list[Figure]] = [[]]
    last: Span | None = None
    inside = False
    for span in spans:
        count = parse_count(story.words(span))
        before = story.before(span, act.sentence)
        gap = story.text[last.end : span.start] if last else ""
        in_list = inside and ", and" not in gap and len(gap) < _SAME_LIST and not _CLAUSE.search(gap)
        inside = last is not None and (is_part(story, act, gap, span.end) or in_list)
        known, last = accounts[-1], span
        former = len(spans) > 1 and _FORMER.search(before)
        if count is None or former or (len(spans) > 1 and known and _set_free(story, act, span)):
            continue
        figure = _figure(story, act, span, count)
        if inside:
            if known:
                known[-1] = with_parts(known[-1], figure.groups)
        elif known and (_THEN.search(gap) or (_TO.search(gap) and REVISED.search(before))):
            accounts[-1] = [figure]
        elif known and (_OF_THE.fullmatch(gap) or _restated(known[-1], figure, gap)):
            known[-1] = figure
        elif known and _is_rival(known, figure, gap):
            accounts.append([figure])
        else:
            known.append(figure)
    totals = [total(figures, story.text) for figures in accounts if figures]
    return functools.reduce(range_of, totals) if totals else None


def with_parts(figure: Figure, parts: Sequence[PartCount]) -> Figure:
    """Return a figure with more parts of the whole it counts; a group named twice keeps its first number."""
    known = {part.of for part in figure.count.groups}
    new = tuple(part for part in parts if part.of not in known)
    return replace(figure, count=replace(figure.count, groups=(*figure.count.groups, *new)))


def is_part(story: Story, act: Act, before: str, end: int) -> bool:
    """Tell a count of some of those counted before: "including three children", "three of them".

    `before` is the text that leads up to the count, `end` where the count ends.
    """
    stop = min(story.sentences[act.sentence].end, end + 40)
    return bool(_PART_BEFORE.search(before) or _PART_AFTER.match(story.text, end, stop))


def _figure(story: Story, act: Act, span: Span, count: Count) -> Figure:
    """Return the figure of a count, with single persons that stand beside it."""
    count = replace(count, mentions=((span.start, span.end),))
    counted = _counted(story, act, span)
    group = _group(story, span, counted, count)
    for other in uncounted_beside(story, act, span) if span.label != "INJURED" else ():
        one = Count(story.words(other), 1, 1, 1, "exact", "named victim", ((other.start, other.end),))
        count = replace(add([count, one]), rule="one more named")
    heads = story.words(counted).casefold().split()[-1:] if counted else []
    return Figure(count, frozenset(heads), source_of(story, act, span), group)


def _counted(story: Story, act: Act, span: Span) -> Span | None:
    """Return the people whose number a count is: the target right behind it."""
    behind = [s for s in story.spans[act.sentence] if 0 <= s.start - span.end <= _NEXT_TO]
    first = behind[0] if behind and behind[0].label == "TARGET" else None
    return first if first and not _NOT_COUNTED.search(story.text, span.end, first.start) else None


def _group(story: Story, span: Span, counted: Span | None, count: Count) -> tuple[PartCount, ...]:
    if counted is None:
        return ()
    words = story.words(counted)
    kind = party_kind(words, "TARGET", story.actors)
    mentions = ((span.start, span.end), (counted.start, counted.end))
    return (PartCount(words, count.text, count.min, count.max, kind, mentions),)


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
    anyone = word_set("anyone")
    alike = not (known.who - anyone and figure.who - anyone) or bool(known.who & figure.who)
    return same and alike and (len(gap) > 40 or _HEADLINE_ENDS.search(gap) is not None)


def _is_rival(known: Sequence[Figure], figure: Figure, gap: str) -> bool:
    """Tell another source's number of the same dead from another group of dead."""
    if not SOURCE_SAYS.search(gap) or other_side(known, figure):
        return False
    theirs = frozenset().union(*(f.who for f in known))
    return not figure.who - word_set("anyone") or bool(figure.who & theirs) or _BUT.search(gap) is not None


def other_side(known: Sequence[Figure], figure: Figure) -> bool:
    """Tell attackers from those whom they attacked."""
    attacking, anyone = word_set("attacking"), word_set("anyone")
    theirs = frozenset().union(*(f.who for f in known))
    return bool(figure.who) and figure.who <= attacking and bool(theirs - attacking - anyone)


def total(figures: Sequence[Figure], text: str = "") -> Figure:
    """Add up figures of one account, of which the first or last may be the sum of the others.

    The groups that are added, or that a sum is made of, become the groups of the count.
    """
    first, rest = figures[0], figures[1:]
    if not rest:
        return first
    whole = first.count.min or 0
    if _lists(text, first, rest[0]) and _lows(rest) <= whole:
        return with_parts(first, _breakdown(rest))
    if len(rest) > 1:
        if not first.who - word_set("anyone") and _lows(rest) == whole:
            return with_parts(first, _breakdown(rest))
        if not rest[-1].who - word_set("anyone") and _lows(figures[:-1]) == rest[-1].count.min:
            return with_parts(rest[-1], _breakdown(figures[:-1]))
    count = replace(add([f.count for f in figures]), rule="groups added", groups=_breakdown(figures))
    source = next((f.source for f in figures if f.source), None)
    return Figure(count, frozenset().union(*(f.who for f in figures)), source)


def _breakdown(figures: Sequence[Figure]) -> tuple[PartCount, ...]:
    """Return the groups of figures that are added up, each with the parts that are told of it."""
    return tuple(group for f in figures for group in (*f.groups, *f.count.groups))


def _lists(text: str, whole: Figure, part: Figure) -> bool:
    """Tell a whole whose parts are listed behind it: "three civilians - a woman and two children -"."""
    gap = text[whole.count.mentions[-1][1] : part.count.mentions[0][0]]
    return _LISTED.search(gap) is not None


def _lows(figures: Sequence[Figure]) -> int:
    return sum(figure.count.min or 0 for figure in figures)
