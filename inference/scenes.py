"""One sentence, two events of one type: an act is parted where the sentence tells of two scenes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from inference.acts import Act, trigger_mentions
from inference.story import DATELINE, SCENE, YEAR, Story
from labels.record import Place, Span
from labels.schema import COUNT_LABELS

DONE_TO: Final = ("TARGET", *COUNT_LABELS)
"""The labels that say that something was done to someone."""

_JOINT = re.compile(r"; |,? (?:and|while|whereas|but) ")
_IN_LIST = re.compile(r",? and (?:in )?|, (?:in )?")
_AS_ONCE = re.compile(r"\b(?:since|as well as|than|unlike|similar to|following|recalled|reminiscent of)\b", re.I)
_ANY_ACT = re.compile(r"\b(?:attacks?|assaults?|violence|killings?)\b", re.I)
_RECALL = 120
"""Characters within which a recalled event names its year."""
_PUBLISHED = re.compile(r"\b(?:published|updated|posted|last modified)(?: (?:on|at))?:?$", re.I)
_DATELINE = re.compile(r"(?:^|[-–—:.!?\"'”’)] ?)([A-Z][A-Z .'’-]{2,}(?:, [A-Z][A-Za-z.]+){0,2}) ?(?:—|–|--)")


def is_coarse(place: Place) -> bool:
    """Tell a country or region from a place where one event is."""
    return place.precision in ("country", "region")


def is_event_date(story: Story, date: Span, sentence: int) -> bool:
    """Tell when an act was from the date of a statement, as `Story.is_event_date` does, or of the article itself."""
    return story.is_event_date(date, sentence) and not _PUBLISHED.search(story.before(date, sentence))


def standing(story: Story, place: Span, sentence: int) -> int:
    """Return how a sentence brings up a place, as `Story.standing` does, and find datelines behind a headline too."""
    known = story.standing(place, sentence)
    start = story.sentences[sentence].start
    lines = _DATELINE.finditer(story.sentence(sentence)) if known == SCENE else ()
    inside = any(start + m.start(1) <= place.start and place.end <= start + m.end(1) for m in lines)
    return DATELINE if inside else known


def parts_of(story: Story, act: Act) -> list[Act]:
    """Part an act whose sentence tells of more than one event of its type.

    Rules: marches in listed cities are as many; "the worst attack since the 2008 siege of Mumbai" recalls an
    earlier one; "killed five in Homs and three in Hama" has two scenes, each with someone it was done to.
    """
    return _cities(story, act) or _recalled(story, act) or _two_scenes(story, act) or [act]


def _cities(story: Story, act: Act) -> list[Act]:
    """Part a protest in a list of places "in Homs, Hama and Idlib"."""
    run: list[Span] = []
    for place in act.of("LOCATION") if act.type == "protest" else ():
        gap = story.text[run[-1].end : place.start] if run else ""
        if run and not _IN_LIST.fullmatch(gap):
            run = []
        run.append(place)
        if "and" in gap and len(run) > 1:
            others = [s for s in act.spans if s not in run]
            return [_with(act, [*others, city]) for city in run]
    return []


def _recalled(story: Story, act: Act) -> list[Act]:
    start = story.sentences[act.sentence].start
    triggers = trigger_mentions(story, act.sentence, act.type)
    for date in act.of("DATE"):
        before = story.before(date, act.sentence)
        cuts = [m.start() for m in _AS_ONCE.finditer(before) if len(before) - m.start() < _RECALL]
        if not cuts or not YEAR.search(story.words(date)):
            continue
        at = start + cuts[-1]
        told = any(end <= at for _, end in triggers) or _ANY_ACT.search(before, 0, cuts[-1])
        now = [s for s in act.spans if s.start < at]
        if now and told and any(first >= at for first, _ in triggers):
            return [_with(act, now), _with(act, [s for s in act.spans if s.start >= at])]
    return []


def _two_scenes(story: Story, act: Act) -> list[Act]:
    sentence = story.sentences[act.sentence]
    for cut in _JOINT.finditer(story.text, sentence.start, sentence.end):
        left = [s for s in act.spans if s.end <= cut.start()]
        right = [s for s in act.spans if s.start >= cut.end()]
        here, there = _scenes_in(story, act, left), _scenes_in(story, act, right)
        if len(left) + len(right) < len(act.spans) or not here or not there or here & there:
            continue
        if left[-1].label == right[0].label and right[0].start - left[-1].end <= len(cut.group()) + 10:
            continue
        for label in ("ATTACKER", "DATE", "WEAPON"):
            _lend(label, left, right)
            _lend(label, right, left)
        return [_with(act, left), *parts_of(story, _with(act, right))]
    return []


def _scenes_in(story: Story, act: Act, spans: Sequence[Span]) -> set[str]:
    """Return the places of a stretch that tells of something done to someone there."""
    if not any(s.label in DONE_TO for s in spans):
        return set()
    places = [s for s in spans if s.label == "LOCATION" and standing(story, s, act.sentence) == SCENE]
    return {story.words(s).casefold() for s in places if not is_coarse(story.place(s))}


def _lend(label: str, giver: Sequence[Span], taker: list[Span]) -> None:
    if not any(s.label == label for s in taker):
        taker.extend(s for s in giver if s.label == label)


def _with(act: Act, spans: Sequence[Span]) -> Act:
    return replace(act, spans=tuple(sorted(spans, key=lambda s: s.start)))
