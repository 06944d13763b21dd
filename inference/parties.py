"""Who: the attackers or targets of an event, one for each distinct party, by the fullest words that name it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from inference.actors import party_kind, same_party
from inference.acts import Act
from inference.lexicon import word_set
from inference.story import Story
from inference.victims import is_one_person
from labels.record import Party, Span

_APPOSED = re.compile(
    r",? ?(?:\d+, )?(?:an?|the|his|her|their|turned|named|called|known as|identified as|alias)?"
    r"(?: \d+-year-old| [a-z]+)? ?"
    r"|, \w+(?: \w+)? "
)
_BELONGS = re.compile(r" (?:of|from|with|in|belonging to|loyal to|linked to|believed to belong to)(?: the| its)? ")
_INDEFINITE = re.compile(r"\b(?:an?|another)(?: \w+)?$", re.I)
_DEFINITE = re.compile(r"\b(?:the|these|those)$", re.I)
_A_ROLE = re.compile(r"(?:\b(?:an?|the|one|another|top|former|senior)|^|[.:\n]) (?:\w+ )?$", re.I)
_AIMED: Final = frozenset(("assassination", "raid_arrest", "abduction"))
"""Types of events that are done to one chosen person."""
_LATELY: Final = 50
"""Mentions of a party that a bare noun is compared with; keeps long documents linear."""
_NEW_UNTIL: Final = {"ATTACKER": 1, "TARGET": 2}
"""The act of an event from which on a common noun is no new party."""


def parties_of(story: Story, acts: Sequence[Act], label: str) -> tuple[Party, ...]:
    """Return the parties of the role that `label` marks, in the order in which the story names them."""
    parties: list[Party] = []
    for number, act in enumerate(acts):
        last: Span | None = None
        for span in act.of(label):
            words, mention = story.words(span), (span.start, span.end)
            at = _named_again(story, last, span, parties)
            last = span
            if at is None:
                at = next((k for k, p in enumerate(parties) if _is_named(story, p, words)), None)
            if at is not None:
                at = _through_alias(story, parties, at, words)
                known = parties[at]
                parties[at] = Party(_fuller(known.text, words), None, (*known.mentions, mention))
            elif not parties or words[:1].isupper() or not _is_known(story, number, act, span):
                parties.append(Party(words, None, (mention,)))
    if label == "TARGET" and acts[0].type in _AIMED:
        parties = _role_is_name(story, parties)
    if len(parties) > 1:
        parties = [p for p in parties if p.text.casefold() not in word_set("anaphors")] or parties[:1]
    return tuple(replace(p, kind=party_kind(p.text, label)) for p in parties)


def _through_alias(story: Story, parties: list[Party], at: int, words: str) -> int:
    """Join two parties that an alias shows to be one: "ISIS militants … the Islamic State (ISIS)"."""
    first = next((k for k, p in enumerate(parties) if _is_named(story, p, words)), at)
    if first < at:
        merged = (*parties[first].mentions, *parties[at].mentions)
        parties[first] = Party(parties[first].text, None, merged)
        del parties[at]
        return first
    return at


def _is_known(story: Story, number: int, act: Act, span: Span) -> bool:
    """Tell a common noun of a later sentence, "the gunmen", that mostly means someone the story has named."""
    before = story.before(span, act.sentence)
    if _INDEFINITE.search(before):
        return False
    return number >= _NEW_UNTIL[span.label] or (number > 0 and _DEFINITE.search(before) is not None)


def _is_named(story: Story, party: Party, words: str) -> bool:
    """Tell whether words name a known party; a bare "militants" is the last "ISIS militants"."""
    if same_party(party.text, words):
        return True
    if not words.islower():
        return False
    lately = party.mentions[-_LATELY:]
    return any(story.text[start:end].casefold().split()[-1:] == [words] for start, end in lately)


def _named_again(story: Story, last: Span | None, span: Span, parties: Sequence[Party]) -> int | None:
    """Find the party just named that a span names again: "Ali Khan, a teacher", "fighters of the Boko Haram"."""
    if last is None:
        return None
    gap = story.text[last.end : span.start]
    first, second = story.words(last), story.words(span)
    both_one = is_one_person(first, named=False) and is_one_person(second, named=False)
    apposed = both_one and _APPOSED.fullmatch(gap) and is_one_person(first) != is_one_person(second)
    belongs = _BELONGS.fullmatch(gap) and first.casefold() in word_set("members")
    if not apposed and not belongs and gap != " (":
        return None
    return next((k for k, p in enumerate(parties) if (last.start, last.end) in p.mentions), None)


def _fuller(known: str, words: str) -> str:
    """Choose the words that say more: a name before a role, the first of two names, else the longer."""
    if known.casefold() in word_set("members"):
        return words
    if is_one_person(known) != is_one_person(words):
        return known if is_one_person(known) else words
    is_alias = not {*known.casefold().split()} & {*words.casefold().split()}
    if is_alias and not known.isupper():
        return known
    return words if len(words) > len(known) else known


def _role_is_name(story: Story, parties: list[Party]) -> list[Party]:
    """Join the one victim who is first told by role, "a separatist leader", and then by name."""
    names = [p for p in parties if is_one_person(p.text)]
    role = next((p for p in parties if _is_role(story, p)), None)
    if len(names) != 1 or role is None:
        return parties
    one = Party(names[0].text, None, tuple(sorted((*role.mentions, *names[0].mentions))))
    return [one if p is role else p for p in parties if p is not names[0]]


def _is_role(story: Story, party: Party) -> bool:
    start = party.mentions[0][0]
    return (
        is_one_person(party.text, named=False)
        and not is_one_person(party.text)
        and party_kind(party.text, "TARGET") != "other"
        and _A_ROLE.search(story.text[max(0, start - 30) : start]) is not None
    )
