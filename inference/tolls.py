"""How many were killed, hurt or taken: the figures of an event's sentences joined into one by named rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from inference.accounts import SOURCE_SAYS, Figure, range_of
from inference.actors import same_party
from inference.acts import DEADLY, Act
from inference.figures import REVISED, is_part, other_side, stated, total, with_parts
from inference.lexicon import word_set
from inference.slots import date_of
from inference.story import YEAR, Story
from inference.victims import counted_without_number
from labels.record import Count, EventDate, Span

_OPENS_AS_PART = re.compile(
    r"^\W*(?:of (?:those|them|these)|(?:of |among )?the (?:dead|victims|wounded|injured|killed|slain|captives|hostages"
    r"|detainees|detained|arrested|casualties)(?: (?:included|were))?)\b",
    re.I,
)
_RIVAL = re.compile(
    r"\b(?:lower|higher|nearer|disput\w*|differ\w*|contradict\w*|clash(?:ed)? with|otherwise|boast\w*|whereas|however"
    r"|but|only|own|conced\w*|admit\w*|for its part|puts? the)\b|^Fatalities",
    re.I,
)
_MORE = re.compile(
    r"\b(?:as well|also|another|more|further|too|additional|later died|succumbed|a \w+(?:th|rd|nd))\b", re.I
)
_NOBODY = r"\b(?:no|without|nor any|not cause any)(?: \w+){0,2} "
_NO_DEATHS = re.compile(rf"{_NOBODY}(?:casualties|deaths|fatalities|loss of life)\b|\bcasualties nil\b", re.I)
_NO_CASUALTIES = re.compile(rf"{_NOBODY}casualties\b|\bcasualties nil\b", re.I)
_BUT_ATTACKER = re.compile(
    r"\b(?:but|except|apart from|other than|besides|save)(?: for)? (?:the |their )?(?:\w+ )?"
    r"(?:bomber|attacker|assailant|gunman|driver|man|woman)\b|\bonly the (?:\w+ )?(?:bomber|attacker|assailant)\b"
    r"|\bwas the only (?:fatality|casualty|death|one (?:killed|dead)|person (?:killed|dead))\b",
    re.I,
)
_RECALL = 60
"""Characters within which a toll belongs to the year named before it."""


def toll(story: Story, acts: Sequence[Act], label: str) -> Count | None:
    """Return the total of one kind of count over the sentences of an event, or None where none is stated."""
    joined: Figure | None = None
    date = date_of(story, acts)
    for act in acts:
        spans = [s for s in act.of(label) if not _of_another_year(story, act, s, date)]
        figure = stated(story, act, spans)
        if figure is not None:
            joined = figure if joined is None else _join(story, act, joined, figure)
    if label == "KILLED" and acts[0].type == "suicide_bombing" and (joined is None or joined.count.max == 0):
        alone = _only_attacker(story, acts)
        if alone is not None:
            return alone
    if joined is not None:
        return joined.count
    return _none_at_all(story, acts, label) or counted_without_number(story, acts, label)


def _only_attacker(story: Story, acts: Sequence[Act]) -> Count | None:
    """Return one for an attack that killed "nobody but the bomber"."""
    for act in acts:
        sentence = story.sentences[act.sentence]
        found = _BUT_ATTACKER.search(story.text, sentence.start, sentence.end)
        if found:
            return Count(found.group(), 1, 1, 1, "exact", "only the attacker", (found.span(),))
    return None


def _of_another_year(story: Story, act: Act, span: Span, date: EventDate | None) -> bool:
    """Tell a toll that a sentence recalls: "the worst since the [2002] bombings that killed 200"."""
    for other in act.of("DATE"):
        year = YEAR.search(story.words(other))
        if year and date and 0 <= span.start - other.end <= _RECALL and year.group() not in (date.text or ""):
            return date.start is None or not date.start.startswith(year.group())
    return False


def _none_at_all(story: Story, acts: Sequence[Act], label: str) -> Count | None:
    if label == "CAPTURED" or acts[0].type not in DEADLY:
        return None
    words = _NO_CASUALTIES if label == "INJURED" else _NO_DEATHS
    for act in acts:
        sentence = story.sentences[act.sentence]
        found = words.search(story.text, sentence.start, sentence.end)
        if found:
            return Count(found.group(), 0, 0, 0, "exact", "no casualties", (found.span(),))
    return None


def _join(story: Story, act: Act, known: Figure, new: Figure) -> Figure:
    """Bring in what a later sentence states; the rules stand in their order."""
    sentence = story.sentence(act.sentence)
    was, now = known.count, new.count
    low, high = was.min or was.max or 0, now.min or now.max or 0
    if _is_part_of_known(story, act, new):
        return with_parts(known, new.groups or now.groups)
    if _vague(was) and not _vague(now) and high:
        return _renamed(new, "exact figure")
    if (_vague(now) and not _vague(was) and low) or high == 0 or now.max == 0:
        return known
    if REVISED.search(sentence):
        return _renamed(new, "updated toll")
    more = _MORE.search(sentence) and not new.who & (known.who | word_set("anyone"))
    if more or other_side([known], new) or other_side([new], known):
        return total([known, new])
    rival = _RIVAL.search(sentence) and SOURCE_SAYS.search(sentence)
    if high != low and (rival or _another_source(story, known, new)):
        return range_of(known, new)
    if high > low:
        return _renamed(new, "updated toll")
    qualified = high == low and was.min == was.max and now.min != now.max
    return new if qualified else known


def _another_source(story: Story, known: Figure, new: Figure) -> bool:
    """Tell the number that another named source gives for the same people."""
    if known.source is None or new.source is None or same_party(known.source[0], new.source[0], story.actors):
        return False
    return not new.who - known.who - word_set("anyone")


def _is_part_of_known(story: Story, act: Act, new: Figure) -> bool:
    if _OPENS_AS_PART.search(story.sentence(act.sentence)):
        return True
    start, end = new.count.mentions[0]
    return is_part(story, act, story.text[max(0, start - 40) : start], end)


def _renamed(figure: Figure, rule: str) -> Figure:
    return replace(figure, count=replace(figure.count, rule=rule))


def _vague(count: Count) -> bool:
    return not word_set("vague").isdisjoint((count.text or "").casefold().split())
