"""Which named group "the group" or "the rebels" stands for: the one armed group that the story named before."""

from __future__ import annotations

import re
from typing import Final

from inference.actors import canonical
from inference.groups import ActorTable, Group, find_groups, singular
from inference.phrases import tokens
from inference.story import Story
from labels.record import Party
from labels.schema import ROLE_LABELS

_MEANT: Final[dict[str, frozenset[str]]] = {
    word: frozenset(kinds)
    for words, kinds in (
        ("group organization organisation movement faction fighter", ("non_state_armed_group", "militia", "gang")),
        (
            "militant rebel insurgent guerrilla guerilla jihadist jihadi extremist separatist",
            ("non_state_armed_group",),
        ),
        ("terrorist islamist maoist", ("non_state_armed_group",)),
        ("militia militiaman", ("militia",)),
        ("gang cartel gangster", ("gang",)),
    )
    for word in words.split()
}
"""Bare noun -> the kinds of groups that it can stand for."""
_ONE_GROUP: Final = frozenset(
    ("group", "organization", "organisation", "movement", "faction", "militia", "gang", "cartel", "network", "army")
)
_DEFINITE: Final = re.compile(
    r"\b(?:the|this|that|these|those)(?: (?:same|armed|militant|rebel|terrorist|terror))?$", re.I
)
_REACH: Final = 60
"""Sentences before an anaphor that are searched for names; keeps long documents linear."""


def is_bare(text: str) -> bool:
    """Tell a noun that names no group by itself, "group" or "rebels".

    >>> is_bare("rebels"), is_bare("Kurdish rebels")
    (True, False)
    """
    words = tokens(text)
    return bool(words) and singular(words[-1].key) in _MEANT and (len(words) == 1 or text.casefold() == "armed group")


def is_group_noun(text: str) -> bool:
    """Tell a phrase for one group that its name may follow: "Kurdish militia", "armed group", not "fighters".

    >>> is_group_noun("Kurdish militia"), is_group_noun("rebels")
    (True, False)
    """
    words = tokens(text)
    return bool(words) and words[-1].key in _ONE_GROUP


def group_meant(story: Story, party: Party, actors: ActorTable) -> Group | None:
    """Return the group that a party of bare words stands for, None where the story leaves a choice.

    The words need a definite article, and among the parties and sources named before them there must be exactly one
    armed group of a fitting kind, and no other rebels that the story tells apart by adjectives only.
    """
    start = party.mentions[0][0]
    if not is_bare(party.text) or not _DEFINITE.search(story.text[max(0, start - 30) : start].rstrip()):
        return None
    noun = singular(tokens(party.text)[-1].key)
    found: dict[str, Group] = {}
    for text in _named_before(story, start):
        name = canonical(text, actors)
        if name is None:
            if _tells_apart(text, noun):
                return None
            continue
        group = next(hit.value for hit in find_groups(tokens(text), actors) if hit.value.name == name)
        if group.kind in _MEANT[noun]:
            found[name] = group
    return next(iter(found.values())) if len(found) == 1 else None


def _named_before(story: Story, start: int) -> list[str]:
    at = next((i for i, s in enumerate(story.sentences) if s.end > start), len(story.sentences) - 1)
    rows = story.spans[max(0, at - _REACH) : at + 1]
    return [story.words(s) for row in rows for s in row if s.end <= start and s.label in ROLE_LABELS]


def _tells_apart(text: str, noun: str) -> bool:
    words = tokens(text)
    return len(words) > 1 and singular(words[-1].key) == noun
