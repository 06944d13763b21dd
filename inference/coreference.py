"""Whether an act may report an event told before: tests of day, place and wording, each with a name."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from inference.acts import Act
from inference.scenes import DONE_TO, is_coarse, is_event_date, standing
from inference.story import SCENE, Days, Story
from labels.record import Place

_ACT = (
    r"(?:attacks?|blasts?|bomb(?:ing)?s?|strikes?|raids?|incidents?|devices?|explosions?|ambush(?:es)?|kidnappings?"
    r"|shootings?|clash(?:es)?|battles?|fighting|operations?|killings?|massacres?|arrests?|accord|deal|truce|ceasefire"
    r"|agreement|assaults?|violence|protests?|rall(?:y|ies)|demonstrations?|drones?|uavs?|missiles?|rockets?|grenades?"
    r"|inquiry|bombers?|marches?|executions?|fires?|blazes?)"
)
_ORDINAL = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
_ANOTHER = re.compile(
    r"^\W*(?:separately|elsewhere|meanwhile|by contrast|similarly|further (?:north|south|east|west))\b"
    r"|^\W*(?:this|it) (?:comes|came|follows|followed)\b.{0,40}\bafter\b"
    rf"|\b(?:an?|in) (?:separate|similar|\w+ly similar|earlier|previous|{_ORDINAL}|different),? (?:\w+ ){{0,2}}{_ACT}\b"
    rf"|\banother (?:\w+ ){{0,2}}?{_ACT}\b|^\W*(?:subsequent|other|further|later) (?:\w+ )?{_ACT}\b",
    re.I,
)
_REFERS_BACK = re.compile(rf"^\W*(?:the|that|this|those|these) (?:\w+ ){{0,2}}?{_ACT}\b", re.I)
_NO_EVENT_DATE = re.compile(
    r"\b(?:since|until|till|by|than|from|for|through|between)(?: (?:at least|the|late|early))?$", re.I
)
_OPENS_AT = re.compile(r"^\W*(?:(?:earlier|later|also|then),? )?(?:in|at|near|outside|around)(?: the)?$", re.I)
_CLOCK = re.compile(r"\d[:.]\d\d|\b[ap]\.?m\b|hours?\b")
_CLOSE: Final = 0.3
"""Degrees within which two towns may be one scene."""
_LONG: Final = 6
"""Days beyond which a date is of another event, wherever it was."""


@dataclass(slots=True)
class Cluster:
    """The acts of one event, in text order, the name of the rule by which each came in, and why, but for the first.

    `places` and `days` are the distinct ones of its acts, `also` the types that went into them.
    """

    type: str
    acts: list[Act] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    places: dict[Place, None] = field(default_factory=dict)
    days: dict[Days, None] = field(default_factory=dict)
    also: set[str] = field(default_factory=set)

    def add(self, story: Story, act: Act, rule: str) -> None:
        """Take an act in."""
        self.acts.append(act)
        self.rules.append(rule)
        self.places.update(dict.fromkeys(places_of(story, act)))
        self.days.update(dict.fromkeys(days_of(story, act)))
        self.also |= act.also


def days_of(story: Story, act: Act) -> list[Days]:
    """Return when an act was by its own words; dates of statements and ends of stretches are left out."""
    return [
        story.days[span.start, span.end]
        for span in act.of("DATE")
        if (span.start, span.end) in story.days
        and is_event_date(story, span, act.sentence)
        and not _NO_EVENT_DATE.search(story.before(span, act.sentence))
    ]


def places_of(story: Story, act: Act) -> list[Place]:
    """Return the places that are told as the scene of an act."""
    return [story.place(span) for span in act.of("LOCATION") if standing(story, span, act.sentence) == SCENE]


def _fine(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if not is_coarse(place)]


def days_between(a: Days, b: Days) -> int:
    """Return the days between two stretches of time; 0 where they touch or overlap."""
    return max((max(a[0], b[0]) - min(a[1], b[1])).days, 0)


def _may_be_one(a: Place, b: Place) -> bool:
    """Tell whether two places may be one scene: the same words, one within the other, or close by."""
    x, y = f" {(a.text or '').casefold()} ", f" {(b.text or '').casefold()} "
    if x in y or y in x:
        return True
    if a.country and b.country and a.country != b.country:
        return False
    if is_coarse(a) or is_coarse(b):
        return True
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return False
    return math.hypot(a.latitude - b.latitude, a.longitude - b.longitude) < _CLOSE


def _tells(act: Act) -> bool:
    """Tell whether an act says of itself to whom it was done: a protest is done to no one, a conquest to a place."""
    done_to = ("LOCATION", *DONE_TO) if act.type == "territorial_change" else DONE_TO
    return act.type == "protest" or any(span.label in done_to for span in act.spans)


def _refers_back(story: Story, act: Act, known: Cluster) -> bool:
    """Tell a sentence that opens with "The attack …" and gives it no other date."""
    return bool(referring_words(story, act)) and not _other_day(story, act, known)


def referring_words(story: Story, act: Act) -> str:
    """Return the words "The attack" with which a sentence opens, else an empty text."""
    found = _REFERS_BACK.search(story.sentence(act.sentence))
    return found.group().lstrip() if found else ""


def _same_day_and_place(story: Story, act: Act, known: Cluster) -> bool:
    days = any(a == b and a[0] == a[1] for a in days_of(story, act) for b in known.days)
    return days and places_in_both(story, act, known) is not None


def places_in_both(story: Story, act: Act, known: Cluster) -> str | None:
    """Return the words of an act for a place, no country or region, that may be one of an event."""
    shared = (a.text for a in _fine(places_of(story, act)) if any(_may_be_one(a, b) for b in known.places))
    return next(shared, None)


def _in_same_words(story: Story, act: Act, known: Cluster) -> bool:
    """Tell whether a place of an act, no country or region, is named as it was before."""
    ours = {(p.text or "").casefold() for p in _fine(places_of(story, act))}
    return not ours.isdisjoint((p.text or "").casefold() for p in _fine(known.places))


def _same_place_again(story: Story, act: Act, known: Cluster) -> bool:
    apart = _other_day(story, act, known) or _called_another(story, act, known)
    return _in_same_words(story, act, known) and not apart


def in_one_sentence(story: Story, act: Act, known: Cluster) -> bool:
    """Tell acts of one sentence, which were parted because they are two."""
    return known.acts[-1].sentence == act.sentence


def _called_another(story: Story, act: Act, known: Cluster) -> bool:
    """Tell a sentence that says "another attack", "separately", "elsewhere"."""
    told = _tells(act) or bool(places_of(story, act))
    return told and _ANOTHER.search(story.sentence(act.sentence)) is not None


def _other_day(story: Story, act: Act, known: Cluster) -> bool:
    ours, theirs = days_of(story, act), known.days
    if not ours or not theirs:
        return False
    between = min(days_between(a, b) for a in ours for b in theirs)
    if between > _LONG or between == 0 or not _tells(act):
        return between > _LONG
    # Without a publication date, "Monday" and "Tuesday" may stand in any order.
    sure = story.published is not None and all(a == b for a, b in (*ours, *theirs))
    return _other_scene(story, act, known) or (sure and not _in_same_words(story, act, known))


def _other_scene(story: Story, act: Act, known: Cluster) -> bool:
    ours, theirs = places_of(story, act), list(known.places)
    if _fine(ours) and _fine(theirs):
        ours, theirs = _fine(ours), _fine(theirs)
    return bool(ours and theirs) and not any(_may_be_one(a, b) for a in ours for b in theirs)


def _other_place(story: Story, act: Act, known: Cluster) -> bool:
    """Tell another scene with its own victims; the second sentence still tells the headline's event in full."""
    return act.sentence > 1 and _tells(act) and _other_scene(story, act, known)


def _opens_elsewhere(story: Story, act: Act, known: Cluster) -> bool:
    """Tell a sentence that opens with a new place: "In Hama, …"."""
    first = next(iter(act.of("LOCATION")), None)
    if first is None or _retells_headline(story, act) or not _OPENS_AT.match(story.before(first, act.sentence)):
        return False
    here, theirs = story.place(first), _fine(known.places)
    told = _tells(act) or bool(act.of("ATTACKER"))
    return told and not is_coarse(here) and not any(_may_be_one(here, p) for p in theirs)


def _retells_headline(story: Story, act: Act) -> bool:
    return act.sentence == 1 and story.sentence(0).rstrip()[-1:] not in {*'.!?"”’)'}


def _timeline(story: Story, act: Act, known: Cluster) -> bool:
    """Tell sentences that open with different dates and a colon or dash."""
    ours = _entry(story, act)
    return ours is not None and _entry(story, known.acts[0]) not in (None, ours)


def _entry(story: Story, act: Act) -> str | None:
    first = next(iter(act.of("DATE")), None)
    if first is None or story.before(first, act.sentence).strip("(["):
        return None
    words, after = story.words(first).casefold(), story.text[first.end : first.end + 3].strip()
    return words if after[:1] in {*":–—-)]"} and not _CLOCK.search(words) else None


_Test = Callable[[Story, Act, Cluster], bool]
SAME: Final[tuple[tuple[str, _Test], ...]] = (
    ("refers back", _refers_back),
    ("same day and place", _same_day_and_place),
    ("same place again", _same_place_again),
)
APART: Final[tuple[tuple[str, _Test], ...]] = (
    ("two scenes in one sentence", in_one_sentence),
    ("called another", _called_another),
    ("another day", _other_day),
    ("another place", _other_place),
    ("opens elsewhere", _opens_elsewhere),
    ("entry of a timeline", _timeline),
)
"""Rules that join an act to an event, and rules that part it from one, by name; those of `SAME` come first."""
